import type { SubgraphDependencies } from '../kernel/dependencies.js';
import { defineSubgraph, type Subgraph } from '../kernel/subgraph.js';
import {
  ChannelOperationsResolver,
  ChannelResolver,
  PluginInfoResolver,
  ServiceStandardResolver,
} from './api/channel.resolver.js';
import { ChannelInsightsResolver } from './api/channel-insights.resolver.js';
import { ConversationMutations } from './api/conversation.mutations.js';
import { ConversationResolver } from './api/conversation.resolver.js';
import { CultureResolver } from './api/culture.resolver.js';
import { MessageMediaResolver } from './api/message-media.resolver.js';
import { ParticipantExtension } from './api/participant.extension.js';
import {
  channelReference,
  conversationReference,
  cultureReference,
  officerReference,
  participantReference,
  serviceRequestReference,
} from './api/references.js';
import { RoutingResolver } from './api/routing.resolver.js';
import { ServiceRequestMutations } from './api/service-request.mutations.js';
import { ServiceRequestResolver } from './api/service-request.resolver.js';
import { ChannelSubscriptions, channelHealthSource, conversationUpdateSource } from './api/subscriptions.js';
import type { ChannelsDomain } from './composition.js';
import type { MediaAccess } from './domain/media-access.js';
import type { ChannelHost } from './domain/ports.js';
import { rights } from './rights.js';

/** The GraphQL face of the channels domain. */
export function channelsSubgraph(
  domain: ChannelsDomain,
  { cursors, secret, log }: Pick<SubgraphDependencies, 'cursors' | 'secret' | 'log'>,
  media?: { readonly access: MediaAccess; readonly base: string },
  host: Pick<ChannelHost, 'insights'> = {},
): Promise<Subgraph> {
  const { queries, conversations: service, channels, officers, serviceRequestQueries, now } = domain;
  const conversations = new ConversationResolver({ queries, service, channels, officers, cursors, now });
  return defineSubgraph({
    name: 'channels',
    rights,
    resolvers: [
      new ChannelResolver(channels),
      new PluginInfoResolver(channels),
      new ChannelOperationsResolver(channels),
      new ServiceStandardResolver(channels),
      conversations,
      new MessageMediaResolver(media),
      new ChannelInsightsResolver(host),
      new ConversationMutations(service),
      new ChannelSubscriptions(queries),
      new ServiceRequestResolver(channels, serviceRequestQueries, domain.appointments),
      new ServiceRequestMutations(domain.serviceRequestActions),
      new RoutingResolver(domain.routing, domain.queues),
      new CultureResolver(domain.culture),
      new ParticipantExtension(conversations, serviceRequestQueries, cursors),
    ],
    references: {
      Channel: channelReference(channels),
      Conversation: conversationReference(queries),
      ServiceRequest: serviceRequestReference(serviceRequestQueries),
      CultureCalendarEntry: cultureReference(domain.culture),
      Officer: officerReference(officers),
      Participant: participantReference,
    },
    subscriptions: {
      conversationUpdates: conversationUpdateSource(domain.updates),
      channelHealthChanged: channelHealthSource(domain.healthWatch),
    },
    secret,
    log,
  });
}
