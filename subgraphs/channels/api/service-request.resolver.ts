import { FieldResolver, Resolver, Root } from 'type-graphql';
import { JsonScalar } from '../../kernel/scalars.js';
import type { Channels } from '../domain/channels.js';
import type { ServiceRequest } from '../domain/service-requests.js';
import { ChannelType } from './channel.types.js';
import { ParticipantStub } from './conversation.types.js';
import { ServiceRequestType } from './service-request.types.js';

/** Fields of a service request that lead elsewhere or are sealed at rest. */
@Resolver(() => ServiceRequestType)
export class ServiceRequestResolver {
  constructor(private readonly channels: Channels) {}

  @FieldResolver(() => ParticipantStub, { nullable: true, description: 'Who asked; null when nobody is known.' })
  participant(@Root() { participantId }: ServiceRequest) {
    return participantId === null ? null : { id: participantId };
  }

  @FieldResolver(() => ChannelType, { description: 'The channel on which it was asked.' })
  channel(@Root() { channelId }: ServiceRequest) {
    return this.channels.reference(channelId);
  }

  @FieldResolver(() => JsonScalar, {
    nullable: true,
    description: 'The answers of the script by field; personal data.',
  })
  payload(@Root() request: ServiceRequest) {
    return request.payload;
  }
}
