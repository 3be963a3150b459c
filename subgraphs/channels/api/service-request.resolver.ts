import { Arg, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../kernel/context.js';
import { JsonScalar } from '../../kernel/scalars.js';
import type { Channels } from '../domain/channels.js';
import type { Appointments } from '../domain/service-request-appointments.js';
import type { ServiceRequestQueries } from '../domain/service-request.queries.js';
import type { ServiceRequest } from '../domain/service-requests.js';
import { ChannelType } from './channel.types.js';
import { ParticipantStub } from './conversation.types.js';
import { Appointment, ServiceRequestType } from './service-request.types.js';

/** Fields of a service request that lead elsewhere or are sealed at rest. */
@Resolver(() => ServiceRequestType)
export class ServiceRequestResolver {
  constructor(
    private readonly channels: Channels,
    private readonly queries: ServiceRequestQueries,
    private readonly appointments: Appointments,
  ) {}

  @Query(() => ServiceRequestType, {
    nullable: true,
    description: 'One service request; null when there is none that the viewer may see. Scope conversations:read.',
  })
  serviceRequest(@Ctx() context: RequestContext, @Arg('id', () => ID, { description: 'Id in the hub.' }) id: string) {
    return this.queries.find(context, id);
  }

  @FieldResolver(() => ParticipantStub, { nullable: true, description: 'Who asked; null when nobody is known.' })
  participant(@Root() { participantId }: ServiceRequest) {
    return participantId === null ? null : { id: participantId };
  }

  @FieldResolver(() => ChannelType, { description: 'The channel on which it was asked.' })
  channel(@Root() { channelId }: ServiceRequest) {
    return this.channels.reference(channelId);
  }

  @FieldResolver(() => Appointment, {
    nullable: true,
    description: 'Queue number and those before it; null but for appointments.',
  })
  appointment(@Root() request: ServiceRequest) {
    return this.appointments.shown(request);
  }

  @FieldResolver(() => JsonScalar, {
    nullable: true,
    description: 'What the kind of request asks for, by field; personal data.',
  })
  payload(@Root() request: ServiceRequest) {
    return request.payload;
  }
}
