import type { Role } from '../schema/index.js';

/** Who pays: a role, or a caller without a token. */
export type Tariff = Role | 'anonymous';

/** Every bound of the gateway. Sizes in bytes, times in milliseconds. */
export interface GatewayLimits {
  /** Most nested fields of an operation, fragments included. */
  readonly depth: number;
  readonly tokens: number;
  readonly aliases: number;
  readonly rootFields: number;
  readonly directives: number;
  /** Most fields with the same response key, and most fragments, in one selection set. */
  readonly repeats: number;
  /** Most fields, each spread of a fragment counted. */
  readonly fields: number;
  /** Most cost points of one operation (see docs of `compileCost`). */
  readonly cost: Readonly<Record<Tariff, number>>;
  /** Length assumed of a list that no argument and no directive bounds. */
  readonly assumedListSize: number;
  readonly bodySize: number;
  /** Operations in one HTTP request; more than one is a batch. */
  readonly batch: number;
  readonly headersTimeout: number;
  readonly requestTimeout: number;
  /** Longest wait for one answer of a subgraph behind HTTP. */
  readonly subgraphTimeout: number;
  /** Requests a second that each principal may make for long, and how many at once. `false`: no rate limit. */
  readonly rate: Readonly<Record<Tariff, Rate>> | false;
  readonly webSocket: WebSocketLimits;
  /** How long a stopping server still takes requests on kept-alive connections: some are on their way. */
  readonly lastRequests: number;
  /** Longest that `stop()` waits for work in flight. */
  readonly drainTimeout: number;
}

export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

export interface WebSocketLimits {
  readonly maximumPayload: number;
  readonly initTimeout: number;
  readonly subscriptionsPerSocket: number;
  readonly socketsPerPrincipal: number;
  /** Most events that wait for one subscriber, and most bytes. Whoever is over either is cut. */
  readonly queueMessages: number;
  readonly queueBytes: number;
  /** Bytes handed to a socket and not yet taken by the network, above which events wait in the queue. */
  readonly socketBuffer: number;
  /** Time between two pings; a socket that did not answer the last one is ended. */
  readonly pingInterval: number;
  /** How often ended and revoked tokens are looked for; well under the promised 60 s. */
  readonly tokenCheckInterval: number;
}

const staff = { perSecond: 1_000, burst: 3_000 };

/** The bounds of a hub that does not set its own. */
export const defaultLimits: GatewayLimits = {
  depth: 15,
  tokens: 2_000,
  aliases: 50,
  rootFields: 30,
  directives: 60,
  repeats: 20,
  fields: 1_000,
  cost: {
    anonymous: 2_000,
    participant: 10_000,
    employer: 10_000,
    channel: 10_000,
    partner: 20_000,
    analyst: 50_000,
    officer: 50_000,
    supervisor: 50_000,
    admin: 100_000,
  },
  assumedListSize: 10,
  bodySize: 1_000_000,
  batch: 1,
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  subgraphTimeout: 10_000,
  rate: {
    anonymous: { perSecond: 100, burst: 300 },
    participant: { perSecond: 100, burst: 300 },
    employer: { perSecond: 100, burst: 300 },
    channel: staff,
    partner: staff,
    analyst: staff,
    officer: staff,
    supervisor: staff,
    admin: staff,
  },
  webSocket: {
    maximumPayload: 256 * 1024,
    initTimeout: 5_000,
    subscriptionsPerSocket: 100,
    socketsPerPrincipal: 4_000,
    queueMessages: 256,
    queueBytes: 1024 * 1024,
    socketBuffer: 64 * 1024,
    pingInterval: 20_000,
    tokenCheckInterval: 5_000,
  },
  lastRequests: 500,
  drainTimeout: 9_000,
};

/** What a caller may override; nested groups are merged, the rest is replaced. */
export type LimitOverrides = Partial<Omit<GatewayLimits, 'webSocket' | 'cost'>> & {
  readonly webSocket?: Partial<WebSocketLimits>;
  readonly cost?: Partial<GatewayLimits['cost']>;
};

/** The defaults with the given changes. */
export function resolveLimits(overrides: LimitOverrides = {}): GatewayLimits {
  return {
    ...defaultLimits,
    ...overrides,
    cost: { ...defaultLimits.cost, ...overrides.cost },
    webSocket: { ...defaultLimits.webSocket, ...overrides.webSocket },
  };
}
