import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Principal } from '../../schema/index.js';
import type { Database, UnitOfWork } from '../../subgraphs/kernel/database.js';
import type { Logger } from '../../subgraphs/kernel/logging.js';
import type { Metrics } from '../../subgraphs/kernel/metrics.js';
import type { Vault } from '../../subgraphs/kernel/crypto.js';
import type {
  Capabilities,
  ChannelEvent,
  ChannelPlugin,
  CrmLevel,
  HubAnswer,
  InsightsRange,
  Loss,
  Menu,
  OutboundMessage,
  ReceiptMoved,
  ServiceContext,
  StoredInbound,
  StrategicLevel,
  Touchpoint,
  WebhookRequest,
} from '../sdk/index.js';
import type { ForgetHost } from './erasure-types.js';
import type { KnownInsights } from './insights-types.js';
import type { MediaHost, MediaScanner, MediaTuning } from './media-types.js';
import type { PostHandlers, PostHost, PublishingTuning } from './publishing-types.js';

/** One configured account of a plugin; it is one channel of the hub. */
export interface ChannelAccount {
  /** Such as `whatsapp-pandawa`; part of the webhook's path and of every row. */
  readonly id: string;
  /** Shown to people; absent: the plugin's own name. */
  readonly name?: string;
  readonly plugin: ChannelPlugin;
  /** As parsed by the plugin's zod schema. */
  readonly config: Readonly<Record<string, unknown>>;
}

/** What the hub does with what comes in. Both run in the transaction that settles the row: all or nothing. */
export interface HostHandlers extends PostHandlers {
  /** Once per message, in the order of the sender's clock. A rejection is tried again, then dead-lettered. */
  inbound(item: StoredInbound, unit: UnitOfWork): Promise<void>;
  /** Once per step forward of an outbound message. */
  receipt(receipt: ReceiptMoved, unit: UnitOfWork): Promise<void>;
}

/** Limits of the host; the defaults suit production. Times in milliseconds. */
export interface HostTuning extends PublishingTuning, MediaTuning {
  /** Items worked at the same time, all channels together. */
  readonly inboxConcurrency: number;
  /** Tries of an inbound item before it is a dead letter. */
  readonly inboxAttempts: number;
  /** First wait between tries; doubles each time. */
  readonly retryDelay: number;
  readonly longestRetryDelay: number;
  /** Sends in flight per channel; campaigns may use three quarters of them. */
  readonly sendConcurrency: number;
  readonly sendDeadline: number;
  /** Tries of a send that was rejected for now. */
  readonly sendAttempts: number;
  /** How long a claimed row waits for its sender to settle it before it counts as unknown; more than the deadline. */
  readonly sendLease: number;
  /** Failures in a row that open the circuit, and how long it stays open. */
  readonly circuitFailures: number;
  readonly circuitPause: number;
  /** How long nothing is sent after the provider refused the account, unless a probe ends it. */
  readonly stopPause: number;
  readonly pollInterval: number;
  /** How long a webhook whose plugin answers it waits for what the hub says, unless the plugin's capabilities say. */
  readonly answerDeadline: number;
  /** Calls of a channel's routes and fields of the graph that run at once, and those that may wait for their turn. */
  readonly serveConcurrency: number;
  readonly serveQueue: number;
  /** Streamed answers of a channel's routes that are open at once in this process. */
  readonly openStreams: number;
  /** How often the token of who reads a live stream is looked at. */
  readonly tokenCheckInterval: number;
  /** How long `stop` waits for sends in flight. */
  readonly drainDeadline: number;
  /** How long settled rows are kept (at least as long as a provider repeats webhooks). */
  readonly retention: number;
}

export interface HostOptions {
  readonly database: Database;
  readonly vault: Vault;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly production: boolean;
  readonly accounts: readonly ChannelAccount[];
  readonly handlers: HostHandlers;
  /** Runs an operation of the hub's public API; without it a plugin's `hub` answers nothing. */
  readonly hub?: HubPort;
  /** Who asks a channel's routes; without it every token is refused. */
  readonly visitors?: VisitorPort;
  /** Looks at media before anybody sees them; absent: they are kept unseen. */
  readonly mediaScanner?: MediaScanner;
  readonly tuning?: Partial<HostTuning>;
  /** For tests; milliseconds since the epoch. */
  readonly now?: () => number;
}

/** An operation of the hub's public API. */
export interface HubOperation {
  readonly document: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Whose rights it has; null: nobody's. */
  readonly principal: Principal | null;
  readonly requestId: string;
  /** Ends when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
}

/** Rejects only when the hub does not answer; the message says so and holds nothing of the operation. */
export type HubPort = (operation: HubOperation) => Promise<HubAnswer<Record<string, unknown>>>;

/** What the hub knows about those who call a channel's routes. */
export interface VisitorPort {
  /** The principal of an `Authorization` value, null when there is none. Rejects when it is not a valid one. */
  authenticate(authorization: string | undefined): Promise<Principal | null>;
  /** False once the principal's token has ended or was revoked. */
  isValid(principal: Principal): boolean;
  /** Proxies in front of the hub whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: number;
  /** Where the outside reaches the hub, without a slash at the end; absent: as if called on this machine. */
  readonly publicUrl?: string;
}

/** For whom a plugin serves. */
export interface Caller {
  readonly viewer: Principal | null;
  readonly requestId: string;
}

/** A channel as the channels subgraph shows it. Holds no configuration and no secret. */
export interface ChannelInfo {
  readonly id: string;
  readonly name: string;
  readonly plugin: { readonly id: string; readonly version: string; readonly sdk: string; readonly levels: CrmLevel[] };
  readonly direction: Capabilities['direction'];
  readonly capabilities: Capabilities;
  readonly strategic: StrategicLevel | null;
  readonly menu: Menu | null;
}

export interface ChannelHealth {
  readonly state: 'OK' | 'DEGRADED' | 'DOWN';
  readonly message: string;
  /** What an administrator should do; null when nothing. */
  readonly action: string | null;
  /** When the last genuine webhook item came in. */
  readonly lastInboundAt: Date | null;
  readonly circuit: 'CLOSED' | 'HALF_OPEN' | 'OPEN';
  readonly tokenExpiresAt: Date | null;
}

/**
 * Counts since the channel exists. At every moment received = stored + rejected + duplicates. `sent` counts messages that the
 * provider took, `delivered` and `read` those that got at least so far, `unknown` those whose fate is open now.
 */
export interface ChannelLedger {
  readonly received: number;
  readonly stored: number;
  readonly rejected: number;
  readonly duplicates: number;
  readonly processed: number;
  readonly deadLettered: number;
  readonly sent: number;
  readonly delivered: number;
  readonly read: number;
  readonly failed: number;
  readonly unknown: number;
}

/** A webhook addressed to a channel. */
export interface IngressRequest extends WebhookRequest {
  readonly channelId: string;
  /** The body was over the channel's limit and was not kept. */
  readonly tooLarge?: boolean;
}

export interface IngressAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A plugin that may not run, with every reason. The hub goes on without it. */
export interface Refusal {
  readonly channelId: string;
  /** Its plugin; when that could not be loaded, what the configuration calls it. Absent: not known. */
  readonly plugin?: PluginIdentity;
  readonly reasons: readonly string[];
}

/** What a plugin says of itself; a member that it lacks is empty. */
export interface PluginIdentity {
  readonly id: string;
  readonly version: string;
  readonly sdk: string;
  readonly levels: readonly CrmLevel[];
}

/** An item that could not be worked. Its content stays sealed. */
export interface DeadLetter {
  readonly id: string;
  readonly channelId: string;
  readonly kind: string;
  readonly receivedAt: Date;
  readonly attempts: number;
  /** Name of the last error, never its text. */
  readonly fault: string;
}

/** Runs plugins for the hub. Only composition roots hold one; others get the part they need. */
export interface Host extends PostHost, MediaHost, ForgetHost {
  /** Verifies, parses and stores a webhook; resolves when its items are on disk. Never rejects. */
  ingress(request: IngressRequest): Promise<IngressAnswer>;
  /** `/webhooks/<channel id>` for Node's HTTP server. Never rejects. */
  nodeHandler(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /**
   * Puts a message into the outbox within the caller's transaction; enqueuing one id again changes nothing.
   * @param options isNew: the id was made for this call, so nobody looks whether it was enqueued before
   * @returns what the channel cannot show
   * @throws BAD_USER_INPUT for content that no channel can send, NOT_FOUND for an unknown channel
   */
  enqueue(
    unit: UnitOfWork,
    message: OutboundMessage,
    options?: { readonly isNew?: boolean },
  ): Promise<{ degraded: readonly Loss[] }>;
  /**
   * Runs a plugin's work for a caller, such as one field of the graph: under a deadline (ms), as one of few of its channel at
   * a time, and not at all while the channel's work hangs again and again.
   * @throws NOT_FOUND for an unknown channel; SUBGRAPH_UNAVAILABLE when the plugin is late, or has too much to do;
   *   SHUTTING_DOWN; else what the work throws, without the secrets of the account (a GraphFault stays one)
   */
  serve<T>(
    channelId: string,
    caller: Caller,
    options: { readonly deadline: number; readonly signal?: AbortSignal },
    work: (context: ServiceContext<unknown>) => Promise<T>,
  ): Promise<T>;
  /** `/channels/<channel id>/…` for Node's HTTP server. Never rejects. */
  routeHandler(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** The server stops soon: live streams of routes end, so that their readers connect again elsewhere. */
  endStreams(): void;
  /**
   * What an event of a channel means for the journey, as its plugin maps it; null: nothing, an unknown channel, or a mapping
   * that failed (counted, never thrown).
   */
  touchpoint(channelId: string, event: ChannelEvent): Touchpoint | null;
  /**
   * A provider's own figures, fresh enough; null where the plugin knows none, or the channel is not configured.
   * @throws BAD_USER_INPUT for a period that is none or that the provider does not answer
   */
  insights(channelId: string, range: InsightsRange, caller: Caller): Promise<KnownInsights | null>;
  channels(): ChannelInfo[];
  /** @throws NOT_FOUND for an unknown channel */
  health(channelId: string): ChannelHealth;
  ledger(channelId: string): Promise<ChannelLedger>;
  /** Until when free messages may be sent to a person; null: always, or the person never wrote where that is required. */
  replyWindow(channelId: string, recipientKey: string): Promise<{ limited: boolean; openUntil: Date | null }>;
  deadLetters(channelId: string, first: number): Promise<DeadLetter[]>;
  /** Works a channel's dead letters again, at most `limit` of the oldest; answers how many. */
  replay(channelId: string, limit?: number): Promise<number>;
  /** Opens one more channel, also while the host runs. False: it was refused; `refusals` tells why. */
  join(account: ChannelAccount): Promise<boolean>;
  /** Notes an account that could not even be loaded. */
  refuse(refusal: Refusal): void;
  /** Accounts that are no channel, with every reason; as it stands now. */
  readonly refusals: readonly Refusal[];
  start(): Promise<void>;
  /** Drains: no new work, sends in flight are settled, then plugins stop. */
  stop(): Promise<void>;
}
