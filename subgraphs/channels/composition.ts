import type { SubgraphDependencies } from '../kernel/dependencies.js';
import type { DueTimer } from '../kernel/due-timer.js';
import type { Consumer } from '../kernel/event-log/index.js';
import { channelModels, type ChannelModels } from './data/channel.models.js';
import { AppointmentRepository } from './data/appointment.repository.js';
import { AutomaticReplyRepository } from './data/automatic-reply.repository.js';
import { ContactRepository } from './data/contact.repository.js';
import { ConversationRepository } from './data/conversation.repository.js';
import { CultureRepository } from './data/culture.repository.js';
import { DispatchRepository } from './data/dispatch.repository.js';
import { ErasureRepository } from './data/erasure.repository.js';
import { MessageRepository } from './data/message.repository.js';
import { OfficerRepository } from './data/officer.repository.js';
import { QueueRepository } from './data/queue.repository.js';
import { ResolutionRepository } from './data/resolution.repository.js';
import { ServiceRequestRepository } from './data/service-request.repository.js';
import { AutomaticReplies } from './domain/automatic-replies.js';
import { breachTimer } from './domain/breaches.js';
import { Channels } from './domain/channels.js';
import { complaintNewsConsumer } from './domain/complaint-news.js';
import { Contacts } from './domain/contacts.js';
import { ConversationStore } from './domain/conversation-store.js';
import { ConversationMapper } from './domain/conversation.mapper.js';
import { ConversationQueries } from './domain/conversation.queries.js';
import { ConversationService } from './domain/conversation.service.js';
import { ConversationUpdates } from './domain/conversation-updates.js';
import { CultureCalendar } from './domain/culture.js';
import { directoryConsumer } from './domain/directory.js';
import { Dispatcher } from './domain/dispatch.js';
import { erasureConsumer } from './domain/erasure.js';
import { HealthWatch } from './domain/health-watch.js';
import { InboundHandler } from './domain/inbound.js';
import { Officers } from './domain/officers.js';
import { Outgoing } from './domain/outgoing.js';
import type { ChannelHost } from './domain/ports.js';
import { Presence } from './domain/presence.js';
import { Queues } from './domain/queue.js';
import { RoutingService } from './domain/routing.service.js';
import { ReceiptHandler } from './domain/receipts.js';
import { ResolutionAnswers } from './domain/resolution-answers.js';
import { loadRegencies } from './domain/regions/regency-finder.js';
import { silenceTimer } from './domain/silence.js';
import { ParticipantConversations } from './domain/participant-conversations.js';
import { ServiceRequestAdmission } from './domain/service-request-admission.js';
import { Appointments } from './domain/service-request-appointments.js';
import { ServiceRequestNews, type ServiceRequestNewsParts } from './domain/service-request-news.js';
import { ServiceRequestService, type ServiceRequestServiceParts } from './domain/service-request.service.js';
import { ServiceRequestQueries } from './domain/service-request.queries.js';
import { ServiceRequests } from './domain/service-requests.js';
import { Touchpoints } from './domain/touchpoints.js';

/** The channels domain put together, without GraphQL and without a real host. */
export interface ChannelsDomain {
  readonly models: ChannelModels;
  readonly inbound: InboundHandler;
  readonly receipts: ReceiptHandler;
  readonly queries: ConversationQueries;
  readonly conversations: ConversationService;
  readonly updates: ConversationUpdates;
  readonly serviceRequests: ServiceRequests;
  readonly serviceRequestActions: ServiceRequestService;
  readonly serviceRequestQueries: ServiceRequestQueries;
  readonly appointments: Appointments;
  readonly officers: Officers;
  readonly queues: Queues;
  readonly routing: RoutingService;
  /** Brings who waits to officers who have a free place. */
  readonly dispatcher: Dispatcher;
  readonly channels: Channels;
  readonly healthWatch: HealthWatch;
  readonly silence: DueTimer;
  readonly breaches: DueTimer;
  readonly culture: CultureCalendar;
  readonly now: () => Date;
  /** Keeps whom senders are recognised by. */
  readonly directory: Consumer;
  /** Tells participants what became of their complaints. */
  readonly complaintNews: Consumer;
  /** Forgets people. */
  readonly erasure: Consumer;
}

type Parts = Pick<SubgraphDependencies, 'database' | 'events' | 'vault' | 'log'> & {
  readonly host: ChannelHost;
  readonly now?: () => Date;
};

/** The repositories over a database's models. */
function repositoriesOf(models: ChannelModels) {
  return {
    conversations: new ConversationRepository(models),
    messages: new MessageRepository(models),
    contacts: new ContactRepository(models),
    officers: new OfficerRepository(models),
    serviceRequests: new ServiceRequestRepository(models),
    queue: new QueueRepository(models),
    resolutions: new ResolutionRepository(models),
    automaticReplies: new AutomaticReplyRepository(models),
    dispatch: new DispatchRepository(models),
  };
}

/** Wires repositories, services and consumers over a database, the log and a host. */
export function composeChannels({ database, events, vault, log, host, now = () => new Date() }: Parts): ChannelsDomain {
  const models = channelModels(database.connection);
  const repositories = repositoriesOf(models);
  const { conversations: repository, messages, officers, queue, resolutions } = repositories;
  const { contacts: contactRepository, serviceRequests: requestRepository } = repositories;
  const mapper = new ConversationMapper(vault);
  const touchpoints = new Touchpoints({ host, events });
  const automaticReplies = new AutomaticReplies({ host, repository: repositories.automaticReplies });
  const store = new ConversationStore({ host, events, repository, mapper, touchpoints });
  const outgoing = new Outgoing({ host, events, messages, mapper, touchpoints });
  const desk = { database, host, events, store, messages, mapper, outgoing, touchpoints, automaticReplies, now };
  const dispatcher = new Dispatcher({ ...desk, log, repository: repositories.dispatch });
  const serviceRequests = new ServiceRequests({ vault, events, repository: requestRepository });
  const queues = new Queues({ repository: queue, now });
  const presence = new Presence({ repository: queue, now });
  const channels = new Channels({ host, conversations: repository, queues, touchpoints, now });
  const contacts = new Contacts({ vault, events, repository: contactRepository });
  const participantConversations = new ParticipantConversations({ host, store, contacts });
  const news = { host, store, outgoing, participantConversations, now };
  const appointments = new Appointments(new AppointmentRepository(models));
  return {
    models,
    inbound: new InboundHandler({
      ...desk,
      contacts,
      serviceRequests,
      resolutionAnswers: new ResolutionAnswers({ events, repository: resolutions, outgoing }),
      queues,
      regencies: loadRegencies(),
    }),
    receipts: new ReceiptHandler({ events, messages, conversations: repository, touchpoints }),
    queries: new ConversationQueries({ conversations: repository, messages, mapper }),
    conversations: new ConversationService({ ...desk, officers, presence }),
    updates: new ConversationUpdates(events),
    serviceRequests,
    serviceRequestActions: serviceRequestActions({
      ...news,
      database,
      repositories,
      requests: serviceRequests,
      appointments,
    }),
    appointments,
    serviceRequestQueries: new ServiceRequestQueries({ repository: requestRepository, requests: serviceRequests }),
    officers: new Officers(officers),
    queues,
    routing: new RoutingService({ ...desk, dispatcher, presence, repository: queue }),
    dispatcher,
    channels,
    healthWatch: new HealthWatch(channels),
    silence: silenceTimer({ ...desk, log, repository }),
    breaches: breachTimer({ ...desk, log, repository }),
    culture: new CultureCalendar(new CultureRepository(models)),
    now,
    directory: directoryConsumer(events, contactRepository),
    complaintNews: complaintNewsConsumer({ ...news, events, resolutions }),
    erasure: erasureConsumer({ vault, events, host, repository: new ErasureRepository(models) }),
  };
}

type ActionParts = Pick<ServiceRequestServiceParts, 'database' | 'host' | 'store' | 'requests' | 'now'> &
  ServiceRequestNewsParts & {
    readonly repositories: ReturnType<typeof repositoriesOf>;
    readonly appointments: Appointments;
  };

function serviceRequestActions({ repositories, appointments, ...parts }: ActionParts): ServiceRequestService {
  const { contacts: directory, serviceRequests: repository } = repositories;
  const admission = new ServiceRequestAdmission({ directory, repository, appointments });
  return new ServiceRequestService({ ...parts, repository, admission, news: new ServiceRequestNews(parts) });
}
