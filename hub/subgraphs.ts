import type { IncomingMessage, ServerResponse } from 'node:http';
import type { SubgraphName } from '../schema/index.js';
import { accountsFromEnvironment } from '../plugins/host/index.js';
import { whatsapp } from '../plugins/whatsapp/plugin.js';
import { createAnalytics } from '../subgraphs/analytics/main.js';
import { createCampaigns } from '../subgraphs/campaigns/main.js';
import { createChannels } from '../subgraphs/channels/main.js';
import { createComplaints } from '../subgraphs/complaints/main.js';
import type { SubgraphDependencies } from '../subgraphs/kernel/dependencies.js';
import type { Subgraph } from '../subgraphs/kernel/subgraph.js';
import { createParticipants } from '../subgraphs/participants/main.js';
import type { HubConfiguration } from './configuration.js';

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
  const accounts = accountsFromEnvironment(configuration.environment, {
    production: configuration.production,
    accounts: [{ id: 'whatsapp-pandawa', name: 'WhatsApp PANDAWA', plugin: whatsapp }],
  });
  const { host, ...running } = await createChannels({ ...dependencies, accounts });
  return { ...running, webhooks: host.nodeHandler };
}
