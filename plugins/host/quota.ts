import type { Rate } from '../sdk/index.js';
import type { HostCollections } from './collections.js';

/**
 * Gives out the right to send. `take` answers 0 when one message may go now, else the milliseconds after which to ask
 * again.
 */
export interface Quota {
  take(key: string, rate: Rate): Promise<number>;
}

/** Tokens that one process takes from the shared bucket at once, so that a write serves several messages. */
const portion = 10;

/**
 * A token bucket in the database, shared by all processes. Each takes small portions, so the account's rate holds over
 * all of them, but for at most one unused portion per process.
 */
export class SharedQuota implements Quota {
  private readonly local = new Map<string, number>();

  constructor(
    private readonly collections: HostCollections,
    private readonly now: () => number,
  ) {}

  async take(key: string, rate: Rate): Promise<number> {
    const left = this.local.get(key) ?? 0;
    if (left >= 1) {
      this.local.set(key, left - 1);
      return 0;
    }
    const size = Math.max(1, Math.min(portion, Math.floor(rate.burst)));
    if (!(await this.draw(key, rate, size))) return Math.ceil((size / rate.perSecond) * 1000);
    this.local.set(key, (this.local.get(key) ?? 0) + size - 1);
    return 0;
  }

  /** Reads, computes and writes only if nobody else wrote meanwhile: works without server-side arithmetic on time. */
  private async draw(key: string, rate: Rate, size: number): Promise<boolean> {
    const { quota } = this.collections;
    for (let round = 0; round < 10; round++) {
      const at = new Date(this.now());
      const row = await quota.findOne({ _id: key });
      if (!row) {
        await quota.updateOne({ _id: key }, { $setOnInsert: { tokens: rate.burst, at } }, { upsert: true });
        continue;
      }
      const elapsed = Math.max(0, at.getTime() - row.at.getTime()) / 1000;
      const tokens = Math.min(rate.burst, row.tokens + elapsed * rate.perSecond);
      if (tokens < size) return false;
      const { matchedCount } = await quota.updateOne(
        { _id: key, at: row.at, tokens: row.tokens },
        { $set: { tokens: tokens - size, at } },
      );
      if (matchedCount === 1) return true;
    }
    return false;
  }
}

/** A token bucket of this process, for many short-lived keys such as recipients. Full buckets are forgotten. */
export class LocalQuota implements Quota {
  private readonly buckets = new Map<string, { tokens: number; at: number }>();
  private readonly largest = 10_000;

  constructor(private readonly now: () => number) {}

  take(key: string, rate: Rate): Promise<number> {
    const at = this.now();
    const bucket = this.buckets.get(key) ?? { tokens: rate.burst, at };
    const tokens = Math.min(rate.burst, bucket.tokens + (Math.max(0, at - bucket.at) / 1000) * rate.perSecond);
    if (tokens < 1) return Promise.resolve(Math.ceil(((1 - tokens) / rate.perSecond) * 1000));
    this.buckets.delete(key);
    this.buckets.set(key, { tokens: tokens - 1, at });
    if (this.buckets.size > this.largest) this.buckets.delete(this.buckets.keys().next().value as string);
    return Promise.resolve(0);
  }

  /** Returns a token that was taken for nothing. */
  giveBack(key: string): void {
    const bucket = this.buckets.get(key);
    if (bucket) bucket.tokens += 1;
  }
}
