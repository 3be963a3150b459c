import { createUnionType, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { ValidationFailed } from '../../kernel/result-types.js';
import { DateScalar } from '../../kernel/scalars.js';
import type { Language, LifecycleStage, Occupation, PriorityGroup, Segment, Sex } from '../domain/participant.js';
import {
  LanguageEnum,
  LifecycleStageEnum,
  OccupationEnum,
  ParticipantType,
  PriorityGroupEnum,
  SegmentEnum,
  SexEnum,
} from './participant.types.js';

@InputType({ description: 'Which participants to list; all conditions must hold.' })
export class ParticipantFilter {
  @Field(() => SegmentEnum, { nullable: true, description: 'Current segment.' })
  segment?: Segment | null;

  @Field(() => String, { nullable: true, description: 'Kemendagri code; a province (`61`) holds its regencies.' })
  region?: string | null;

  @Field(() => LifecycleStageEnum, { nullable: true, description: 'Life-cycle stage.' })
  stage?: LifecycleStage | null;

  @Field(() => PriorityGroupEnum, { nullable: true, description: 'Belongs to this priority group.' })
  priorityGroup?: PriorityGroup | null;
}

@InputType({ description: 'A new participant.' })
export class RegisterParticipantInput {
  @Field(() => String, { description: 'Full name, 2 to 120 characters.' })
  name: string;

  @Field(() => String, { description: 'NIK, 16 digits.' })
  nationalId: string;

  @Field(() => String, { nullable: true, description: 'Card number, 13 digits, when there is one.' })
  cardNumber?: string | null;

  @Field(() => DateScalar, { description: 'Date of birth.' })
  birthDate: Date;

  @Field(() => SexEnum, { description: 'As on the identity card.' })
  sex: Sex;

  @Field(() => SegmentEnum, { description: 'Segment to join.' })
  segment: Segment;

  @Field(() => Int, { nullable: true, description: 'Class of inpatient care, 1 to 3; for PBPU and BP.' })
  careClass?: number | null;

  @Field(() => OccupationEnum, { nullable: true, description: 'Group of a wage earner.' })
  occupation?: Occupation | null;

  @Field(() => String, { description: 'Kemendagri code of the regency of residence, such as 61.71.' })
  region: string;

  @Field(() => String, { description: 'Regency or city by name.' })
  place: string;

  @Field(() => String, { nullable: true, description: 'Mobile number, 08… or +62….' })
  phone?: string | null;

  @Field(() => String, { nullable: true, description: 'Email address.' })
  email?: string | null;

  @Field(() => LanguageEnum, { nullable: true, description: 'Language of messages; Indonesian by default.' })
  language?: Language | null;

  @Field(() => [PriorityGroupEnum], { nullable: true, description: 'Reasons to be served first.' })
  priorityGroups?: PriorityGroup[] | null;
}

@ObjectType({ description: 'The participant was entered.' })
export class ParticipantRegistered {
  @Field(() => ParticipantType, { description: 'As entered.' })
  participant: ParticipantType;

  constructor(participant: ParticipantType) {
    this.participant = participant;
  }
}

@ObjectType({ description: 'Somebody is registered under this number already.' })
export class AlreadyRegistered {
  @Field(() => String, { description: 'nationalId or cardNumber.' })
  field: string;

  @Field(() => ID, {
    nullable: true,
    description: 'Who it is, where NIK, date of birth and phone number all agree with the record; null otherwise.',
  })
  participantId: string | null;

  constructor(field: string, participantId: string | null) {
    this.field = field;
    this.participantId = participantId;
  }
}

export const RegisterParticipantResult = createUnionType({
  name: 'RegisterParticipantResult',
  description: 'How a registration ends.',
  types: () => [ParticipantRegistered, ValidationFailed, AlreadyRegistered] as const,
});
