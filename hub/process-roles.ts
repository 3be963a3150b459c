import { createServer } from 'node:http';
import { join } from 'node:path';
import { createGateway, ListenFault } from '../gateway/index.js';
import { subgraphNames, type SubgraphName } from '../schema/index.js';
import { startStore } from '../store/index.js';
import type { Logger } from '../subgraphs/kernel/logging.js';
import { createMetrics } from '../subgraphs/kernel/metrics.js';
import { serveSubgraph } from '../subgraphs/kernel/server/index.js';
import type { HubConfiguration } from './configuration.js';
import { createHubClient } from './hub-client.js';
import { openIdentity, visitorsOf } from './identity.js';
import { hubKeys } from './keys.js';
import { persistedOperations } from './operations.js';
import { publishedSdl } from './published-sdl.js';
import { openServices, type Services } from './services.js';
import { subgraphFactories, type RunningSubgraph, type Surroundings } from './subgraphs.js';

/** A part that runs: where it is, and how it is drained. */
export interface RunningPart {
  readonly url: string;
  stop(): Promise<void>;
}

/** How long a stopping process lets requests end, in milliseconds. */
const lastRequests = 5_000;

type StartPart = (configuration: HubConfiguration, log: Logger) => Promise<RunningPart>;

/** The parts that can run in a process of their own, any number of each but the store. */
export const processRoles: Readonly<Record<string, StartPart>> = {
  gateway: startGatewayProcess,
  store: startStoreProcess,
  ...Object.fromEntries(subgraphNames.map((name) => [name, startSubgraphProcess(name)])),
};

/** The gateway in front of `KANAL_SUBGRAPHS`; it starts and serves while some of them do not answer yet. */
async function startGatewayProcess(configuration: HubConfiguration, log: Logger): Promise<RunningPart> {
  const { internalSecret } = await hubKeys(configuration);
  const { identity, close } = await openIdentity(configuration);
  const gateway = await createGateway({
    subgraphs: Object.entries(configuration.subgraphs).map(([name, url]) => ({ name, url })),
    secret: internalSecret,
    identity,
    production: configuration.production,
    log,
    metrics: createMetrics({ defaults: true }),
    published: await publishedSdl(),
    ...(configuration.origins && { origins: configuration.origins }),
    ...(await persistedOperations(configuration)),
  });
  const { url } = await gateway.listen(configuration.port, configuration.host);
  return {
    url: `${url}/graphql`,
    async stop() {
      await gateway.stop();
      close();
    },
  };
}

/** One subgraph over the shared database; channels also takes webhooks and serves its routes, on `KANAL_WEBHOOK_PORT`. */
function startSubgraphProcess(name: SubgraphName): StartPart {
  return async (configuration, log) => {
    const services = await openServices(configuration, log);
    const { surroundings, close } = await openSurroundings(name, services, configuration);
    const part = await subgraphFactories[name](services.dependencies, configuration, surroundings);
    await part.start();
    const { secret } = services.dependencies;
    const served = await serveSubgraph(part.subgraph, {
      port: configuration.port,
      host: configuration.host,
      secret,
      log,
    });
    const outside = await serveOutside(part, configuration);
    return {
      url: served.url,
      async stop() {
        part.endStreams?.();
        await outside?.stop();
        await served.close();
        await part.stop();
        close();
        await services.close();
      },
    };
  };
}

/** What channels needs of the rest of the hub; the others need nothing. */
async function openSurroundings(
  name: SubgraphName,
  { dependencies }: Services,
  configuration: HubConfiguration,
): Promise<{ surroundings?: Surroundings; close(): void }> {
  if (name !== 'channels') return { close: () => undefined };
  const { identity, close } = await openIdentity(configuration);
  const { ask } = createHubClient(dependencies.secret, configuration.gatewayUrl ?? null);
  return { surroundings: { hub: ask, visitors: visitorsOf(identity, configuration) }, close };
}

/** What the outside calls of a subgraph: webhooks and the routes of channels. */
async function serveOutside(
  { routes }: RunningSubgraph,
  { webhookPort, host }: HubConfiguration,
): Promise<RunningPart | undefined> {
  if (!routes || webhookPort === undefined) return undefined;
  const server = createServer((request, response) => {
    const route = routes.find(({ prefix }) => request.url?.startsWith(prefix));
    if (route) void route.handle(request, response);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', () =>
      reject(new ListenFault(`Port ${webhookPort} is taken: set KANAL_WEBHOOK_PORT to another.`)),
    );
    server.listen(webhookPort, host, resolve);
  });
  return {
    url: `http://${host}:${webhookPort}`,
    async stop() {
      // What does not end by itself, such as a long download, is cut: the process has to end in time.
      const patience = setTimeout(() => server.closeAllConnections(), lastRequests);
      await new Promise<void>((resolve) => void server.close(() => resolve()));
      clearTimeout(patience);
    },
  };
}

/** The embedded store alone, for several processes on one machine without a MongoDB. */
async function startStoreProcess({ dataFolder }: HubConfiguration): Promise<RunningPart> {
  const store = await startStore({ directory: join(dataFolder, 'store') });
  return { url: store.uri, stop: () => store.close() };
}
