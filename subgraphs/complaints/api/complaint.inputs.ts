import { createUnionType, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { NotAllowedNow, NotFound, ValidationFailed } from '../../kernel/result-types.js';
import { DateTimeScalar } from '../../kernel/scalars.js';
import type { ComplaintClass, ComplaintEventKind, ComplaintStatus, Severity } from '../domain/complaint.js';
import {
  ComplaintClassEnum,
  ComplaintEventKindEnum,
  ComplaintStatusEnum,
  ComplaintType,
  SeverityEnum,
} from './complaint.types.js';

@InputType({ description: 'Which complaints to list; all conditions must hold.' })
export class ComplaintFilter {
  @Field(() => [ComplaintStatusEnum], { nullable: true, description: 'Any of these statuses.' })
  statuses?: ComplaintStatus[] | null;

  @Field(() => [String], { nullable: true, description: 'Any of these categories.' })
  categories?: string[] | null;

  @Field(() => [SeverityEnum], { nullable: true, description: 'Any of these severities.' })
  severities?: Severity[] | null;

  @Field(() => [ID], { nullable: true, description: 'Came by any of these channels.' })
  channels?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'In any of these regions, each with all below it.' })
  regions?: string[] | null;

  @Field(() => ID, { nullable: true, description: 'Given to this officer.' })
  assigneeId?: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Filed at or after.' })
  filedFrom?: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Filed before.' })
  filedTo?: Date | null;
}

@InputType({ description: 'Which updates to receive, of those the viewer may see.' })
export class ComplaintUpdateFilter {
  @Field(() => [String], { nullable: true, description: 'In any of these regions, each with all below it.' })
  regions?: string[] | null;

  @Field(() => [ID], { nullable: true, description: 'Came by any of these channels.' })
  channels?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'Any of these categories.' })
  categories?: string[] | null;

  @Field(() => [SeverityEnum], { nullable: true, description: 'Any of these severities.' })
  severities?: Severity[] | null;

  @Field(() => [ComplaintEventKindEnum], { nullable: true, description: 'Any of these kinds of change.' })
  kinds?: ComplaintEventKind[] | null;

  @Field(() => ID, { nullable: true, description: 'This complaint only.' })
  complaint?: string | null;
}

@InputType({ description: 'How the complainant is reached: by telephone, by email, or both.' })
export class ComplaintContactInput {
  @Field(() => String, { nullable: true, description: 'Name as given, at most 100 characters.' })
  name?: string | null;

  @Field(() => String, { nullable: true, description: 'Telephone number, E.164, such as +6281234567890.' })
  phone?: string | null;

  @Field(() => String, { nullable: true, description: 'Email address.' })
  email?: string | null;
}

@InputType({ description: 'A new complaint.' })
export class FileComplaintInput {
  @Field(() => String, { description: 'New for each complaint, the same for each retry of it; 8 to 200 characters.' })
  idempotencyKey: string;

  @Field(() => ID, {
    nullable: true,
    description:
      'Who complains; ignored for a participant, who files its own. For an employer: the worker whom it is about.',
  })
  participantId?: string | null;

  @Field(() => ComplaintContactInput, {
    nullable: true,
    description: 'How to reach somebody whom the hub does not know, or who wants to be reached in another way.',
  })
  contact?: ComplaintContactInput | null;

  @Field(() => ID, { description: 'Channel by which it came, such as care-center-165.' })
  channelId: string;

  @Field(() => String, { description: 'Category code.' })
  category: string;

  @Field(() => String, {
    nullable: true,
    description: 'Short heading that partners may read, at most 120 characters; the category by default.',
  })
  subject?: string | null;

  @Field(() => String, { description: 'What happened, 3 to 5,000 characters.' })
  description: string;

  @Field(() => String, {
    nullable: true,
    description: 'Kemendagri code of the regency it concerns; null when not known.',
  })
  region?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'True: nobody but the complainant sees who complained.' })
  confidential?: boolean | null;

  @Field(() => SeverityEnum, { nullable: true, description: 'MEDIUM by default.' })
  severity?: Severity | null;

  @Field(() => ComplaintClassEnum, {
    nullable: true,
    description: 'COMPLAINT by default; an officer may change it when verifying.',
  })
  classification?: ComplaintClass | null;
}

@InputType()
class ChangeInput {
  @Field(() => ID, { description: 'The complaint.' })
  complaintId: string;

  @Field(() => Int, { nullable: true, description: 'Version that you have seen; another one is refused.' })
  expectedVersion?: number | null;
}

@InputType({ description: 'The complaint is a real one, of this class; or it cannot be handled.' })
export class VerifyComplaintInput extends ChangeInput {
  @Field(() => Boolean, {
    nullable: true,
    description: 'False: it cannot be handled; say why in `reason`. True by default.',
  })
  accepted?: boolean | null;

  @Field(() => String, { nullable: true, description: 'Why it cannot be handled; the participant reads it.' })
  reason?: string | null;

  @Field(() => ComplaintClassEnum, { nullable: true, description: 'Class, COMPLAINT by default.' })
  classification?: ComplaintClass | null;

  @Field(() => String, { nullable: true, description: 'Corrected category.' })
  category?: string | null;

  @Field(() => SeverityEnum, { nullable: true, description: 'Corrected severity.' })
  severity?: Severity | null;

  @Field(() => String, { nullable: true, description: 'Corrected region.' })
  region?: string | null;
}

@InputType({ description: 'Give the complaint to an officer or a unit.' })
export class AssignComplaintInput extends ChangeInput {
  @Field(() => ID, { nullable: true, description: 'The officer.' })
  officerId?: string | null;

  @Field(() => String, { nullable: true, description: 'The unit.' })
  unit?: string | null;
}

@InputType({ description: 'Answer the complainant.' })
export class RespondToComplaintInput extends ChangeInput {
  @Field(() => String, {
    description: 'The answer, sent on the channel by which the complaint came; 1 to 4,000 characters.',
  })
  text: string;

  @Field(() => Boolean, {
    nullable: true,
    description: 'True: it asks the participant for more, and resolution waits. False by default.',
  })
  awaitParticipant?: boolean | null;
}

@InputType({ description: 'The institution holds the matter to be solved.' })
export class ResolveComplaintInput extends ChangeInput {
  @Field(() => String, { description: 'What was done, for the participant; 1 to 4,000 characters.' })
  text: string;
}

@InputType({ description: 'The participant confirms that the matter is solved.' })
export class ConfirmResolutionInput extends ChangeInput {
  @Field(() => Int, { nullable: true, description: 'Satisfaction, 1 (very dissatisfied) to 5 (very satisfied).' })
  satisfaction?: number | null;
}

@InputType({ description: 'The matter is not solved.' })
export class ReopenComplaintInput extends ChangeInput {
  @Field(() => String, { description: 'What is still wrong; 1 to 4,000 characters.' })
  reason: string;
}

@InputType({ description: 'Move the complaint up: branch, region, centre.' })
export class EscalateComplaintInput extends ChangeInput {
  @Field(() => String, { nullable: true, description: 'Why, for the record; 1 to 4,000 characters.' })
  reason?: string | null;
}

@InputType({ description: 'The participant takes the complaint back.' })
export class WithdrawComplaintInput extends ChangeInput {}

@ObjectType({ description: 'The complaint has its ticket.' })
export class ComplaintFiled {
  @Field(() => ComplaintType, { description: 'As filed.' })
  complaint: ComplaintType;

  @Field(() => String, {
    description: 'Opens public tracking together with the ticket; tell it to the complainant only.',
  })
  pin: string;

  @Field(() => Boolean, {
    description: 'True: this idempotency key was used before, and this is the complaint of that time.',
  })
  repeated: boolean;

  constructor(fields: ComplaintFiled) {
    Object.assign(this, fields);
  }
}

@ObjectType({ description: 'The complaint was changed.' })
export class ComplaintUpdated {
  @Field(() => ComplaintType, { description: 'As it stands now.' })
  complaint: ComplaintType;

  constructor(complaint: ComplaintType) {
    this.complaint = complaint;
  }
}

export const FileComplaintResult = createUnionType({
  name: 'FileComplaintResult',
  description: 'How filing ends.',
  types: () => [ComplaintFiled, ValidationFailed] as const,
});

export const ComplaintResult = createUnionType({
  name: 'ComplaintResult',
  description: 'How a change of a complaint ends.',
  types: () => [ComplaintUpdated, ValidationFailed, NotAllowedNow, NotFound] as const,
});
