import { createHash } from 'node:crypto';
import type { StoredEvent } from './types.js';

/** The hash before a key's first event. */
export const chainStart = '0'.repeat(64);

/** JSON with sorted keys and without undefined members: equal values give equal texts. */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  if (value instanceof Date) return JSON.stringify(value.toISOString());
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}

/** SHA-256 (hex) over everything an event says and the hash of the event of that key before it. */
export function eventHash(event: Omit<StoredEvent, 'hash' | 'position'>): string {
  const { id, type, key, sequence, at, actor, data, sealed, previousHash } = event;
  return createHash('sha256')
    .update(canonicalJson({ id, type, key, sequence, at, actor, data, sealed, previousHash }))
    .digest('hex');
}

/**
 * True when each event follows the one before it and none was altered. The first may follow a trimmed one.
 * @param isRedaction whether an event without its personal part is as the hub left it (see redaction.ts)
 */
export function chainHolds(
  events: readonly StoredEvent[],
  isRedaction: (event: StoredEvent) => boolean = () => false,
): boolean {
  return events.every((event, index) => {
    const before = events[index - 1];
    const follows = before
      ? event.previousHash === before.hash && event.sequence === before.sequence + 1
      : event.sequence > 1 || event.previousHash === chainStart;
    return follows && (event.redacted ? isRedaction(event) : event.hash === eventHash(event));
  });
}
