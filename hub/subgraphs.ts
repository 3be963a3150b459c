import type { IncomingMessage, ServerResponse } from 'node:http';
import type { SubgraphName } from '../schema/index.js';
import { createAnalytics } from '../subgraphs/analytics/main.js';
import { createCampaigns } from '../subgraphs/campaigns/main.js';
import { createChannels } from '../subgraphs/channels/main.js';
import { createComplaints } from '../subgraphs/complaints/main.js';
import { ConfigurationFault } from '../subgraphs/kernel/configuration.js';
import type { SubgraphDependencies } from '../subgraphs/kernel/dependencies.js';
import type { Subgraph } from '../subgraphs/kernel/subgraph.js';
import { createParticipants } from '../subgraphs/participants/main.js';
import type { HubConfiguration } from './configuration.js';
import { watchAccounts } from './plugin-watch.js';
import { composesWithPublished } from './plugin-graph.js';
import { openAccounts } from './plugins.js';
import { publishedSdl } from './published-sdl.js';

/** A subgraph with its life cycle, and the webhooks it takes where there are any. */
export interface RunningSubgraph {
  readonly subgraph: Subgraph;
  readonly webhooks?: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

type Create = (dependencies: SubgraphDependencies, configuration: HubConfiguration) => Promise<RunningSubgraph>;

/** The composition root of each subgraph. */
export const subgraphFactories: Readonly<Record<SubgraphName, Create>> = {
  participants: createParticipants,
  channels: createChannelsWithPlugins,
  campaigns: createCampaigns,
  complaints: createComplaints,
  analytics: createAnalytics,
};

async function createChannelsWithPlugins(
  dependencies: SubgraphDependencies,
  configuration: HubConfiguration,
): Promise<RunningSubgraph> {
  const { opened, refusals, faults } = await openAccounts(configuration, dependencies.log);
  if (faults.length > 0) throw new ConfigurationFault([...new Set(faults)]);
  const accounts = opened.map(({ account }) => account);
  const composes = composesWithPublished(await publishedSdl());
  const running = await createChannels({ ...dependencies, accounts, composes });
  const { host } = running;
  for (const refusal of refusals) host.refuse(refusal);
  const watch = watchAccounts(configuration, running, dependencies.log);
  return {
    ...running,
    webhooks: host.nodeHandler,
    async start() {
      await running.start();
      await watch.start();
    },
    async stop() {
      await watch.stop();
      await running.stop();
    },
  };
}
