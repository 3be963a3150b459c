import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Verification } from './channel.js';
import type { InboundItem } from './inbound.js';

/**
 * Checks `<prefix><hex HMAC-SHA256 of the raw bytes>` in constant time.
 * @param header value of the signature header as it came; undefined when it was not sent
 */
export function verifyHmacSha256(options: {
  secret: string;
  rawBody: Buffer;
  header: string | undefined;
  prefix: string;
}): Verification {
  const { secret, rawBody, header, prefix } = options;
  if (header === undefined || header === '') return { genuine: false, reason: 'missing' };
  const hex = header.startsWith(prefix) ? header.slice(prefix.length) : '';
  if (!/^[0-9a-f]{64}$/.test(hex)) return { genuine: false, reason: 'malformed' };
  const expected = createHmac('sha256', secret).update(rawBody).digest();
  return timingSafeEqual(Buffer.from(hex, 'hex'), expected) ? { genuine: true } : { genuine: false, reason: 'wrong' };
}

/** `<prefix><hex HMAC-SHA256>`: what a provider puts into its header. */
export function signHmacSha256(secret: string, rawBody: Buffer | string, prefix: string): string {
  return `${prefix}${createHmac('sha256', secret).update(rawBody).digest('hex')}`;
}

/** Compares two secrets in constant time, whatever their lengths. */
export function equalSecrets(given: string, expected: string): boolean {
  const digest = (text: string) => createHmac('sha256', 'compare').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

/** How far a sender's clock may run ahead of ours, in milliseconds. */
export const clockTolerance = 5 * 60_000;

/**
 * Whether a genuine envelope is stale. Signatures such as Meta's carry no time, so an envelope recorded long ago stays
 * genuine for ever; its newest item tells its age. `old`: older than the provider repeats a webhook. `future`: ahead of
 * our clock by more than the tolerance. An envelope without any dated item is not stale.
 * @param retryPeriod milliseconds
 */
export function staleness(
  items: readonly InboundItem[],
  receivedAt: Date,
  retryPeriod: number,
): 'old' | 'future' | null {
  const times = items.flatMap((item) => (item.at === null ? [] : [item.at.getTime()]));
  if (times.length === 0) return null;
  const age = receivedAt.getTime() - Math.max(...times);
  if (age > retryPeriod) return 'old';
  return age < -clockTolerance ? 'future' : null;
}
