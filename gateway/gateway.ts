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
import { createHttpClient } from './transports/http.js';
import { createInProcessClient } from './transports/in-process.js';

const defaultPollInterval = 5_000;

/** Builds the public endpoint over the given subgraphs. It composes before it resolves, and listens when told to. */
export async function createGateway(options: GatewayOptions): Promise<Gateway> {
  const limits = resolveLimits(options.limits);
  const clients = createClients(options.subgraphs, limits);
  const assertions = new Assertions(options.secret);
  const manager = createManager(options, limits, clients, assertions);
  let draining = false;
  const router = createRouter(options, limits, clients, assertions, manager, () => draining);
  await manager.start();
  const handler = (request: IncomingMessage, response: ServerResponse) => router.handle(request, response);
  let server: Server | undefined;
  return {
    handler,
    reload: () => manager.reload(),
    supergraphSdl: () => manager.current?.supergraph.sdl,
    listen(port, host) {
      server = createHttpServer(handler, limits);
      return listen(server, port, host);
    },
    async stop() {
      draining = true;
      await manager.stop();
      if (server) await drain(server, () => router.whenIdle(), limits);
      await Promise.all([...clients.values()].map((client) => client.close()));
    },
  };
}

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
    onReplaced: () => undefined,
  });
}

function createRouter(
  options: GatewayOptions,
  limits: GatewayLimits,
  clients: ReadonlyMap<string, SubgraphClient>,
  assertions: Assertions,
  manager: SupergraphManager,
  draining: () => boolean,
): Router {
  const { production, log, persistedOperations } = options;
  const metrics = createGatewayMetrics(options.metrics?.registry);
  const current = () => manager.current;
  const endpoint = new GraphqlEndpoint({
    pipeline: new Pipeline({ current, clients, assertions, production, limits, persistedOperations }),
    authenticator: new Authenticator(options.identity),
    rateLimiter: new RateLimiter(limits.rate),
    limits,
    production,
    log,
    metrics,
  });
  const health = {
    states: () => manager.states(),
    serving: () => manager.current !== undefined,
    draining,
    readiness: options.readiness,
  };
  const origins = options.origins ?? (production ? [] : ['*']);
  return new Router({ endpoint, health, metrics, routes: options.routes ?? [], production, origins, log });
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
