import type { SubgraphDependencies } from '../kernel/dependencies.js';
import { prepareModels } from '../kernel/models.js';
import { defineSubgraph, type Subgraph } from '../kernel/subgraph.js';
import { ChannelPerformanceResolver } from './api/channel-performance.resolver.js';
import { complaintFactModels, ComplaintFactRepository } from './data/complaint-fact.repository.js';
import { complaintFactConsumer, ComplaintCounts } from './domain/complaint-counts/complaint-counts.service.js';
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
  const models = complaintFactModels(database.connection);
  const facts = new ComplaintFactRepository(models.facts);
  const subgraph = await defineSubgraph({
    name: 'analytics',
    rights,
    resolvers: [new ChannelPerformanceResolver(new ComplaintCounts(facts))],
    references: { Channel: ({ id }) => ({ id }) },
    secret,
    log,
  });
  const consumer = complaintFactConsumer(events, facts);
  return {
    subgraph,
    async start() {
      await prepareModels(models);
      await consumer.start();
    },
    stop: () => consumer.stop(),
  };
}
