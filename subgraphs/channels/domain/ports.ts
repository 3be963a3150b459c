import type {
  Capabilities,
  ChannelEvent,
  CrmLevel,
  Insights,
  InsightsRange,
  Loss,
  MediaReference,
  Menu,
  OutboundMessage,
  StrategicLevel,
  Touchpoint,
} from '../../../plugins/sdk/index.js';
import type { Principal } from '../../../schema/index.js';
import type { UnitOfWork } from '../../kernel/database.js';

/** The plugin behind a channel. */
export interface PluginDescription {
  readonly id: string;
  readonly version: string;
  /** SDK range it was written for. */
  readonly sdk: string;
  readonly levels: readonly CrmLevel[];
}

/** One configured account of a plugin, as the host describes it. */
export interface ChannelDescription {
  readonly id: string;
  readonly name: string;
  readonly plugin: PluginDescription;
  readonly direction: 'ONE_WAY' | 'TWO_WAY';
  readonly capabilities: Capabilities;
  readonly strategic: StrategicLevel | null;
  readonly menu: Menu | null;
}

/** An account that is no channel, with every reason. */
export interface RefusedAccount {
  readonly channelId: string;
  /** What could not be loaded has an id only; absent: not known. */
  readonly plugin?: PluginDescription;
  readonly reasons: readonly string[];
}

/** How a channel does right now. */
export interface ChannelCondition {
  readonly state: 'OK' | 'DEGRADED' | 'DOWN';
  readonly message: string;
  /** What an administrator should do; null: nothing. */
  readonly action: string | null;
  readonly lastInboundAt: Date | null;
  readonly circuit: 'CLOSED' | 'HALF_OPEN' | 'OPEN';
  readonly tokenExpiresAt: Date | null;
}

/** Counts of a channel's ledgers; received = stored + rejected + duplicates at every moment. */
export interface LedgerCounts {
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

/** A medium of a message, as the host knows it. */
export interface KnownMedium {
  readonly messageId: string;
  readonly state: 'FETCHING' | 'READY' | 'FAILED';
  readonly mimeType: string | null;
  /** Bytes. */
  readonly size: number | null;
  readonly fileName: string | null;
  readonly fault: string | null;
}

/** What the channels domain needs of the plugin host. */
export interface ChannelHost {
  /** Puts a message in the outbox, in the caller's transaction; tells what the channel cannot show. `isNew`: a fresh id. */
  enqueue(
    unit: UnitOfWork,
    message: OutboundMessage,
    options?: { readonly isNew?: boolean },
  ): Promise<{ degraded: readonly Loss[] }>;
  /** What an event means for the journey, as the channel's plugin maps it; null: nothing. Never throws. */
  touchpoint(channelId: string, event: ChannelEvent): Touchpoint | null;
  /** Orders the bytes of a message's medium, in the caller's transaction; they come later. Absent: nobody fetches. */
  fetchMedia?(
    unit: UnitOfWork,
    order: { readonly messageId: string; readonly channelId: string; readonly reference: MediaReference },
  ): Promise<void>;
  /** What is known of media, by message id. Absent: nothing. */
  media?(messageIds: readonly string[]): Promise<readonly KnownMedium[]>;
  /** A provider's own figures of a period; null where it tells none. Absent: nobody asks. */
  insights?(
    channelId: string,
    range: InsightsRange,
    caller: { readonly viewer: Principal | null; readonly requestId: string },
  ): Promise<(Insights & { readonly from: Date; readonly to: Date; readonly askedAt: Date }) | null>;
  /** Forgets people, in the caller's transaction, as far as the host knows them. Absent: it keeps nothing. */
  forget?(
    unit: UnitOfWork,
    order: {
      readonly messageIds: readonly string[];
      readonly senders: readonly { readonly channelId: string; readonly key: string }[];
      readonly participantIds: readonly string[];
    },
  ): Promise<void>;
  channels(): readonly ChannelDescription[];
  readonly refusals: readonly RefusedAccount[];
  health(channelId: string): ChannelCondition;
  ledger(channelId: string): Promise<LedgerCounts>;
}

/** The channel with an id, or undefined when none is configured under it. */
export const channelById = (host: Pick<ChannelHost, 'channels'>, id: string): ChannelDescription | undefined =>
  host.channels().find((channel) => channel.id === id);
