import type { ChannelPlugin, Mailbox, Recipient, Route, ServiceContext, TemplateContent } from '../index.js';

/** A webhook as the provider would post it. */
export interface WebhookSample {
  readonly name: string;
  /** Text and bytes are posted as they are (a form, XML), anything else as JSON. */
  readonly body: unknown;
  /** How many items with different keys it holds. */
  readonly items: number;
  /** Headers beside those of the signature. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Query of the webhook's address, without `?`. */
  readonly query?: string;
}

/** What the next request that carries a message shall meet. Each fault hits one request. */
export type ProviderFault =
  /** 429 or the provider's own rate error, with `retryAfter` milliseconds stated its way (whole seconds are given). */
  | { readonly kind: 'rate-limited'; readonly retryAfter: number }
  /** An error that the same message will always meet. */
  | { readonly kind: 'refused-for-good' }
  /** Takes the request and never answers. */
  | { readonly kind: 'hang' }
  /** Takes the request and cuts the connection. */
  | { readonly kind: 'cut' }
  /** 502 without the provider's own body, as a proxy gives it. */
  | { readonly kind: 'unavailable' };

/** The provider's side on loopback, as the kit needs it. It checks credentials and limits by the provider's own rules. */
export interface SimulatedProvider<Config> {
  /** Points the plugin at this provider, with credentials that it takes. */
  readonly config: Config;
  /** Requests that carried a message so far; refused and unanswered ones count. */
  attempts(): number;
  /** Decoded bodies of the messages that were taken, oldest first: nested JSON, forms and XML as plain values. */
  received(): readonly unknown[];
  next(fault: ProviderFault): void;
  close(): Promise<void>;
  /**
   * The hub's own mailbox is where messages go, because people fetch them (see `mailboxProvider`): `send` is lent this one,
   * and there is no provider that could refuse, be slow or be gone.
   */
  readonly mailbox?: Mailbox;
}

/** Where the outside reaches the hub that the kit plays: the origin of its own pages. */
export const hubUnderTest = 'https://hub.example';

/** A request that a route takes; fuzzed ones are made from it. */
export interface RouteSample {
  readonly method: Route<unknown>['method'];
  /** As the route declares it: `chat/:visit/messages`. */
  readonly path: string;
  /** Values of the `:name` segments; absent: odd ones. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Query of the address, without `?`. */
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text and bytes are sent as they are, anything else as JSON. */
  readonly body?: unknown;
}

/** The side of a provider that must be asked, on loopback. */
export interface PolledProvider<Config> {
  /** Points the plugin at this provider, with credentials that it takes. */
  readonly config: Config;
  /** Lays down so many new things, each of which is one item. */
  deliver(count: number): Promise<void>;
  /** Lays down something broken, as real providers have it; absent: this provider cannot hold such a thing. */
  deliverGarbage?(): Promise<void>;
  /** `down`: refuses every connection or answers with its own fault. `silent`: takes requests and never answers. */
  become(state: 'up' | 'down' | 'silent'): Promise<void>;
  close(): Promise<void>;
}

/** Parts of the context that routes and fields of the graph get. */
export type ServiceParts<Config> = Partial<Omit<ServiceContext<Config>, 'config' | 'signal' | 'fetch' | 'viewer'>>;

/** What the kit needs to know of a plugin to play its provider. A plugin's folder exports one as `conformance`. */
export interface ConformanceSubject<Config> {
  readonly plugin: ChannelPlugin<Config>;
  /** As parsed by the plugin's schema; every secret has a value. */
  readonly config: Config;
  /** Headers that make a body genuine at a time. Needed by plugins that take webhooks. */
  sign?(rawBody: Buffer, given: { readonly at: Date; readonly query: URLSearchParams }): Record<string, string>;
  /** `token`: the provider proves itself by a shared token and signs no body. Default `body`. */
  readonly authenticity?: 'body' | 'token';
  /** Genuine webhooks, the more kinds the better; their times are at `now`, their ids the same in each call. */
  samples?(now: Date): readonly WebhookSample[];
  /** Several bodies in one webhook, for providers that batch. */
  batch?(bodies: readonly unknown[]): unknown;
  /** Why no item carries a time, for the rare provider that states none. */
  readonly undated?: string;
  /** Somebody the simulated provider delivers to. Needed by plugins that send. */
  readonly recipient?: Recipient;
  /** A template that the simulated provider knows. Needed where the capabilities promise templates. */
  readonly template?: TemplateContent;
  /** Starts the provider's side. Needed by plugins that send; the kit closes it. */
  provider?(): Promise<SimulatedProvider<Config>>;
  /** Starts the provider that is asked. Needed by plugins that poll; each rule has one of its own, which the kit closes. */
  polled?(): Promise<PolledProvider<Config>>;
  /**
   * What routes and fields of the graph find, such as a hub that answers; called for each rule. Default: empty storage and
   * mailbox in memory, a hub that refuses every operation with FORBIDDEN, and an inbox that takes everything.
   */
  service?(): ServiceParts<Config>;
  /** Requests that the routes take, with tokens and ids that are valid; at least one for each POST and PUT. */
  readonly requests?: readonly RouteSample[];
}

/** Types a subject. Inert. */
export function defineConformance<Config>(subject: ConformanceSubject<Config>): ConformanceSubject<Config> {
  return subject;
}
