import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Registry } from 'prom-client';
import type { Principal, SubgraphSource } from '../schema/index.js';
import type { GatewayLog } from './gateway-log.js';
import type { LimitOverrides } from './limits.js';
import type { PersistedOperations } from './operations/persisted-operations.js';

/** Who a bearer token speaks for. */
export interface Identity {
  /** Checks a token and reads its principal. Throws (any error) when the token is not valid. */
  verify(token: string): Promise<Principal>;
  /** True once the token was taken back. Asked for every request, so it must be cheap. */
  isRevoked(tokenId: string): boolean;
}

/** A part of the URL space that is not GraphQL: the raw request is handed on untouched. */
export interface Route {
  /** Begins and ends with a slash, e.g. `/webhooks/`. */
  readonly prefix: string;
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

/** What besides the subgraphs must work for the hub to be ready. */
export type Readiness = () => Promise<Readonly<Record<string, { readonly ready: boolean; readonly detail?: string }>>>;

export interface GatewayOptions {
  readonly subgraphs: readonly SubgraphSource[];
  /** Secret of the assertion that subgraphs check. */
  readonly secret: string;
  readonly identity: Identity;
  readonly production: boolean;
  readonly log: GatewayLog;
  readonly limits?: LimitOverrides;
  readonly routes?: readonly Route[];
  readonly readiness?: Readiness;
  /** Where the gateway's metrics go; without it the gateway keeps its own. */
  readonly metrics?: { readonly registry: Registry };
  /**
   * The published SDL by subgraph name (`schema/sdl/`). It stands in for a subgraph that cannot be reached yet, and
   * a subgraph that comes with an SDL that breaks it is refused.
   */
  readonly published?: Readonly<Record<string, string>>;
  readonly persistedOperations?: PersistedOperations;
  /** Web origins whose pages may call the endpoint (CORS); `*` for all. Default: none in production, all else. */
  readonly origins?: readonly string[];
  /** Milliseconds between two looks at the SDL of subgraphs behind URLs. Default 5,000. */
  readonly pollInterval?: number;
}

export interface Gateway {
  /** Listens on a port (0: any free one). Rejects with one clear line when the port is taken. */
  listen(port: number, host?: string): Promise<{ readonly url: string; readonly port: number }>;
  /** Drains: no request in flight fails, sockets close with 1001; done within 10 s. */
  stop(): Promise<void>;
  /** The request handler, for a server that somebody else listens with (no WebSocket there). */
  handler(request: IncomingMessage, response: ServerResponse): void;
  /** Looks at the subgraphs behind URLs now; resolves when a changed supergraph is served. */
  reload(): Promise<void>;
  /** The supergraph that is served, or undefined while no subgraph could be composed. */
  supergraphSdl(): string | undefined;
}
