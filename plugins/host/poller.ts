import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { circuitBreaker, ConsecutiveBreaker, handleAll } from 'cockatiel';
import type { ClientSession } from 'mongodb';
import type { Vault } from '../../subgraphs/kernel/crypto.js';
import type { Logger } from '../../subgraphs/kernel/logging.js';
import type { ChannelPlugin, PollResult } from '../sdk/index.js';
import type { ChannelRuntime } from './channel-runtime.js';
import type { HostCollections, PollRow } from './collections.js';
import type { InboxWriter } from './inbox-writer.js';
import type { HostMeters } from './meters.js';
import { toInboxRow } from './rows.js';
import type { HostTuning } from './types.js';

export interface PollerParts {
  readonly collections: HostCollections;
  readonly writer: InboxWriter;
  readonly vault: Vault;
  readonly tuning: HostTuning;
  readonly meters: HostMeters;
  readonly log: Logger;
  readonly now: () => number;
}

const usual = { pause: 15_000, deadline: 30_000 };
/** The longest time after which a process that waits looks whether the one that polls is gone. */
const standbyPause = 5_000;
/** The longest that a lease outlives the deadline of a call: the time to store what it found. */
const storeAllowance = 10_000;
const longestCheckpoint = 16_000;
const duplicateKey = 11_000;

/** Another process polls the channel by now: what this one found is not stored. */
class LeaseLost extends Error {}

/** The poller of a channel whose plugin is to be asked; null for the others. */
export function openPoller(channel: ChannelRuntime, parts: PollerParts): Poller | null {
  const poll = channel.account.plugin.operational?.poll;
  return poll ? new Poller(channel, poll, parts) : null;
}

/**
 * Asks one channel's plugin for news, in one process at a time by a lease. What a call found and its checkpoint are
 * stored in one transaction that also checks the lease: a crash in between leaves both as they were, and a process that
 * lost its lease cannot take the checkpoint back.
 */
export class Poller {
  private readonly owner = randomUUID();
  private readonly stopping = new AbortController();
  private readonly breaker;
  private readonly times: { readonly pause: number; readonly deadline: number };
  private failures = 0;
  private running: Promise<void> | undefined;

  constructor(
    private readonly channel: ChannelRuntime,
    private readonly poll: NonNullable<NonNullable<ChannelPlugin['operational']>['poll']>,
    private readonly parts: PollerParts,
  ) {
    const { circuitFailures, circuitPause } = parts.tuning;
    this.times = channel.capabilities.polling ?? usual;
    this.breaker = circuitBreaker(handleAll, {
      halfOpenAfter: circuitPause,
      breaker: new ConsecutiveBreaker(circuitFailures),
    });
  }

  start(): void {
    this.running ??= this.run();
  }

  /** Ends the call under way, at most `deadline` ms, and gives the lease back. */
  async stop(deadline: number): Promise<void> {
    if (!this.running) return;
    this.stopping.abort();
    const patience = new AbortController();
    await Promise.race([this.running, sleep(deadline, undefined, { signal: patience.signal }).catch(() => undefined)]);
    patience.abort();
    const released = { $set: { leaseUntil: new Date(0) } };
    await this.parts.collections.polls.updateOne({ _id: this.channel.id, owner: this.owner }, released).catch(() => {
      // The lease runs out by itself.
    });
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const pause = await this.round();
      await sleep(pause, undefined, { signal }).catch(() => undefined);
    }
  }

  /** One call, if it is this process's turn. Never rejects. @returns milliseconds to the next */
  private async round(): Promise<number> {
    try {
      const lease = await this.acquire();
      if (!lease) return Math.min(this.times.pause, standbyPause);
      const again = await this.breaker.execute(() => this.ask(lease));
      this.failures = 0;
      this.channel.pollTrouble = null;
      return again ? 0 : this.times.pause;
    } catch (error) {
      return this.stopping.signal.aborted ? 0 : this.failed(error);
    }
  }

  private failed(error: unknown): number {
    const { tuning, log, meters } = this.parts;
    if ((error as { isBrokenCircuitError?: boolean }).isBrokenCircuitError) return tuning.circuitPause;
    this.failures += 1;
    this.channel.pollTrouble = 'The provider could not be asked for news.';
    meters.polls.inc({ channel: this.channel.id, outcome: error instanceof LeaseLost ? 'lost' : 'failed' });
    log.error({ err: error, channel: this.channel.id, failures: this.failures }, 'a channel could not be polled');
    return Math.min(tuning.retryDelay * 2 ** this.failures, tuning.longestRetryDelay, this.times.pause);
  }

  /** The row when this process may poll now; null: another one does. */
  private async acquire(): Promise<PollRow | null> {
    const now = this.parts.now();
    const leaseUntil = new Date(now + this.times.deadline + Math.min(this.times.deadline, storeAllowance));
    try {
      return await this.parts.collections.polls.findOneAndUpdate(
        { _id: this.channel.id, $or: [{ owner: this.owner }, { leaseUntil: { $lt: new Date(now) } }] },
        { $set: { owner: this.owner, leaseUntil }, $setOnInsert: { checkpoint: null } },
        { upsert: true, returnDocument: 'after' },
      );
    } catch (error) {
      if ((error as { code?: unknown }).code === duplicateKey) return null;
      throw error;
    }
  }

  /** Asks and stores. True: there was something new, and there may be more. */
  private async ask({ checkpoint: before }: PollRow): Promise<boolean> {
    const { meters, vault, writer, now } = this.parts;
    const { channel } = this;
    const found = await channel.call(this.times.deadline, this.stopping.signal, (context) =>
      this.poll(context, before),
    );
    // What is found while the host stops is found again later.
    this.stopping.signal.throwIfAborted();
    const { items, checkpoint } = checked(found);
    const receivedAt = new Date(now());
    const rows = items.map((item, place) => toInboxRow(vault, channel.id, item, receivedAt, place));
    const moved = checkpoint !== before;
    meters.polls.inc({ channel: channel.id, outcome: items.length > 0 ? 'found' : 'empty' });
    if (rows.length === 0) {
      if (moved) await this.advance(before, checkpoint);
      return false;
    }
    const also = (session: ClientSession) => this.advance(before, checkpoint, session);
    const { stored, duplicates } = await writer.write(channel.id, rows, also);
    channel.lastInboundAt = receivedAt;
    meters.items.inc({ channel: channel.id, result: 'stored' }, stored);
    meters.items.inc({ channel: channel.id, result: 'duplicate' }, duplicates);
    return moved && stored > 0;
  }

  private async advance(before: string | null, checkpoint: string | null, session?: ClientSession): Promise<void> {
    const { matchedCount } = await this.parts.collections.polls.updateOne(
      { _id: this.channel.id, owner: this.owner, checkpoint: before },
      { $set: { checkpoint } },
      session ? { session } : {},
    );
    if (matchedCount === 0) throw new LeaseLost('Another process polls this channel by now.');
  }
}

function checked({ items, checkpoint }: PollResult): PollResult {
  if (!Array.isArray(items)) throw new TypeError('poll returned no list of items');
  if (checkpoint !== null && (typeof checkpoint !== 'string' || checkpoint.length > longestCheckpoint))
    throw new TypeError(`poll returned a checkpoint that is no text of at most ${longestCheckpoint} characters`);
  return { items, checkpoint };
}
