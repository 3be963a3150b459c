import type { Logger } from '../../subgraphs/kernel/logging.js';
import type { ChannelRuntime } from './channel-runtime.js';
import type { HostCollections } from './collections.js';
import { lastInboundAt } from './ledger.js';
import { faultsOf, identityOf } from './loader.js';
import type { OutboxWorker } from './outbox-worker.js';
import type { Poller } from './poller.js';
import { routeFaults } from './route-table.js';
import type { ChannelAccount, Refusal } from './types.js';

/** How often a channel that seems silent is looked up in the ledger. */
const listenInterval = 5_000;

export interface RosterParts {
  readonly collections: HostCollections;
  readonly log: Logger;
  readonly openChannel: (account: ChannelAccount) => ChannelRuntime;
  readonly openOutbox: (channel: ChannelRuntime) => OutboxWorker;
  /** Null: the plugin is not to be asked. */
  readonly openPoller: (channel: ChannelRuntime) => Poller | null;
}

/** The channels of a host, and the accounts that may not be one. Channels join at any time; none leaves. */
export class Roster {
  readonly channels = new Map<string, ChannelRuntime>();
  readonly outboxes = new Map<string, OutboxWorker>();
  readonly pollers = new Map<string, Poller>();
  private readonly refused = new Map<string, Refusal[]>();
  private running = false;
  private listener: NodeJS.Timeout | undefined;

  constructor(private readonly parts: RosterParts) {}

  get refusals(): Refusal[] {
    return [...this.refused.values()].flat();
  }

  /** Opens a channel for an account, or refuses it with every reason. A running host starts it at once. */
  async join(account: ChannelAccount): Promise<boolean> {
    const reasons = this.reasonsAgainst(account);
    if (reasons.length > 0) {
      this.refuse({ channelId: account.id, plugin: identityOf(account.plugin), reasons });
      return false;
    }
    const channel = this.parts.openChannel(account);
    this.channels.set(account.id, channel);
    this.outboxes.set(account.id, this.parts.openOutbox(channel));
    const poller = this.parts.openPoller(channel);
    if (poller) this.pollers.set(account.id, poller);
    this.refused.delete(account.id);
    if (this.running) await this.startChannel(channel);
    return true;
  }

  /** Notes why an account is no channel. The hub goes on without it. */
  refuse(refusal: Refusal): void {
    const { channelId, reasons } = refusal;
    const before = this.refused.get(channelId) ?? [];
    if (before.some((known) => known.reasons.join() === reasons.join())) return;
    this.refused.set(channelId, [...before, refusal]);
    this.parts.log.error({ channel: channelId, reasons }, 'a plugin was refused; the hub goes on without it');
  }

  /** Starts all channels beside each other: one that hangs delays none. */
  async start(): Promise<void> {
    this.running = true;
    await Promise.all([...this.channels.values()].map((channel) => this.startChannel(channel)));
    const look = () =>
      this.listen().catch((error: unknown) => this.parts.log.warn({ err: error }, 'a ledger could not be read'));
    this.listener = setInterval(() => void look(), listenInterval);
  }

  /** Nobody joins or is listened for any more. */
  stop(): void {
    this.running = false;
    clearInterval(this.listener);
  }

  /** A channel may be silent here because another process takes its webhooks: the ledger knows. */
  private async listen(): Promise<void> {
    for (const channel of this.channels.values()) {
      if (!channel.isSilent()) continue;
      const last = await lastInboundAt(this.parts.collections, channel.id);
      if (last && last > (channel.lastInboundAt ?? new Date(0))) channel.lastInboundAt = last;
    }
  }

  private reasonsAgainst({ id, plugin }: ChannelAccount): string[] {
    const reasons = faultsOf(plugin);
    if (reasons.length === 0) reasons.push(...routeFaults(plugin));
    if (!/^[a-z0-9][a-z0-9-]{0,59}$/.test(id)) reasons.push(`account id "${id}" is not kebab case`);
    if (this.channels.has(id)) reasons.push(`there is another account "${id}"`);
    return reasons;
  }

  private async startChannel(channel: ChannelRuntime): Promise<void> {
    channel.lastInboundAt = await lastInboundAt(this.parts.collections, channel.id);
    await channel.lifecycle('start');
    this.outboxes.get(channel.id)?.start();
    this.pollers.get(channel.id)?.start();
  }
}
