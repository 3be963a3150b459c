import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HubPort, VisitorPort } from '../plugins/host/index.js';
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

/** A part of the URL space that a subgraph answers beside GraphQL. */
export interface HttpRoute {
  /** Begins and ends with a slash. */
  readonly prefix: string;
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

/** A subgraph with its life cycle, and what it answers to the outside where there is anything. */
export interface RunningSubgraph {
  readonly subgraph: Subgraph;
  readonly routes?: readonly HttpRoute[];
  /** The HTTP server stops soon: streams that would keep it end. */
  endStreams?(): void;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** What plugins need of the rest of the hub; without it they cannot ask it, and know nobody who signs in. */
export interface Surroundings {
  readonly hub?: HubPort;
  readonly visitors?: VisitorPort;
}

type Create = (
  dependencies: SubgraphDependencies,
  configuration: HubConfiguration,
  surroundings?: Surroundings,
) => Promise<RunningSubgraph>;

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
  surroundings: Surroundings = {},
): Promise<RunningSubgraph> {
  const { opened, refusals, faults } = await openAccounts(configuration, dependencies.log);
  if (faults.length > 0) throw new ConfigurationFault([...new Set(faults)]);
  const accounts = opened.map(({ account }) => account);
  const composes = composesWithPublished(await publishedSdl());
  const running = await createChannels({ ...dependencies, ...surroundings, accounts, composes });
  const { host } = running;
  for (const refusal of refusals) host.refuse(refusal);
  const watch = watchAccounts(configuration, running, dependencies.log);
  return {
    ...running,
    routes: [
      { prefix: '/webhooks/', handle: host.nodeHandler },
      { prefix: '/channels/', handle: host.routeHandler },
      { prefix: '/media/', handle: running.mediaRoute },
    ],
    endStreams: () => host.endStreams(),
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
