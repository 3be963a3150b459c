import { randomUUID } from 'node:crypto';
import type { ChannelRuntime } from './channel-runtime.js';
import type { OutboxRow } from './collections.js';
import { Delivery, type DeliveryParts } from './delivery.js';
import type { LocalQuota, Quota } from './quota.js';

export interface OutboxWorkerParts extends DeliveryParts {
  readonly accountQuota: Quota;
  readonly recipientQuota: LocalQuota;
  /** Waits for what is more urgent than sending. */
  readonly giveWay: () => Promise<void>;
}

/** Rows looked at in one round beyond the free places, because several may be for one recipient. */
const lookAhead = 20;
/** Leases are long: not every look is one for rows whose sender vanished. */
const looksBetweenRecoveries = 4;

/**
 * Sends the outbox of one channel: replies before campaigns, in order per recipient, at most `sendConcurrency` at once
 * of which campaigns may use three quarters. A row is claimed by a lease before the plugin is called, because a send
 * cannot be undone: a row whose lease ran out is UNKNOWN, and is not sent again.
 */
export class OutboxWorker {
  private readonly worker = randomUUID();
  private readonly serving = new Map<string, { priority: 0 | 1; done: Promise<void> }>();
  private readonly delivery: Delivery;
  private pumping: Promise<void> | undefined;
  private again = false;
  /** True: look for rows whose sender vanished, which nobody tells of. */
  private recovering = false;
  private looks = 0;
  private started = false;
  private stopped = false;
  private soon: NodeJS.Timeout | undefined;

  constructor(
    private readonly channel: ChannelRuntime,
    private readonly parts: OutboxWorkerParts,
  ) {
    this.delivery = new Delivery(channel, parts, this.worker);
  }

  start(): void {
    this.started = true;
    this.look(true);
  }

  /** Called now and then. `isWaiting`: there may be rows of this channel that wait. */
  look(isWaiting: boolean): void {
    if (!this.started || this.stopped) return;
    if (!isWaiting) return void this.channel.probeIfStopped();
    if (this.looks % looksBetweenRecoveries === 0) this.recovering = true;
    this.looks += 1;
    this.wake();
  }

  /** Takes no new row and waits until those in flight are settled, at most `deadline` ms. */
  async stop(deadline: number): Promise<void> {
    this.stopped = true;
    clearTimeout(this.soon);
    await this.pumping;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, deadline)));
    await Promise.race([Promise.all([...this.serving.values()].map(({ done }) => done)), late]);
    clearTimeout(timer);
  }

  wake(): void {
    this.again = true;
    if (this.stopped) return;
    this.pumping ??= this.pump();
  }

  private async pump(): Promise<void> {
    try {
      await this.channel.probeIfStopped();
      if (this.recovering) await this.recover();
      while (this.again && !this.stopped) {
        this.again = false;
        if (await this.round()) this.again = true;
      }
    } catch (error) {
      if (!this.stopped) {
        this.parts.log.warn({ err: error, channel: this.channel.id }, 'the outbox could not be read; it is read again');
      }
    }
    // In the same turn as the last look at `again`: a wake-up in between would be lost.
    this.pumping = undefined;
  }

  /** Starts what may start now; true when it is worth looking again at once. */
  private async round(): Promise<boolean> {
    const free = this.parts.tuning.sendConcurrency - this.serving.size;
    const pause = this.channel.pause(0);
    if (free <= 0) return false;
    if (pause > 0) return this.later(pause);
    await this.parts.giveWay();
    const rows = await this.candidates(free + lookAhead);
    let started = 0;
    for (const row of rows) {
      if (started >= free || this.stopped) break;
      if (await this.begin(row)) started += 1;
    }
    return started > 0 && rows.length > started;
  }

  private candidates(limit: number): Promise<OutboxRow[]> {
    return this.parts.collections.outbox
      .find({
        pending: true,
        channelId: this.channel.id,
        state: 'open',
        dueAt: { $lte: new Date(this.parts.now()) },
        lane: { $nin: [...this.serving.keys()] },
      })
      .sort({ priority: 1, order: 1 })
      .limit(limit)
      .toArray();
  }

  private async begin(row: OutboxRow): Promise<boolean> {
    if (this.serving.has(row.lane) || this.isHeldBack(row) || !(await this.isHead(row))) return false;
    if (!(await this.mayGo(row))) return false;
    const done = this.delivery.deliver(row).finally(() => {
      this.serving.delete(row.lane);
      this.wake();
    });
    this.serving.set(row.lane, { priority: row.priority, done });
    return true;
  }

  /** A quarter of the places is kept for replies. */
  private isHeldBack(row: OutboxRow): boolean {
    if (row.priority === 0) return false;
    const campaigns = [...this.serving.values()].filter(({ priority }) => priority === 1).length;
    return campaigns >= Math.max(1, Math.floor(this.parts.tuning.sendConcurrency * 0.75)) || this.channel.pause(1) > 0;
  }

  /** No earlier message to the same person is waiting or being sent, in any process. */
  private async isHead({ _id, lane }: OutboxRow): Promise<boolean> {
    // One that is being sent sorts before those that are open.
    const [first] = await this.parts.collections.outbox
      .find({ pending: true, lane }, { projection: { state: 1, dueAt: 1 } })
      .sort({ state: -1, priority: 1, order: 1 })
      .limit(1)
      .toArray();
    if (first?.state !== 'open') return false;
    const wait = first.dueAt.getTime() - this.parts.now();
    // One that came after its recipient was put off waits with the others, out of the way of other recipients.
    if (wait > 0) await this.delivery.delayLane(lane, wait);
    return first._id === _id;
  }

  private async mayGo(row: OutboxRow): Promise<boolean> {
    const { account, recipient } = this.channel.capabilities.quotas;
    const person = recipient ? await this.parts.recipientQuota.take(row.lane, recipient) : 0;
    if (person > 0) {
      await this.delivery.delayLane(row.lane, person);
      return false;
    }
    const wait = account ? await this.parts.accountQuota.take(this.channel.id, account) : 0;
    if (wait === 0) return true;
    this.parts.recipientQuota.giveBack(row.lane);
    return this.later(wait);
  }

  private later(wait: number): false {
    clearTimeout(this.soon);
    this.soon = setTimeout(() => this.wake(), Math.min(wait, this.parts.tuning.pollInterval));
    return false;
  }

  /** Rows whose sender vanished between the claim and the mark: nobody knows whether they went out. */
  private async recover(): Promise<void> {
    this.recovering = false;
    const lost = await this.parts.collections.outbox
      .find({
        pending: true,
        channelId: this.channel.id,
        state: 'sending',
        leaseUntil: { $lt: new Date(this.parts.now()) },
      })
      .limit(100)
      .toArray();
    for (const row of lost) await this.delivery.abandon(row);
  }
}
