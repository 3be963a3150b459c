import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import { connectionType } from '../../kernel/pagination.js';
import { DateTimeScalar } from '../../kernel/scalars.js';
import { ServiceRequestKindEnum, ServiceRequestStatusEnum } from './enums.js';

@ObjectType({ description: 'One step of a service request.' })
export class ServiceRequestEvent {
  @Field(() => DateTimeScalar, { description: 'When.' })
  at: Date;

  @Field(() => ServiceRequestStatusEnum, { description: 'The status from then on.' })
  status: string;

  @Field(() => String, { description: 'Who acted: an officer, or channel:<id> for the menu.' })
  actor: string;

  @Field(() => String, { nullable: true, description: 'What the participant was told: why, when, what is needed.' })
  note?: string | null;
}

@ObjectType({ description: "A place in the queue of a health facility's clinic on a day." })
export class Appointment {
  @Field(() => String, { description: 'Code of the health facility.' })
  facilityCode: string;

  @Field(() => String, { description: 'The clinic, as the participant wrote it.' })
  clinic: string;

  @Field(() => String, { description: 'The day, YYYY-MM-DD, local to the facility.' })
  date: string;

  @Field(() => Int, { description: 'Counts up by one per facility, clinic and day, from 1.' })
  queueNumber: number;

  @Field(() => Int, { description: 'People with lower numbers who still wait.' })
  ahead: number;
}

@Directive('@key(fields: "id")')
@ObjectType('ServiceRequest', { description: 'A request for a service, with what the participant answered.' })
export class ServiceRequestType {
  @Field(() => ID, { description: 'Id in the hub.' })
  id: string;

  @Field(() => String, { description: 'Reference that the participant was given.' })
  reference: string;

  @Field(() => ServiceRequestKindEnum, { description: 'The service.' })
  kind: string;

  @Field(() => String, { nullable: true, description: "PANDAWA's service letter, A to J." })
  code?: string | null;

  @Field(() => ServiceRequestStatusEnum, { description: 'Where it stands.' })
  status: string;

  @Field(() => [ServiceRequestEvent], { description: 'Its steps, oldest first.' })
  history: readonly ServiceRequestEvent[];

  @Field(() => DateTimeScalar, { description: 'When it was opened.' })
  openedAt: Date;
}

export const ServiceRequestConnection = connectionType(ServiceRequestType, 'ServiceRequest');
