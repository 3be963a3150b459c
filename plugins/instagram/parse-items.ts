import { createHash } from 'node:crypto';
import type { InboundUnknown } from '../sdk/index.js';
import { metaTime, record } from './json.js';

/** The entry in which an item stands. */
export interface Place {
  readonly accountKey: string;
  /** `entry.time`: when Meta sent the notification; the only time that changes carry. */
  readonly time: Date | null;
}

/** A stable id for what has none. */
export function fingerprint(raw: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(raw) ?? 'undefined')
    .digest('hex')
    .slice(0, 40);
}

/** Something that is kept but not worked: of a kind that the contract has no word for, or in an odd shape. */
export function kept(place: Place, name: string, raw: unknown, externalId = fingerprint(raw)): InboundUnknown {
  return {
    kind: 'unknown',
    accountKey: place.accountKey,
    externalId,
    variant: name,
    at: metaTime(record(raw).timestamp) ?? place.time,
    name,
    raw,
  };
}
