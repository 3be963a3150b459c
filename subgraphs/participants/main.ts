import type { SubgraphDependencies } from '../kernel/dependencies.js';
import { prepareModels } from '../kernel/models.js';
import { defineSubgraph, type Subgraph } from '../kernel/subgraph.js';
import { employerReference, participantOrWorkerReference } from './api/employer.reference.js';
import { EmployerOfParticipantResolver, EmployerResolver } from './api/employer.resolver.js';
import { participantReference } from './api/participant.reference.js';
import { ErasureResolver } from './api/erasure.resolver.js';
import { HistoryResolver } from './api/history.resolver.js';
import { ParticipantResolver } from './api/participant.resolver.js';
import { ViewerResolver } from './api/viewer.resolver.js';
import { WorkerListResolver } from './api/worker-list.resolver.js';
import { erasureModels } from './data/erasure.model.js';
import { ErasureRepository } from './data/erasure.repository.js';
import { HistoryRepository } from './data/history.repository.js';
import { participantModels } from './data/participant.model.js';
import { ParticipantRepository } from './data/participant.repository.js';
import { historyModels } from './data/payment.model.js';
import { Consents } from './domain/consents.js';
import { Disclosure } from './domain/disclosure.js';
import { ErasureService } from './domain/erasure.js';
import { historyConsumer } from './domain/history-consumer.js';
import { openCasesConsumer } from './domain/open-cases.js';
import { ParticipantMapper } from './domain/participant.mapper.js';
import { ParticipantService } from './domain/participant.service.js';
import { Payments } from './domain/payments.js';
import { prospectConsumer } from './domain/prospects.js';
import { seedDemoParticipants } from './domain/seed.js';
import { composeEmployers } from './employer-composition.js';
import { rights } from './rights.js';

/** A subgraph with its life cycle. `start` prepares collections and begins to consume the log. */
export interface ParticipantsSubgraph {
  readonly subgraph: Subgraph;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Composition root of the data bank. Outside production the fictional demo people are entered on a first start. */
export async function createParticipants(dependencies: SubgraphDependencies): Promise<ParticipantsSubgraph> {
  const { database, events, vault, cursors, log, secret, production } = dependencies;
  const models = participantModels(database.connection);
  const repository = new ParticipantRepository(models);
  const mapper = new ParticipantMapper(vault);
  const service = new ParticipantService({ database, events, repository, mapper });
  const kept = historyModels(database.connection);
  const history = new HistoryRepository(kept);
  const now = () => new Date();
  const payments = new Payments({ database, events, vault, participants: repository, history, now });
  const consents = new Consents({ database, events, repository, mapper, now });
  const { employers, lists, registrar, ...portal } = composeEmployers(dependencies, models);
  const wishes = erasureModels(database.connection);
  const erasing = new ErasureRepository({ ...models, ...kept, ...wishes, ...portal.models });
  const openCases = openCasesConsumer(events, erasing, now);
  const parts = { database, events, repository: erasing, participants: repository, mapper, openCases, log, now };
  const erasures = new ErasureService(parts);
  const erasureTimer = erasures.timer();
  const subgraph = await defineSubgraph({
    name: 'participants',
    rights,
    resolvers: [
      new ParticipantResolver(service, new Disclosure(repository), cursors),
      new HistoryResolver(payments, consents, cursors),
      new ErasureResolver(erasures),
      new ViewerResolver(),
      new EmployerResolver(employers, lists, cursors),
      new EmployerOfParticipantResolver(employers),
      new WorkerListResolver(lists, employers, cursors),
    ],
    references: {
      Participant: participantOrWorkerReference(employers, participantReference(service)),
      Employer: employerReference(employers),
    },
    secret,
    log,
  });
  const prospects = prospectConsumer(events, service, repository);
  const services = historyConsumer(events, history, repository);
  return {
    subgraph,
    async start() {
      await prepareModels({ ...models, ...kept, ...wishes, ...portal.models });
      if (!production) await seedDemoParticipants(database, service, repository);
      if (!production) await portal.seed();
      await prospects.start();
      await services.start();
      await openCases.start();
      erasureTimer.start();
      registrar.start();
    },
    async stop() {
      await registrar.stop();
      await erasureTimer.stop();
      await openCases.stop();
      await services.stop();
      await prospects.stop();
    },
  };
}
