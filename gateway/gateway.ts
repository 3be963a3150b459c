import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { SubgraphSource } from '../schema/index.js';
import { Assertions } from './execution/assertions.js';
import type { SubgraphClient } from './execution/subgraph-client.js';
import type { Gateway, GatewayOptions } from './gateway.types.js';
import { GraphqlEndpoint } from './http/graphql-endpoint.js';
import { createHttpServer, drain, listen } from './http/listen.js';
import { Router } from './http/router.js';
import { Authenticator } from './identity/authenticator.js';
import { resolveLimits, type GatewayLimits } from './limits.js';
import { createGatewayMetrics } from './metrics.js';
import { Pipeline } from './operations/pipeline.js';
import { RateLimiter } from './operations/rate-limiter.js';
import { fetchSdl } from './supergraph/fetch-sdl.js';
import { SupergraphManager } from './supergraph/supergraph-manager.js';
import { Feeds } from './subscriptions/feeds.js';
import { createHttpClient } from './transports/http.js';
import { createInProcessClient } from './transports/in-process.js';
import { SocketServer } from './websocket/socket-server.js';

const defaultPollInterval = 5_000;

/** How long the only subscriber of a feed may stand still before it is cut, in milliseconds. */
const patience = 5_000;

/** Builds the public endpoint over the given subgraphs. It composes before it resolves, and listens when told to. */
export async function createGateway(options: GatewayOptions): Promise<Gateway> {
  const limits = resolveLimits(options.limits);
  const clients = createClients(options.subgraphs, limits);
  const assertions = new Assertions(options.secret);
  const manager = createManager(options, limits, clients, assertions);
  const services = createServices(options, limits, clients, assertions, manager);
  const sockets = new SocketServer(services);
  manager.onReplaced(() => services.feeds.endAll(schemaReload));
  let draining = false;
  const router = createRouter(options, services, manager, () => draining);
  await manager.start();
  const handler = (request: IncomingMessage, response: ServerResponse) => router.handle(request, response);
  const servers: Server[] = [];
  return {
    handler,
    reload: () => manager.reload(),
    supergraphSdl: () => manager.current?.supergraph.sdl,
    async listen(port, host) {
      const created = createHttpServer(handler, limits);
      created.on('upgrade', (request, connection, head) => router.upgrade(request, connection, head, sockets));
      const address = await listen(created, port, host);
      servers.push(created);
      return address;
    },
    async stop() {
      draining = true;
      const looked = manager.stop();
      const idle = Promise.all([router.drain(), sockets.drain(limits.drainTimeout - limits.lastRequests)]);
      await Promise.all(servers.map((server) => drain(server, () => router.drain(), limits)));
      await idle;
      services.feeds.close();
      await Promise.all([...clients.values()].map((client) => client.close()));
      await looked;
    },
  };
}

const schemaReload = {
  message: 'The schema was replaced. Subscribe again with your last cursor; nothing is lost.',
  extensions: { code: 'SCHEMA_RELOAD' },
};

function createManager(
  options: GatewayOptions,
  limits: GatewayLimits,
  clients: ReadonlyMap<string, SubgraphClient>,
  assertions: Assertions,
): SupergraphManager {
  const nobody = { requestId: 'schema', assertion: () => assertions.for(null) };
  return new SupergraphManager({
    sources: options.subgraphs,
    fetchSdl: (name) => fetchSdl(clients.get(name)!, nobody),
    published: options.published ?? {},
    limits,
    pollInterval: options.pollInterval ?? defaultPollInterval,
    log: options.log,
  });
}

function createServices(
  options: GatewayOptions,
  limits: GatewayLimits,
  clients: ReadonlyMap<string, SubgraphClient>,
  assertions: Assertions,
  manager: SupergraphManager,
) {
  const { production, log, persistedOperations } = options;
  const metrics = createGatewayMetrics(options.metrics?.registry);
  const current = () => manager.current;
  const { queueMessages, queueBytes } = limits.webSocket;
  const history = { events: queueMessages / 2, bytes: queueBytes / 2 };
  const pipeline = new Pipeline({ current, clients, assertions, production, limits, persistedOperations });
  return {
    pipeline,
    feeds: new Feeds({ pipeline, production, log, metrics, patience, history }),
    authenticator: new Authenticator(options.identity, options.secret),
    rateLimiter: new RateLimiter(limits.rate),
    limits,
    production,
    log,
    metrics,
  };
}

function createRouter(
  options: GatewayOptions,
  services: ReturnType<typeof createServices>,
  manager: SupergraphManager,
  draining: () => boolean,
): Router {
  const { production, log, readiness } = options;
  const health = {
    states: () => manager.states(),
    serving: () => manager.current !== undefined,
    draining,
    readiness,
  };
  return new Router({
    endpoint: new GraphqlEndpoint(services),
    health,
    metrics: services.metrics,
    routes: options.routes ?? [],
    production,
    origins: options.origins ?? (production ? [] : ['*']),
    log,
  });
}

function createClients(sources: readonly SubgraphSource[], limits: GatewayLimits): Map<string, SubgraphClient> {
  return new Map(
    sources.map((source) => [
      source.name,
      'url' in source
        ? createHttpClient({ name: source.name, url: source.url, timeout: limits.subgraphTimeout })
        : createInProcessClient(source.name, source.execute),
    ]),
  );
}
