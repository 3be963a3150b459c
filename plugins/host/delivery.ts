import type { Database } from '../../subgraphs/kernel/database.js';
import type { Vault } from '../../subgraphs/kernel/crypto.js';
import type { SendOutcome } from '../sdk/index.js';
import type { ChannelRuntime } from './channel-runtime.js';
import type { HostCollections, OutboxRow } from './collections.js';
import type { HostMeters } from './meters.js';
import { moveMessage, type MoveParts, type News } from './receipts.js';
import { openLetter, type Letter } from './rows.js';
import type { HostTuning } from './types.js';
import { windowLength, windowOf } from './window.js';

export interface DeliveryParts extends MoveParts {
  readonly database: Database;
  readonly collections: HostCollections;
  readonly vault: Vault;
  readonly tuning: HostTuning;
  readonly meters: HostMeters;
  readonly now: () => number;
}

type Rejected = Extract<SendOutcome, { status: 'rejected' }>;

const windowClosed: Rejected = {
  status: 'rejected',
  permanent: true,
  error: { code: 'WINDOW_CLOSED', message: 'the person has not written lately; only a template may be sent' },
};

const interrupted: SendOutcome = {
  status: 'unknown',
  error: { code: 'INTERRUPTED', message: 'the process that sent it ended before the answer' },
};

/** Tries to write an outcome down; in between the lease runs on. */
const markAttempts = 5;

/** One message from claim to mark. */
export class Delivery {
  private readonly freeSlots: number[] = [];
  private slots = 0;

  constructor(
    private readonly channel: ChannelRuntime,
    private readonly parts: DeliveryParts,
    private readonly worker: string,
  ) {}

  /** Claims, sends and settles a row. Never rejects. */
  async deliver(row: OutboxRow): Promise<void> {
    const { log } = this.parts;
    const slot = this.freeSlots.pop() ?? this.slots++;
    try {
      const claimed = await this.claim(row);
      if (!claimed) return;
      const outcome = await this.attempt(claimed);
      if (outcome === null) await this.release(claimed, this.parts.tuning.circuitPause);
      else await this.mark(claimed, outcome, `out-${slot}`);
    } catch (error) {
      log.error(
        { err: error, channel: this.channel.id, message: row._id },
        'an outbox row could not be settled; it becomes unknown when its lease ends',
      );
    } finally {
      this.freeSlots.push(slot);
    }
  }

  /** Settles a row whose sender vanished. */
  async abandon(row: OutboxRow): Promise<void> {
    this.parts.log.warn(
      { channel: this.channel.id, message: row._id },
      'a send was interrupted; only a receipt can tell whether it went out',
    );
    await this.settle(row, interrupted, 'out-lost');
  }

  /** Puts off everything that waits for a person. */
  async delayLane(lane: string, wait: number): Promise<void> {
    const dueAt = new Date(this.parts.now() + wait);
    await this.parts.collections.outbox.updateMany({ pending: true, lane, state: 'open' }, { $max: { dueAt } });
  }

  private async claim(row: OutboxRow): Promise<OutboxRow | null> {
    const { tuning, now, meters } = this.parts;
    const at = now();
    const claimed = await this.parts.collections.outbox.findOneAndUpdate(
      { _id: row._id, state: 'open' },
      {
        $set: {
          state: 'sending',
          worker: this.worker,
          leaseUntil: new Date(at + tuning.sendLease),
          updatedAt: new Date(at),
        },
        $inc: { attempts: 1 },
      },
      { returnDocument: 'after' },
    );
    if (claimed?.attempts === 1) {
      meters.waiting.observe(
        { channel: row.channelId, priority: String(row.priority) },
        (at - row.createdAt.getTime()) / 1000,
      );
    }
    return claimed;
  }

  /** Null: nothing was tried. */
  private async attempt(row: OutboxRow): Promise<SendOutcome | null> {
    const { meters, vault, now } = this.parts;
    const letter = openLetter(vault, row._id, row.sealed ?? '');
    const window = await this.window(row, letter);
    if (!window.isOpen) return windowClosed;
    const { lastInboundAt } = window;
    const started = now();
    const command = { messageId: row._id, attempt: row.attempts, ...letter, ...(lastInboundAt && { lastInboundAt }) };
    const outcome = await this.channel.send(command);
    if (outcome) {
      meters.sends.inc({ channel: this.channel.id, outcome: outcome.status });
      meters.sendSeconds.observe({ channel: this.channel.id }, (now() - started) / 1000);
      this.channel.react(outcome);
    }
    return outcome;
  }

  private async window(
    { lane, heardAt }: OutboxRow,
    { content, author }: Letter,
  ): Promise<{ readonly isOpen: boolean; readonly lastInboundAt: Date | null }> {
    if (content.kind === 'template') return { isOpen: true, lastInboundAt: null };
    const { collections, now } = this.parts;
    const { capabilities } = this.channel;
    const length = windowLength(capabilities, author);
    // What answers a message that is young enough needs no look for a later one.
    if (heardAt && length !== null && heardAt.getTime() + length > now())
      return { isOpen: true, lastInboundAt: heardAt };
    const found = await windowOf(collections, capabilities, lane, author);
    const isOpen = !found.limited || (found.openUntil !== null && found.openUntil.getTime() > now());
    return { isOpen, lastInboundAt: found.lastInboundAt };
  }

  private async mark(row: OutboxRow, outcome: SendOutcome, slot: string): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.settle(row, outcome, slot);
        break;
      } catch (error) {
        if (attempt >= markAttempts) throw error;
        await new Promise((resolve) => setTimeout(resolve, 100 * 4 ** (attempt - 1)));
      }
    }
    if (outcome.status === 'rejected' && outcome.effect === 'DELAY_RECIPIENT')
      await this.delayLane(row.lane, outcome.retryAfter ?? 1_000);
  }

  /** @param slot the ledger's part that no other delivery writes at the same time: sharing one would make them conflict */
  private async settle(row: OutboxRow, outcome: SendOutcome, slot: string): Promise<void> {
    const news = this.newsOf(row, outcome);
    if (news === null) return this.release(row, this.waitOf(row, outcome as Rejected), outcome as Rejected);
    await this.parts.database.transaction(async (unit) => {
      if ((await moveMessage(this.parts, row, news, slot, unit)) !== 'stale') return;
      // A receipt was faster than the answer to the send.
      const current = await this.parts.collections.outbox.findOne({ _id: row._id }, { session: unit.session });
      if (current) await moveMessage(this.parts, current, news, slot, unit);
    });
  }

  /** What an outcome means for the message; null: try again later. */
  private newsOf(row: OutboxRow, outcome: SendOutcome): News | null {
    const at = new Date(this.parts.now());
    if (outcome.status === 'accepted') return { status: 'SENT', at, externalId: outcome.externalId };
    if (outcome.status === 'unknown') return { status: 'UNKNOWN', at, error: outcome.error };
    const last = row.attempts >= this.parts.tuning.sendAttempts;
    const final = outcome.permanent || (last && outcome.effect !== 'STOP_ACCOUNT');
    return final ? { status: 'FAILED', at, error: outcome.error } : null;
  }

  /** Jitter of a quarter keeps a crowd of waiting messages from coming back at once. */
  private waitOf(row: OutboxRow, outcome: Rejected): number {
    const { retryDelay, longestRetryDelay } = this.parts.tuning;
    const grown = Math.min(retryDelay * 2 ** row.attempts, longestRetryDelay);
    return (outcome.retryAfter ?? grown) * (1 + Math.random() / 4);
  }

  /** Gives a claimed row back. A try that did not happen, or hit a stopped account, is not counted. */
  private async release(row: OutboxRow, wait: number, outcome?: Rejected): Promise<void> {
    const counts = outcome !== undefined && outcome.effect !== 'STOP_ACCOUNT';
    const now = this.parts.now();
    await this.parts.collections.outbox.updateOne(
      { _id: row._id, state: 'sending', worker: this.worker },
      {
        $set: {
          state: 'open',
          dueAt: new Date(now + wait),
          updatedAt: new Date(now),
          ...(outcome ? { error: outcome.error } : {}),
        },
        $unset: { worker: '', leaseUntil: '' },
        ...(counts ? {} : { $inc: { attempts: -1 } }),
      },
    );
  }
}
