import type { MessageStatus } from './inbound.js';

const rank: Readonly<Record<MessageStatus, number>> = {
  QUEUED: 0,
  UNKNOWN: 1,
  SENT: 2,
  DELIVERED: 3,
  READ: 4,
  FAILED: 5,
};

/**
 * Moves a message's status forward, or answers null when the news is old. QUEUED < SENT < DELIVERED < READ; UNKNOWN may
 * turn into anything later; FAILED is reached only before delivery and never left; steps may be skipped.
 */
export function advance(current: MessageStatus, news: MessageStatus): MessageStatus | null {
  if (current === 'FAILED') return null;
  if (news === 'FAILED') return rank[current] < rank.DELIVERED ? news : null;
  return rank[news] > rank[current] ? news : null;
}

/** The statuses from which news moves a message forward: the condition of an atomic update. */
export function movableFrom(news: MessageStatus): MessageStatus[] {
  return (Object.keys(rank) as MessageStatus[]).filter((current) => advance(current, news) !== null);
}
