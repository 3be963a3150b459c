import { LRUCache } from 'lru-cache';
import type { Principal } from '../../schema/index.js';
import { RequestFault } from '../errors.js';
import type { GatewayLimits, Rate } from '../limits.js';

/** Most principals remembered; the least recent one begins anew with a full bucket. */
const remembered = 50_000;

interface Bucket {
  tokens: number;
  /** Milliseconds, monotonic. */
  filledAt: number;
}

/** A token bucket for each principal (each address for callers without a token), in this process. */
export class RateLimiter {
  private readonly buckets = new LRUCache<string, Bucket>({ max: remembered });

  /** @param now a monotonic clock in milliseconds */
  constructor(
    private readonly rates: GatewayLimits['rate'],
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Takes one token or throws RATE_LIMITED with the seconds to wait. */
  take(principal: Principal | null, address: string): void {
    if (this.rates === false) return;
    const rate = this.rates[principal?.role ?? 'anonymous'];
    const bucket = this.fill(principal ? `${principal.tenant}/${principal.subject}` : `@${address}`, rate);
    if (bucket.tokens < 1) {
      const retryAfter = Math.max(1, Math.ceil((1 - bucket.tokens) / rate.perSecond));
      throw new RequestFault('RATE_LIMITED', `Too many requests: wait ${retryAfter} s.`, { retryAfter });
    }
    bucket.tokens -= 1;
  }

  private fill(key: string, rate: Rate): Bucket {
    const now = this.now();
    let bucket = this.buckets.get(key);
    if (!bucket) {
      bucket = { tokens: rate.burst, filledAt: now };
      this.buckets.set(key, bucket);
    }
    bucket.tokens = Math.min(rate.burst, bucket.tokens + ((now - bucket.filledAt) / 1_000) * rate.perSecond);
    bucket.filledAt = now;
    return bucket;
  }
}
