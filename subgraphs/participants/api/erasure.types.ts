import { createUnionType, Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { enumOf } from '../../kernel/enums.js';
import { NotFound, ValidationFailed } from '../../kernel/result-types.js';
import { DateTimeScalar } from '../../kernel/scalars.js';
import { legalHoldKinds, type LegalHoldKind } from '../domain/legal-holds.js';
import { erasureReasons, type ErasureReason } from '../domain/participant.js';
import { ParticipantType } from './participant.types.js';

const ErasureReasonEnum = enumOf(erasureReasons);
const LegalHoldKindEnum = enumOf(legalHoldKinds);
registerEnumType(ErasureReasonEnum, {
  name: 'ErasureReason',
  description: 'Why personal data is erased (UU 27/2022 art. 43).',
});
registerEnumType(LegalHoldKindEnum, { name: 'LegalHoldKind', description: 'What another law keeps.' });

@InputType({ description: 'Who is to be forgotten.' })
export class EraseParticipantInput {
  @Field(() => ID, {
    nullable: true,
    description: 'The participant; ignored for a participant, who speaks for itself.',
  })
  participantId?: string | null;

  @Field(() => ErasureReasonEnum, { nullable: true, description: 'Why; the wish of the person by default.' })
  reason?: ErasureReason | null;
}

@ObjectType({ description: 'Data that another law keeps; it is erased when the hold ends.' })
export class LegalHold {
  @Field(() => LegalHoldKindEnum, { description: 'What is kept.' })
  kind: LegalHoldKind;

  @Field(() => String, { nullable: true, description: 'Ticket of a complaint, id of a service request; else null.' })
  reference: string | null;

  @Field(() => String, { description: 'The law that keeps it.' })
  law: string;

  @Field(() => String, { description: 'What is kept and why.' })
  reason: string;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When it ends by itself; null: when the case is closed, or the employer's list is replaced.",
  })
  until: Date | null;
}

@ObjectType({ description: 'The person is forgotten: what is left is an id, and records without a name.' })
export class ParticipantErased {
  @Field(() => ParticipantType, { description: 'What is left.' })
  participant: ParticipantType;

  @Field(() => DateTimeScalar, { description: 'When it was first asked for.' })
  requestedAt: Date;

  @Field(() => DateTimeScalar, { description: 'When the person was erased.' })
  erasedAt: Date;

  @Field(() => [LegalHold], { description: 'Records that are still kept, without name or address.' })
  holds: readonly LegalHold[];

  @Field(() => Boolean, { description: 'True when it had been asked for before.' })
  repeated: boolean;
}

@ObjectType({
  description: 'Open cases hold the person; all else is erased. The rest follows by itself once they are closed.',
})
export class ErasureHeld {
  @Field(() => ParticipantType, { description: 'As it stands now.' })
  participant: ParticipantType;

  @Field(() => DateTimeScalar, { description: 'When it was first asked for.' })
  requestedAt: Date;

  @Field(() => [LegalHold], { description: 'What is kept, why and until when.' })
  holds: readonly LegalHold[];

  @Field(() => Boolean, { description: 'True when it had been asked for before.' })
  repeated: boolean;
}

export const EraseParticipantResult = createUnionType({
  name: 'EraseParticipantResult',
  description: 'How far a wish to be forgotten is fulfilled.',
  types: () => [ParticipantErased, ErasureHeld, ValidationFailed, NotFound] as const,
});
