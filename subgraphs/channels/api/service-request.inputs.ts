import { createUnionType, Field, ID, InputType, ObjectType } from 'type-graphql';
import { NotAllowedNow, NotFound, ValidationFailed } from '../../kernel/result-types.js';
import { JsonScalar } from '../../kernel/scalars.js';
import type { ServiceRequestKind } from '../../../plugins/sdk/index.js';
import type { ServiceRequestStatus } from '../domain/service-request-states.js';
import { ServiceRequestKindEnum, ServiceRequestStatusEnum } from './enums.js';
import { ServiceRequestType } from './service-request.types.js';

@InputType({ description: 'A new service request.' })
export class OpenServiceRequestInput {
  @Field(() => String, { description: 'New for each request, the same for each retry of it; 8 to 200 characters.' })
  idempotencyKey: string;

  @Field(() => ServiceRequestKindEnum, { description: 'The service.' })
  kind: ServiceRequestKind;

  @Field(() => JsonScalar, {
    description:
      'What the kind asks for, such as {"facilityCode":"0159B001"} for FACILITY_CHANGE. Other members are refused.',
  })
  payload: unknown;

  @Field(() => ID, {
    nullable: true,
    description: 'For whom; ignored for a participant, who asks for itself, and where the conversation tells it.',
  })
  participantId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Channel by which it came; required without a conversation.' })
  channelId?: string | null;

  @Field(() => ID, {
    nullable: true,
    description: 'The conversation in which the participant is told of its progress.',
  })
  conversationId?: string | null;
}

@InputType({ description: 'A step of a service request.' })
export class AdvanceServiceRequestInput {
  @Field(() => ID, { description: 'The service request.' })
  serviceRequestId: string;

  @Field(() => ServiceRequestStatusEnum, { description: 'Where it goes.' })
  status: ServiceRequestStatus;

  @Field(() => String, {
    nullable: true,
    description:
      'Told to the participant, at most 1000 characters; required with WAITING_PARTICIPANT, SCHEDULED and REJECTED.',
  })
  note?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'New for each step, the same for each retry of it; 8 to 200 characters.',
  })
  idempotencyKey?: string | null;
}

@ObjectType({ description: 'The service request as it stands now.' })
export class ServiceRequestChanged {
  @Field(() => ServiceRequestType, { description: 'The request.' })
  serviceRequest: ServiceRequestType;

  @Field(() => Boolean, { description: 'True when an earlier call with the same key had done it already.' })
  repeated: boolean;
}

export const ServiceRequestResult = createUnionType({
  name: 'ServiceRequestResult',
  description: 'How opening or advancing a service request ended.',
  types: () => [ServiceRequestChanged, ValidationFailed, NotFound, NotAllowedNow] as const,
});
