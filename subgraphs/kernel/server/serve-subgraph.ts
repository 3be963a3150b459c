import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { assertionHeader, requestIdHeader } from '../../../schema/index.js';
import { createAssertionReader, type AssertionReader } from '../assertions.js';
import type { Logger } from '../logging.js';
import { createApolloEndpoint, refuse, type ApolloEndpoint } from './apollo-endpoint.js';
import { createSubscriptionEndpoint } from './subscription-endpoint.js';
import type { ServableSubgraph } from './servable-subgraph.js';

export interface ServeOptions {
  /** 0: any free one. */
  readonly port: number;
  readonly host?: string;
  /** Secret of the gateway's assertion: without a valid one nobody is answered, not even for `_service`. */
  readonly secret: string;
  readonly log: Logger;
  /** Bytes of one request; the gateway sends lists of keys. Default 10 MB. */
  readonly bodyLimit?: number;
}

export interface ServedSubgraph {
  /** The GraphQL endpoint, for the gateway. */
  readonly url: string;
  /** Finishes the requests under way and closes. */
  close(): Promise<void>;
}

const path = '/graphql';
const defaultBodyLimit = 10_000_000;
/** Longest wait for requests under way when closing, in milliseconds. */
const drainTime = 8_000;

/**
 * Serves a subgraph in a process of its own: `POST /graphql` and graphql-transport-ws on the same path for the
 * gateway only, and `/health/live` for the operator. Rejects with one clear line when the port is taken.
 */
export async function serveSubgraph(subgraph: ServableSubgraph, options: ServeOptions): Promise<ServedSubgraph> {
  const bodyLimit = options.bodyLimit ?? defaultBodyLimit;
  const endpoint = await createApolloEndpoint(subgraph, options.log, bodyLimit);
  const subscriptions = createSubscriptionEndpoint(subgraph, options.secret, bodyLimit);
  const readAssertion = createAssertionReader(options.secret);
  const server = createServer({ keepAliveTimeout: 30_000 }, (request, response) => {
    route(request, response, endpoint, readAssertion).catch((error: unknown) => {
      options.log.error({ err: error }, 'a request failed');
      response.destroy();
    });
  });
  server.on('upgrade', (request, connection, head) => {
    subscriptions.upgrade(request, connection, head, requestIdOf(request));
  });
  const url = await listen(server, options);
  return {
    url,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await subscriptions.stop();
      const deadline = setTimeout(() => server.closeAllConnections(), drainTime);
      await closed;
      clearTimeout(deadline);
      await endpoint.stop();
    },
  };
}

async function route(
  request: IncomingMessage,
  response: ServerResponse,
  endpoint: ApolloEndpoint,
  readAssertion: AssertionReader,
): Promise<void> {
  const target = (request.url ?? '').split('?', 1)[0];
  if (target === '/health/live') {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":"ok"}');
    return;
  }
  if (target !== path) return refuse(response, 404, `There is nothing at this path; GraphQL is at ${path}.`);
  const assertion = request.headers[assertionHeader];
  if (typeof assertion !== 'string' || readAssertion(assertion) === undefined) {
    return refuse(response, 401, 'A subgraph answers the gateway only.');
  }
  if (request.method !== 'POST') return refuse(response, 405, 'Send operations by POST.');
  return endpoint.handle(request, response, requestIdOf(request));
}

function requestIdOf(request: IncomingMessage): string {
  const given = request.headers[requestIdHeader];
  return typeof given === 'string' && /^[\w.-]{1,64}$/.test(given) ? given : randomUUID();
}

async function listen(server: Server, { port, host = '127.0.0.1' }: ServeOptions): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE';
      reject(
        taken ? new Error(`Port ${port} is taken by another program: end that one, or choose another port.`) : error,
      );
    });
    server.listen(port, host, resolve);
  });
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  return `http://${name}:${(server.address() as AddressInfo).port}${path}`;
}
