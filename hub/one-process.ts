import {
  createGateway,
  type Gateway,
  type GatewayOptions,
  type Identity,
  type LocalIdentity,
} from '../gateway/index.js';
import { subgraphNames } from '../schema/index.js';
import type { Logger } from '../subgraphs/kernel/logging.js';
import type { HubConfiguration } from './configuration.js';
import { createHubClient } from './hub-client.js';
import { openIdentity, visitorsOf } from './identity.js';
import { persistedOperations } from './operations.js';
import { publishedSdl } from './published-sdl.js';
import { openServices, type Services } from './services.js';
import { subgraphFactories, type RunningSubgraph } from './subgraphs.js';

/** The whole hub in this process. */
export interface Hub {
  readonly url: string;
  /** Signs tokens of this data folder; absent where an identity provider does. */
  readonly localIdentity?: LocalIdentity;
  /** Drains: what is in flight ends, sockets are told to reconnect; within 10 s. */
  stop(): Promise<void>;
}

/** Starts gateway, five subgraphs, plugin host and database. What was started is stopped again when a later part fails. */
export async function startHub(configuration: HubConfiguration, log: Logger): Promise<Hub> {
  const stops: (() => Promise<void> | void)[] = [];
  const stopAll = async () => {
    for (const stop of stops.splice(0).reverse()) await stop();
  };
  try {
    // What can be wrong with it is said before anything runs.
    const operations = await persistedOperations(configuration);
    const services = await openServices(configuration, log);
    stops.push(() => services.close());
    const { identity, local, close } = await openIdentity(configuration);
    stops.push(close);
    const hub = createHubClient(services.dependencies.secret);
    const surroundings = { hub: hub.ask, visitors: visitorsOf(identity, configuration) };
    const running: RunningSubgraph[] = [];
    for (const name of subgraphNames) {
      const part = await subgraphFactories[name](services.dependencies, configuration, surroundings);
      await part.start();
      stops.push(() => part.stop());
      running.push(part);
    }
    const gateway = await openGateway(configuration, services, { running, identity, operations });
    const { url } = await gateway.listen(configuration.port, configuration.host);
    hub.listens(url);
    stops.push(() => {
      for (const part of running) part.endStreams?.();
      return gateway.stop();
    });
    return { url, localIdentity: local, stop: stopAll };
  } catch (error) {
    await stopAll().catch((fault: unknown) => log.error({ err: fault }, 'a part could not be stopped'));
    throw error;
  }
}

interface GatewayParts {
  readonly running: readonly RunningSubgraph[];
  readonly identity: Identity;
  readonly operations: Pick<GatewayOptions, 'persistedOperations'>;
}

async function openGateway(
  configuration: HubConfiguration,
  { dependencies }: Services,
  { running, identity, operations }: GatewayParts,
): Promise<Gateway> {
  const { log, metrics, secret, production, database } = dependencies;
  return createGateway({
    subgraphs: running.map(({ subgraph }) => subgraph),
    secret,
    identity,
    production,
    log,
    metrics,
    published: await publishedSdl(),
    ...(configuration.origins && { origins: configuration.origins }),
    ...operations,
    routes: running.flatMap(({ routes }) => routes ?? []),
    readiness: async () => ({ database: { ready: database.connection.readyState === 1 } }),
  });
}
