import { Directive, Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { enumOf } from '../../kernel/enums.js';
import { connectionType } from '../../kernel/pagination.js';
import { CursorScalar, DateTimeScalar } from '../../kernel/scalars.js';
import {
  complaintClasses,
  complaintEventKinds,
  complaintStatuses,
  severities,
  type Complaint,
  type ComplaintClass,
  type ComplaintEventKind,
  type ComplaintStatus,
  type EscalationLevel,
  type Severity,
} from '../domain/complaint.js';

import { Escalation, EscalationLevelEnum } from './escalation.types.js';

export const ComplaintStatusEnum = enumOf(complaintStatuses);
export const SeverityEnum = enumOf(severities);
export const ComplaintClassEnum = enumOf(complaintClasses);
export const ComplaintEventKindEnum = enumOf(Object.values(complaintEventKinds));
registerEnumType(ComplaintStatusEnum, { name: 'ComplaintStatus', description: 'Where a complaint stands.' });
registerEnumType(SeverityEnum, { name: 'Severity', description: 'How grave the matter is.' });
registerEnumType(ComplaintClassEnum, {
  name: 'ComplaintClass',
  description:
    'Class by PermenPANRB 62/2018: INFORMATION 5, COMPLAINT 14, SUPERVISED 60 working days; ASPIRATION has no limit.',
});
registerEnumType(ComplaintEventKindEnum, { name: 'ComplaintEventKind', description: 'What happened to a complaint.' });

@Directive('@key(fields: "id")')
@ObjectType('Participant')
export class ParticipantStub {
  @Field(() => ID, { description: 'Id in the hub.' })
  id: string;
}

@Directive('@key(fields: "id", resolvable: false)')
@ObjectType('Employer')
export class EmployerStub {
  @Field(() => ID, { description: 'Id in the hub: the registration number.' })
  id: string;
}

@Directive('@key(fields: "id", resolvable: false)')
@ObjectType('Channel')
export class ChannelStub {
  @Field(() => ID, { description: 'Id, such as whatsapp-pandawa.' })
  id: string;
}

@Directive('@key(fields: "id", resolvable: false)')
@ObjectType('Officer')
export class OfficerStub {
  @Field(() => ID, { description: 'Id of the officer.' })
  id: string;
}

@ObjectType('ComplaintContact', {
  description: 'How a complainant is reached, as it was given with the complaint; nothing of it is checked.',
})
export class ComplaintContactType {
  @Field(() => String, { nullable: true, description: 'Name as given.' })
  name: string | null;

  @Field(() => String, { nullable: true, description: 'Telephone number, E.164.' })
  phone: string | null;

  @Field(() => String, { nullable: true, description: 'Email address.' })
  email: string | null;
}

@ObjectType({ description: 'What the institution did about a complaint.' })
export class Resolution {
  @Field(() => String, { description: 'The answer; hidden from viewers without the scope complaints:read:full.' })
  text: string;

  @Field(() => DateTimeScalar, { description: 'When it was given.' })
  at: Date;
}

@ObjectType({ description: "The participant's own word on whether the matter is solved." })
export class Confirmation {
  @Field(() => Boolean, { description: 'True: solved; false: not solved, the case was opened again.' })
  confirmed: boolean;

  @Field(() => DateTimeScalar, { description: 'When it was said.' })
  at: Date;

  @Field(() => Int, { nullable: true, description: 'Satisfaction, 1 (very dissatisfied) to 5 (very satisfied).' })
  satisfaction?: number | null;
}

@ObjectType({ description: 'One event of a complaint.' })
export class ComplaintEvent {
  @Field(() => ID, { description: 'Id of the event.' })
  id: string;

  @Field(() => Int, { description: 'Gap-free number within the complaint, from 1.' })
  sequence: number;

  @Field(() => ComplaintEventKindEnum, { description: 'What happened.' })
  kind: ComplaintEventKind;

  @Field(() => DateTimeScalar, { description: 'When.' })
  at: Date;

  @Field(() => ComplaintStatusEnum, { description: 'Status after it.' })
  status: ComplaintStatus;

  @Field(() => String, {
    nullable: true,
    description: 'Who acted; null for viewers without the scope complaints:read:full.',
  })
  actor: string | null;

  @Field(() => Escalation, { nullable: true, description: 'Why it moved up; null unless it was escalated.' })
  escalation: Escalation | null;

  @Field(() => String, { description: 'SHA-256 (hex) over the event and the hash before it.' })
  hash: string;
}

export const ComplaintEventConnection = connectionType(ComplaintEvent, 'ComplaintEvent');

@ObjectType({ description: 'Tamper-evidence of a case: its events form a hash chain.' })
export class CaseProof {
  @Field(() => String, { description: 'Hash of the last event.' })
  head: string;

  @Field(() => Int, { description: 'Events in the log.' })
  length: number;

  @Field(() => Boolean, { description: 'True when no event is missing or altered.' })
  verified: boolean;
}

@Directive('@key(fields: "id")')
@ObjectType('Complaint', { description: 'A complaint, from filing to the word of the participant that it is solved.' })
export class ComplaintType {
  @Field(() => ID, { description: 'Id in the hub.' })
  id: string;

  @Field(() => String, {
    description: 'Human-readable number, such as K-7F3K-Q9XD; with its pin it opens public tracking.',
  })
  ticket: string;

  @Field(() => String, { description: 'Category code, such as FACILITY.' })
  category: string;

  @Field(() => SeverityEnum, { description: 'How grave the matter is.' })
  severity: Severity;

  @Field(() => ComplaintClassEnum, { description: 'Class, which sets the days of handling.' })
  classification: ComplaintClass;

  @Field(() => String, { description: 'Kemendagri code of the regency; 00 when not known yet.' })
  region: string;

  @Field(() => String, { description: 'Short heading without personal numbers.' })
  subject: string;

  @Field(() => ComplaintStatusEnum, { description: 'Where it stands.' })
  status: ComplaintStatus;

  @Field(() => EscalationLevelEnum, { description: 'Who handles it.' })
  level: EscalationLevel;

  @Field(() => DateTimeScalar, { description: 'When it was filed.' })
  filedAt: Date;

  @Field(() => DateTimeScalar, { description: 'When it last changed.' })
  updatedAt: Date;

  @Field(() => Int, {
    description: 'Number of its changes; give it as expectedVersion to change only what you have seen.',
  })
  version: number;
}

export const ComplaintConnection = connectionType(ComplaintType, 'Complaint');

@ObjectType({ description: 'A complaint changed.' })
export class ComplaintChanged {
  @Field(() => CursorScalar, { description: 'Give it as `after` when you subscribe again.' })
  cursor: string;

  @Field(() => Int, { description: 'Gap-free number within the complaint, from 1.' })
  sequence: number;

  @Field(() => ComplaintEventKindEnum, { description: 'What happened.' })
  kind: ComplaintEventKind;

  @Field(() => DateTimeScalar, { description: 'When.' })
  at: Date;

  @Field(() => Escalation, { nullable: true, description: 'Why it moved up; null unless it was escalated.' })
  escalation: Escalation | null;

  @Field(() => ComplaintType, { description: 'The complaint as it stood right after this change.' })
  complaint: ComplaintType;
}

@ObjectType({ description: 'The cursor cannot be continued: read the complaints anew, then subscribe with `oldest`.' })
export class Resync {
  @Field(() => CursorScalar, { description: 'Oldest place from which the log can be replayed.' })
  oldest: string;

  @Field(() => String, { description: 'Why.' })
  reason: string;
}

/** What resolvers pass on: the snapshot's fields, and the whole complaint where it is at hand. */
export interface ComplaintView extends ComplaintType {
  readonly participantId: string | null;
  readonly employerId?: string | null;
  readonly workerId?: string | null;
  readonly confidential: boolean;
  readonly channelId: string;
  readonly assigneeId: string | null;
  readonly full?: Complaint;
}
