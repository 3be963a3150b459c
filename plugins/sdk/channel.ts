import type { z } from 'zod';
import type { Capabilities } from './capabilities.js';
import type { PluginContext } from './context.js';
import type { GraphExtension } from './graph.js';
import type { InboundItem, ProviderError } from './inbound.js';
import type { Insights, InsightsRange } from './insights.js';
import type { MediaOutcome, MediaReference } from './media.js';
import type { Menu } from './menu.js';
import type { SendCommand, SendOutcome } from './outbound.js';
import type { PublishCommand, PublishOutcome, RecordProgress } from './publish.js';
import type { Route } from './routes.js';
import type { Text } from './text.js';

/** A webhook request as it came, before anything is trusted. Header names are in lower case. */
export interface WebhookRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly query: URLSearchParams;
  readonly rawBody: Buffer;
}

/** An answer to a handshake, or by `operational.answer`. The content type is plain text unless a header says otherwise. */
export interface WebhookAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a poll found. */
export interface PollResult {
  readonly items: readonly InboundItem[];
  /** Where the next call goes on; at most 16,000 characters, nothing personal: it is stored in clear. */
  readonly checkpoint: string | null;
}

/** Why a webhook is refused: `missing`, `malformed` and `wrong` are told apart in metrics, not in the answer. */
export type Verification =
  { readonly genuine: true } | { readonly genuine: false; readonly reason: 'missing' | 'malformed' | 'wrong' };

export type ServiceBehaviour =
  'FAIR' | 'FRIENDLY' | 'RESPONSIVE' | 'INFORMATIVE' | 'PATIENT' | 'FLUENT' | 'QUICK_AND_ACCURATE';

/** Office hours of the institution, those of PANDAWA (its WhatsApp desk), or day and night. */
export const serviceHours = ['OFFICE', 'PANDAWA', 'ALWAYS'] as const;
export type ServiceHours = (typeof serviceHours)[number];

/** Buttle's first level: the promise. Durations are ISO 8601. */
export interface StrategicLevel {
  readonly valueProposition: { readonly convenience: Text; readonly speed: Text; readonly certainty: Text };
  readonly serviceStandard: {
    /** When officers serve: office hours where absent. The hub's dated calendars give days, holidays and Ramadan hours. */
    readonly hours?: ServiceHours;
    readonly officerResponse?: string;
    readonly participantResponse?: string;
    readonly resolution?: string;
  };
  readonly commitments: readonly { readonly behaviour: ServiceBehaviour; readonly text: Text }[];
}

/** Buttle's second level: service, marketing and sales-force automation. Absent members: the channel cannot. */
export interface OperationalLevel<Config> {
  /** Authenticity of a webhook over its raw bytes, in constant time. Pure. Required of whoever takes webhooks. */
  verify?(request: WebhookRequest, config: Config): Verification;
  /** Answers a provider's handshake (such as GET with a challenge); null: not a handshake. Pure. */
  handshake?(request: WebhookRequest, config: Config): WebhookAnswer | null;
  /** Every item of a genuine webhook. Pure and total: what it does not know becomes an `unknown` item. Throws only on a body that is not the provider's format at all. */
  parse?(request: WebhookRequest): InboundItem[];
  /** One try. Never throws for what the provider answers; a throw is treated as `unknown`. */
  send?(command: SendCommand, context: PluginContext<Config>): Promise<SendOutcome>;
  /**
   * For providers that read the reply from the answer to their own webhook (telephony). The host stores the webhook, works
   * its messages at once and hands over what the hub says to the sender, which thereby counts as sent. `messages` is
   * empty when the hub has nothing to say or was not ready within `capabilities.webhook.answerWithin`: the answer is
   * then the plugin's stopgap ("please hold"), and what is said later goes by `send`. A webhook that comes again gets the
   * answer that was given before, so `answer` is pure: it is called again only where no answer was stored.
   */
  answer?(
    request: WebhookRequest,
    messages: readonly SendCommand[],
    context: PluginContext<Config>,
  ): WebhookAnswer | Promise<WebhookAnswer>;
  /**
   * Asks a provider that brings nothing by itself (a mailbox, a list). The host calls it again and again, in one process
   * at a time, under a deadline and a circuit breaker, and stores items and checkpoint together: after a crash it is
   * called with the checkpoint from before, so what it gives again must have the same keys. Never deletes or marks at the
   * provider what it has only read in this call. When it gave something new it is called again at once, so a call may
   * give a portion. Throws when the provider does not answer.
   * @param checkpoint what the last stored call returned; null: the first call ever
   */
  poll?(context: PluginContext<Config>, checkpoint: string | null): Promise<PollResult>;
  /**
   * Brings a post out, as far as can be done now; it never waits by itself. The caller stores the progress of every
   * outcome, and during the call whatever `recordProgress` is given, so that a crash repeats nothing. Never throws for
   * what the provider answers.
   */
  publish?(
    command: PublishCommand,
    context: PluginContext<Config>,
    recordProgress?: RecordProgress,
  ): Promise<PublishOutcome>;
  /**
   * Fetches the bytes of an inbound medium. Called after the message was worked, again and again while it says `later`.
   * Never throws for what the provider answers. Only addresses of the provider may be asked (see `isAllowedAddress`).
   */
  media?(reference: MediaReference, context: PluginContext<Config>): Promise<MediaOutcome>;
  /** Pages and calls for browsers and apps, under `/channels/<channel id>/`. */
  readonly routes?: readonly Route<Config>[];
  /** The tree that the menu engine walks. */
  readonly menu?: Menu;
}

/** What happened on a channel, as the analytical level sees it. */
export interface ChannelEvent {
  readonly kind: 'message-received' | 'message-sent' | 'receipt' | 'conversation-opened' | 'conversation-closed';
  readonly contentKind?: string;
  readonly at: Date;
  readonly referral?: { readonly sourceId: string; readonly sourceType: string };
}

/** A step of the participant's journey (I-Cari, I-Belajar, I-Daftar) or of the service that follows it. */
export interface Touchpoint {
  readonly stage: 'SEARCH' | 'LEARN' | 'REGISTER' | 'SERVICE';
  /** How, as a word for statistics: `ADVERTISEMENT`. 1 to 60 letters and digits, never anything of a person. */
  readonly method: string;
  /** Where: `INSTAGRAM`. As `method`. */
  readonly place: string;
}

/** Buttle's third level: learning. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- as in ChannelPlugin
export interface AnalyticalLevel<Config = any> {
  /** Pure; null: this event is no touchpoint. */
  touchpoint(event: ChannelEvent): Touchpoint | null;
  /**
   * The provider's own figures of the account and its audience. Never throws for what the provider answers: each figure
   * says whether it is measured.
   */
  insights?(range: InsightsRange, context: PluginContext<Config>): Promise<Insights>;
}

/** What a probe found. `action` says what an administrator should do. */
export interface ProbeResult {
  readonly state: 'OK' | 'DEGRADED' | 'DOWN';
  readonly message: string;
  readonly action?: string;
  readonly tokenExpiresAt?: Date;
  readonly error?: ProviderError;
}

/** All optional, each under a deadline of the host. */
export interface Lifecycle<Config> {
  start?(context: PluginContext<Config>): Promise<void>;
  /** Asks the provider whether the account works, without side effects. */
  probe?(context: PluginContext<Config>): Promise<ProbeResult>;
  drain?(context: PluginContext<Config>): Promise<void>;
  stop?(context: PluginContext<Config>): Promise<void>;
}

/** A channel plugin: an inert object. Importing it does nothing; one plugin serves any number of configured accounts. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- hosts hold plugins of any configuration type
export interface ChannelPlugin<Config = any> {
  /** Kebab case, unique in a hub: `whatsapp`. */
  readonly id: string;
  /** Semantic version of the plugin. */
  readonly version: string;
  /** Range of SDK versions it was written for, such as `^1.0.0`; the host refuses a mismatch at boot. */
  readonly sdk: string;
  readonly name: Text;
  /** One zod object gives types, validation, documentation and redaction (see `secretText`). */
  readonly config: z.ZodType<Config>;
  readonly capabilities: Capabilities;
  readonly strategic?: StrategicLevel;
  readonly operational?: OperationalLevel<Config>;
  readonly analytical?: AnalyticalLevel<Config>;
  readonly lifecycle?: Lifecycle<Config>;
  /** What the plugin adds to the hub's graph. */
  readonly graph?: GraphExtension<Config>;
}

export type CrmLevel = 'STRATEGIC' | 'OPERATIONAL' | 'ANALYTICAL';

/** The CRM levels that a plugin implements. */
export function levelsOf(plugin: ChannelPlugin): CrmLevel[] {
  const levels: CrmLevel[] = [];
  if (plugin.strategic) levels.push('STRATEGIC');
  if (plugin.operational) levels.push('OPERATIONAL');
  if (plugin.analytical) levels.push('ANALYTICAL');
  return levels;
}
