import { createUnionType, Field, ID, InputType, ObjectType } from 'type-graphql';
import { NotFound, ValidationFailed } from '../../kernel/result-types.js';
import type { ConsentPurpose } from '../domain/participant.js';
import { Consent, ConsentPurposeEnum, ParticipantType } from './participant.types.js';

@InputType({ description: 'What a participant allows or refuses.' })
export class SetConsentInput {
  @Field(() => ID, { nullable: true, description: 'Whose consent; ignored for a participant, who speaks for itself.' })
  participantId?: string | null;

  @Field(() => ConsentPurposeEnum, { description: 'What it is for.' })
  purpose: ConsentPurpose;

  @Field(() => Boolean, { description: 'True: allowed; false: refused or withdrawn.' })
  granted: boolean;

  @Field(() => String, { description: 'Where it was said, such as the id of a channel.' })
  source: string;

  @Field(() => String, { description: 'Version of the words that were shown or read out, such as outreach-2026-11.' })
  wording: string;
}

@ObjectType({ description: 'The consent is kept, with its proof.' })
export class ConsentSet {
  @Field(() => ParticipantType, { description: 'The participant as it stands now.' })
  participant: ParticipantType;

  @Field(() => Consent, { description: 'What was kept.' })
  consent: Consent;

  @Field(() => Boolean, { description: 'True when the same had been said before.' })
  repeated: boolean;
}

export const SetConsentResult = createUnionType({
  name: 'SetConsentResult',
  description: 'How setting a consent ends.',
  types: () => [ConsentSet, ValidationFailed, NotFound] as const,
});
