import type { SubgraphDependencies } from '../kernel/dependencies.js';
import { prepareModels } from '../kernel/models.js';
import { defineSubgraph, type Subgraph } from '../kernel/subgraph.js';
import { ChannelPerformanceResolver } from './api/channel-performance.resolver.js';
import { JourneyResolver } from './api/journey.resolver.js';
import { ParticipantStub } from './api/journey.types.js';
import { complaintFactModels, ComplaintFactRepository } from './data/complaint-fact.repository.js';
import { journeyModels } from './data/journey.models.js';
import { JourneyRepository } from './data/journey.repository.js';
import { complaintFactConsumer, ComplaintCounts } from './domain/complaint-counts/complaint-counts.service.js';
import { journeyConsumer } from './domain/journey/journey-consumer.js';
import { Journeys } from './domain/journey/journey.service.js';
import { rights } from './rights.js';

/** A subgraph with its life cycle. */
export interface AnalyticsSubgraph {
  readonly subgraph: Subgraph;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Composition root of analytics. */
export async function createAnalytics(dependencies: SubgraphDependencies): Promise<AnalyticsSubgraph> {
  const { database, events, log, secret } = dependencies;
  const models = { ...complaintFactModels(database.connection), ...journeyModels(database.connection) };
  const facts = new ComplaintFactRepository(models.facts);
  const journeys = new JourneyRepository(models);
  const subgraph = await defineSubgraph({
    name: 'analytics',
    rights,
    resolvers: [
      new ChannelPerformanceResolver(new ComplaintCounts(facts)),
      new JourneyResolver(new Journeys(journeys)),
    ],
    // Nothing here gives a participant: it is only added to.
    orphanedTypes: [ParticipantStub],
    references: { Channel: ({ id }) => ({ id }), Participant: ({ id }) => ({ id }) },
    secret,
    log,
  });
  const consumers = [complaintFactConsumer(events, facts), journeyConsumer(events, journeys)];
  return {
    subgraph,
    async start() {
      await prepareModels(models);
      for (const consumer of consumers) await consumer.start();
    },
    async stop() {
      await Promise.all(consumers.map((consumer) => consumer.stop()));
    },
  };
}
