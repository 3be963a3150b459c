import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  createGateway,
  createJwksIdentity,
  createLocalIdentity,
  type Gateway,
  type Identity,
  type LocalIdentity,
} from '../gateway/index.js';
import { subgraphNames, type SubgraphName } from '../schema/index.js';
import type { Logger } from '../subgraphs/kernel/logging.js';
import type { HubConfiguration } from './configuration.js';
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
    const services = await openServices(configuration, log);
    stops.push(() => services.close());
    const running: RunningSubgraph[] = [];
    for (const name of subgraphNames) {
      const part = await subgraphFactories[name](services.dependencies, configuration);
      await part.start();
      stops.push(() => part.stop());
      running.push(part);
    }
    const { identity, local, close } = await openIdentity(configuration);
    stops.push(close);
    const gateway = await openGateway(configuration, services, running, identity);
    const { url } = await gateway.listen(configuration.port, configuration.host);
    stops.push(() => gateway.stop());
    return { url, localIdentity: local, stop: stopAll };
  } catch (error) {
    await stopAll().catch((fault: unknown) => log.error({ err: fault }, 'a part could not be stopped'));
    throw error;
  }
}

async function openIdentity({
  jwks,
  dataFolder,
  production,
}: HubConfiguration): Promise<{ identity: Identity; local?: LocalIdentity; close(): void }> {
  if (jwks) {
    const identity = await createJwksIdentity({ ...jwks, revokedPath: join(dataFolder, 'keys', 'revoked.json') });
    return { identity, close: () => identity.close() };
  }
  const local = await createLocalIdentity(dataFolder, { production });
  return { identity: local, local, close: () => local.close() };
}

async function openGateway(
  configuration: HubConfiguration,
  { dependencies }: Services,
  running: readonly RunningSubgraph[],
  identity: Identity,
): Promise<Gateway> {
  const { log, metrics, secret, production, database } = dependencies;
  return createGateway({
    subgraphs: running.map(({ subgraph: { name, sdl, execute } }) => ({ name, sdl, execute })),
    secret,
    identity,
    production,
    log,
    metrics,
    published: await publishedSdl(),
    ...(configuration.origins && { origins: configuration.origins }),
    routes: running.flatMap(({ webhooks }) => (webhooks ? [{ prefix: '/webhooks/', handle: webhooks }] : [])),
    readiness: async () => ({ database: { ready: database.connection.readyState === 1 } }),
  });
}

/** The SDL of each subgraph as it was last published (schema/sdl); subgraphs that have none yet are left out. */
export async function publishedSdl(): Promise<Partial<Record<SubgraphName, string>>> {
  const entries = await Promise.all(
    subgraphNames.map(async (name) => {
      const path = new URL(`../schema/sdl/${name}.graphql`, import.meta.url);
      const sdl = await readFile(path, 'utf8').catch(() => undefined);
      return [name, sdl] as const;
    }),
  );
  return Object.fromEntries(entries.filter(([, sdl]) => sdl !== undefined));
}
