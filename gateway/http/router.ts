import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { requestIdHeader } from '../../schema/index.js';
import { internalError } from '../errors.js';
import type { GatewayLog } from '../gateway-log.js';
import type { Route } from '../gateway.types.js';
import type { GatewayMetrics } from '../metrics.js';
import { Cors } from './cors.js';
import { answerGraphiql } from './graphiql.js';
import type { GraphqlEndpoint } from './graphql-endpoint.js';
import { answerJson, answerLive, answerReady, type HealthSources } from './health.js';
import { wantsPage } from './negotiate.js';

/** The path of the GraphQL endpoint, HTTP and WebSocket. */
export const graphqlPath = '/graphql';

export interface RouterOptions {
  readonly endpoint: GraphqlEndpoint;
  readonly health: HealthSources;
  readonly metrics: GatewayMetrics;
  readonly routes: readonly Route[];
  readonly production: boolean;
  readonly origins: readonly string[];
  readonly log: GatewayLog;
}

/** Who takes WebSockets over. */
export interface UpgradeTarget {
  upgrade(request: IncomingMessage, connection: Duplex, head: Buffer): void;
}

/** Sends a request to the part of the gateway that answers its path. */
export class Router {
  private readonly cors: Cors;
  private readonly inFlight = new Set<ServerResponse>();
  private idle: (() => void) | undefined;

  constructor(private readonly options: RouterOptions) {
    this.cors = new Cors(options.origins);
  }

  /** Answers a request; a fault of ours becomes a masked 500, never an unhandled rejection. */
  handle(request: IncomingMessage, response: ServerResponse): void {
    this.inFlight.add(response);
    response.once('close', () => {
      this.inFlight.delete(response);
      if (this.inFlight.size === 0) this.idle?.();
    });
    const requestId = requestIdOf(request);
    response.setHeader(requestIdHeader, requestId);
    if (this.options.health.draining()) response.setHeader('connection', 'close');
    this.route(request, response, requestId).catch((error: unknown) => {
      this.options.log.error({ err: error, requestId, path: pathOf(request) }, 'a request failed');
      if (response.headersSent) response.destroy();
      else answerJson(response, 500, { errors: [internalError(requestId)] });
    });
  }

  /** Hands a WebSocket of the GraphQL path over; any other is refused. */
  upgrade(request: IncomingMessage, connection: Duplex, head: Buffer, sockets: UpgradeTarget): void {
    if (pathOf(request) === graphqlPath) sockets.upgrade(request, connection, head);
    else connection.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
  }

  /** Ends each connection with the answer under way on it, and resolves when the last was given. */
  async drain(): Promise<void> {
    for (const response of this.inFlight) if (!response.headersSent) response.setHeader('connection', 'close');
    if (this.inFlight.size > 0) await new Promise<void>((resolve) => (this.idle = resolve));
  }

  private route(request: IncomingMessage, response: ServerResponse, requestId: string): Promise<void> {
    const path = pathOf(request);
    if (path === graphqlPath) return this.graphql(request, response, requestId);
    const route = this.options.routes.find(({ prefix }) => path.startsWith(prefix));
    if (route) return route.handle(request, response);
    return this.operational(path, request, response);
  }

  private async graphql(request: IncomingMessage, response: ServerResponse, requestId: string): Promise<void> {
    if (this.cors.apply(request, response)) return;
    const { method } = request;
    if (method === 'POST') {
      return this.options.endpoint.handle(request, response, urlOf(request), requestId);
    }
    if (method !== 'GET') {
      response.setHeader('allow', 'GET, POST');
      return refuse(response, 405, 'Send GraphQL by POST or GET.');
    }
    if (!this.options.production && wantsPage(request.headers.accept)) {
      return answerGraphiql(request, response);
    }
    return this.options.endpoint.handle(request, response, urlOf(request), requestId);
  }

  private async operational(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return refuse(response, 404, 'There is nothing at this path.');
    switch (path) {
      case '/health/live':
        return answerLive(response);
      case '/health/ready':
        return answerReady(response, this.options.health);
      case '/metrics': {
        const { registry } = this.options.metrics;
        const text = await registry.metrics();
        response.writeHead(200, { 'content-type': registry.contentType }).end(text);
        return;
      }
      default:
        return refuse(response, 404, `There is nothing at this path. GraphQL is at ${graphqlPath}.`);
    }
  }
}

function refuse(response: ServerResponse, status: number, message: string): void {
  answerJson(response, status, { errors: [{ message, extensions: { code: 'BAD_REQUEST' } }] });
}

const pathOf = (request: IncomingMessage): string => (request.url ?? '/').split('?', 1)[0]!;

const urlOf = (request: IncomingMessage): URL => new URL(request.url ?? '/', 'http://gateway');

/** A caller's own request id is kept when it is harmless, so that one id runs through all systems. */
function requestIdOf(request: IncomingMessage): string {
  const given = request.headers[requestIdHeader];
  return typeof given === 'string' && /^[\w.-]{1,64}$/.test(given) ? given : randomUUID();
}
