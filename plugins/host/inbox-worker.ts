import type { Database, UnitOfWork } from '../../subgraphs/kernel/database.js';
import type { Vault } from '../../subgraphs/kernel/crypto.js';
import type { HostCollections, InboxRow } from './collections.js';
import { Lanes } from './lanes.js';
import { addToLedger, leaving, ledgerSlots } from './ledger.js';
import type { HostMeters } from './meters.js';
import { applyReceipt, type MoveParts } from './receipts.js';
import { toStoredInbound } from './rows.js';
import type { HostTuning } from './types.js';

/** How long a receipt waits for the message it is about: the answer to the send may be slower than the receipt. */
const receiptPatience = 15_000;
const receiptPause = 250;
/** The poll looks only at rows that nobody woke for this long: they are another process's, or were left by a crash. */
const pollPatience = 1_000;
const pollSize = 500;
/** Places for items whose provider waits for the answer, such as a caller on the telephone. */
const urgentPlaces = 2;
/** Work that is this late (ms) stands back for webhooks only so long: else it would fall behind for good under steady load. */
const late = 5_000;
const shortPatience = 40;

/** The receipt's message is not known yet. */
class TooEarly extends Error {}

export interface InboxWorkerParts extends MoveParts {
  readonly database: Database;
  readonly collections: HostCollections;
  readonly vault: Vault;
  readonly tuning: HostTuning;
  readonly meters: HostMeters;
  readonly now: () => number;
  /** Waits for what is more urgent than work, for so many milliseconds at most. */
  readonly giveWay: (patience?: number) => Promise<void>;
  /** The item that a transaction settles. */
  readonly steps: Steps;
  /** Called after an item took its effect. */
  readonly settled: (rowId: string) => void;
}

/** The item that is worked in a transaction: what is enqueued there is said because of it. */
export type Steps = WeakMap<UnitOfWork, InboxRow>;

/**
 * Works the inbox: in order within a lane, lanes beside each other. The claim of a row, its effect and its mark are ONE
 * transaction: two workers on one row conflict and one of them finds it done; a crash leaves it as it was. So every
 * item takes effect exactly once, without leases that would have to run out.
 */
export class InboxWorker {
  private readonly lanes: Lanes;
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private poller: NodeJS.Timeout | undefined;
  private polling: Promise<void> | undefined;
  private stopped = false;
  /** How long the last item waited for its effect. */
  private lag = 0;

  constructor(private readonly parts: InboxWorkerParts) {
    const limit = Math.min(parts.tuning.inboxConcurrency, ledgerSlots - urgentPlaces);
    this.lanes = new Lanes(limit, (lane, slot, urgent) => this.drain(lane, slot, urgent), urgentPlaces);
  }

  start(): void {
    const look = () => (this.polling ??= this.poll().finally(() => (this.polling = undefined)));
    void look();
    this.poller = setInterval(() => void look(), this.parts.tuning.pollInterval);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearInterval(this.poller);
    for (const timer of this.timers.values()) clearTimeout(timer);
    await this.polling;
    await this.lanes.stop();
  }

  /** Works the lanes of new rows at once. */
  wake(rows: readonly Pick<InboxRow, 'lane' | 'answerBy'>[]): void {
    const now = this.parts.now();
    for (const { lane, answerBy } of rows) this.lanes.wake(lane, answerBy !== undefined && answerBy.getTime() > now);
  }

  private async poll(): Promise<void> {
    try {
      const before = new Date(this.parts.now() - pollPatience);
      const rows = await this.parts.collections.inbox
        .find({ state: 'open', dueAt: { $lte: before } }, { projection: { lane: 1, answerBy: 1 } })
        .sort({ dueAt: 1 })
        .limit(pollSize)
        .toArray();
      if (!this.stopped) this.wake(rows);
    } catch (error) {
      if (!this.stopped) this.parts.log.warn({ err: error }, 'the inbox could not be read; it is read again');
    }
  }

  /** Works a lane until it is empty, its head is not due, or something outside the item failed. */
  private async drain(lane: string, slot: number, urgent: boolean): Promise<void> {
    try {
      while (!this.stopped) {
        if (!urgent) await this.parts.giveWay(this.lag > late ? shortPatience : undefined);
        const [head, next] = await this.parts.collections.inbox
          .find({ state: 'open', lane })
          .sort({ order: 1 })
          .limit(2)
          .toArray();
        if (!head) return;
        const wait = head.dueAt.getTime() - this.parts.now();
        if (wait > 0) return this.wakeLater(lane, wait);
        const settled = await this.work(head, slot);
        // What came after the look has woken the lane again.
        if (settled && !next) return;
      }
    } catch (error) {
      this.parts.log.warn({ err: error }, 'an inbound item could not be settled; it is tried again');
    }
  }

  private wakeLater(lane: string, wait: number): void {
    clearTimeout(this.timers.get(lane));
    const timer = setTimeout(() => {
      this.timers.delete(lane);
      this.lanes.wake(lane);
    }, wait);
    this.timers.set(lane, timer);
  }

  /** True when the row is settled, here or elsewhere. */
  private async work(row: InboxRow, slot: number): Promise<boolean> {
    const { database, meters, now } = this.parts;
    try {
      await database.transaction((unit) => this.settle(row, slot, unit));
      this.parts.settled(row._id);
      this.lag = Math.max(0, now() - row.receivedAt.getTime());
      meters.lag.observe({ channel: row.channelId }, this.lag / 1000);
      return true;
    } catch (error) {
      if (error instanceof TooEarly) await this.postpone(row);
      else await this.fail(row, error, slot);
      return false;
    }
  }

  /** The one transaction of an item. */
  private async settle(row: InboxRow, slot: number, unit: UnitOfWork): Promise<void> {
    const { collections, retention } = this.parts;
    const keep = row.kind === 'unknown';
    const claimed = await collections.inbox.findOneAndUpdate(
      { _id: row._id, state: 'open' },
      {
        $set: { state: 'done', purgeAt: new Date(this.parts.now() + retention) },
        ...(keep ? {} : { $unset: { sealed: '' as const } }),
      },
      { session: unit.session, returnDocument: 'before' },
    );
    if (!claimed) return;
    this.parts.steps.set(unit, claimed);
    await this.effect(claimed, slot, unit);
    await addToLedger(collections, row.channelId, slot, { processed: 1, ...leaving(claimed) }, unit.session);
  }

  private async effect(row: InboxRow, slot: number, unit: UnitOfWork): Promise<void> {
    const { handlers, vault, now, log } = this.parts;
    if (row.kind === 'message') await handlers.inbound(toStoredInbound(vault, row), unit);
    if (row.kind === 'error')
      log.warn({ channel: row.channelId, item: row._id }, 'the provider reports a fault of the account');
    if (row.kind !== 'status' || (await applyReceipt(this.parts, row, slot, unit)) === 'applied') return;
    if (now() - row.receivedAt.getTime() < receiptPatience) throw new TooEarly();
    log.debug({ channel: row.channelId, item: row._id }, 'a receipt belongs to no message of this hub');
  }

  private async postpone(row: InboxRow): Promise<void> {
    const dueAt = new Date(this.parts.now() + receiptPause);
    await this.parts.collections.inbox.updateOne({ _id: row._id, state: 'open' }, { $set: { dueAt } });
  }

  private async fail(row: InboxRow, error: unknown, slot: number): Promise<void> {
    const { tuning, log, meters, collections, database, now } = this.parts;
    const attempts = row.attempts + 1;
    const fault = error instanceof Error ? error.name : 'unknown';
    const dead = attempts >= tuning.inboxAttempts;
    const wait = Math.min(tuning.retryDelay * 2 ** (attempts - 1), tuning.longestRetryDelay);
    log.error(
      { err: error, channel: row.channelId, item: row._id, attempts, dead },
      'an inbound item could not be worked',
    );
    meters.failures.inc({ channel: row.channelId, outcome: dead ? 'dead' : 'retry' });
    await database.transaction(async ({ session }) => {
      const change = dead ? { state: 'dead' as const, counted: true as const } : { dueAt: new Date(now() + wait) };
      const before = await collections.inbox.findOneAndUpdate(
        { _id: row._id, state: 'open' },
        { $set: { ...change, attempts, fault } },
        { session, returnDocument: 'before' },
      );
      if (dead && before)
        await addToLedger(collections, row.channelId, slot, { deadLettered: 1, ...leaving(before) }, session);
    });
  }
}
