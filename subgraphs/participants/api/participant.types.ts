import { Directive, Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { enumOf } from '../../kernel/enums.js';
import { connectionType } from '../../kernel/pagination.js';
import { DateScalar, DateTimeScalar } from '../../kernel/scalars.js';
import {
  consentPurposes,
  contactKinds,
  lifecycleStages,
  occupations,
  priorityGroups,
  segments,
  sexes,
  type ConsentPurpose,
  type ContactKind,
  type LifecycleStage,
  type Occupation,
  type PriorityGroup,
  type Segment,
  type Sex,
} from '../domain/participant.js';

export const SegmentEnum = enumOf(segments);
export const SexEnum = enumOf(sexes);
export const LifecycleStageEnum = enumOf(lifecycleStages);
export const PriorityGroupEnum = enumOf(priorityGroups);
export const ContactKindEnum = enumOf(contactKinds);
export const ConsentPurposeEnum = enumOf(consentPurposes);
export const OccupationEnum = enumOf(occupations);
export const LanguageEnum = enumOf(['id', 'en']);
registerEnumType(SegmentEnum, {
  name: 'Segment',
  description: 'Membership segment: JKN segments, and TK_ for the employment programmes.',
});
registerEnumType(SexEnum, { name: 'Sex', description: 'As on the identity card.' });
registerEnumType(LifecycleStageEnum, {
  name: 'LifecycleStage',
  description: 'Where somebody stands with the programme.',
});
registerEnumType(PriorityGroupEnum, {
  name: 'PriorityGroup',
  description: 'The only people who come first: pregnant, breastfeeding, elderly, disabled.',
});
registerEnumType(ContactKindEnum, { name: 'ContactKind', description: 'How a contact point reaches somebody.' });
registerEnumType(ConsentPurposeEnum, { name: 'ConsentPurpose', description: 'What a consent is for.' });
registerEnumType(OccupationEnum, {
  name: 'Occupation',
  description: 'Groups of wage earners that rules tell apart.',
});
registerEnumType(LanguageEnum, { name: 'Language', description: 'Indonesian (id) or English (en).' });

@ObjectType({ description: 'A membership over time.' })
export class Membership {
  @Field(() => SegmentEnum, { description: 'Its segment.' })
  segment: Segment;

  @Field(() => DateScalar, { description: 'First day.' })
  startsOn: Date;

  @Field(() => DateScalar, { nullable: true, description: 'Last day; null while it is in force.' })
  endsOn?: Date | null;

  @Field(() => Int, { nullable: true, description: 'Class of inpatient care, 1 to 3; null where none was chosen.' })
  careClass?: number | null;

  @Field(() => OccupationEnum, { nullable: true, description: 'Group of a wage earner; null when it is not known.' })
  occupation?: Occupation | null;
}

@ObjectType({ description: 'Where a participant lives.' })
export class Domicile {
  @Field(() => String, { description: 'Kemendagri code of the regency (`61.71`); `00` when not known yet.' })
  region: string;

  @Field(() => String, { description: 'Regency or city as people call it.' })
  place: string;
}

@ObjectType({ description: 'A way to reach a participant.' })
export class ContactPoint {
  @Field(() => ContactKindEnum, { description: 'Phone, email, or a handle on one channel.' })
  kind: ContactKind;

  @Field(() => String, { description: 'The number or address; masked unless the viewer may see it.' })
  value: string;
}

@ObjectType({ description: 'What a participant has allowed or refused.' })
export class Consent {
  @Field(() => ConsentPurposeEnum, { description: 'What it is for.' })
  purpose: ConsentPurpose;

  @Field(() => Boolean, { description: 'True: allowed; false: refused or withdrawn.' })
  granted: boolean;

  @Field(() => DateTimeScalar, { description: 'When it was said.' })
  at: Date;

  @Field(() => String, { description: 'Where it was said, such as a channel id.' })
  source: string;

  @Field(() => String, {
    nullable: true,
    description: 'Version of the words that were shown; null when it was not kept.',
  })
  wording?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Who entered it: the subject of the token; null when it was not kept.',
  })
  recordedBy?: string | null;
}

@ObjectType({ description: 'First-level health facility (FKTP).' })
export class HealthFacility {
  @Field(() => String, { description: 'Code of the facility.' })
  code: string;

  @Field(() => String, { description: 'Its name.' })
  name: string;
}

@ObjectType({ description: 'One look at the personal data of a participant.' })
export class AccessLogEntry {
  @Field(() => ID, { description: 'Id of the entry.' })
  id: string;

  @Field(() => String, { description: 'Who looked: the subject of the token.' })
  actor: string;

  @Field(() => String, { description: 'In which role.' })
  role: string;

  @Field(() => [String], { description: 'Which fields were read in clear.' })
  fields: string[];

  @Field(() => DateTimeScalar, { description: 'When.' })
  at: Date;
}

@Directive('@key(fields: "id")')
@ObjectType('Participant', { description: 'A person in the data bank: participant or prospect.' })
export class ParticipantType {
  @Field(() => ID, { description: 'Id in the hub.' })
  id: string;

  @Field(() => String, { description: 'Full name; empty for somebody who was erased.' })
  name: string;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When the person was erased (UU 27/2022): nothing else is known any more. Null for everybody else.',
  })
  erasedAt?: Date;

  @Field(() => SexEnum, { nullable: true, description: 'As on the identity card; null for prospects.' })
  sex?: Sex;

  @Field(() => [Membership], { description: 'All memberships, oldest first.' })
  memberships: readonly Membership[];

  @Field(() => Domicile, { description: 'Where the participant lives.' })
  domicile: Domicile;

  @Field(() => [PriorityGroupEnum], { description: 'Reasons to be served first.' })
  priorityGroups: readonly PriorityGroup[];

  @Field(() => LifecycleStageEnum, { description: 'Stage of the customer life cycle.' })
  stage: LifecycleStage;

  @Field(() => [Consent], { description: 'Consents given and withdrawn, oldest first.' })
  consents: readonly Consent[];

  @Field(() => HealthFacility, { nullable: true, description: 'First-level facility (FKTP).' })
  facility?: HealthFacility;
}

export const ParticipantConnection = connectionType(ParticipantType, 'Participant');
export const AccessLogConnection = connectionType(AccessLogEntry, 'AccessLog');
