import type { ChannelEvent, Touchpoint } from '../sdk/index.js';

const place = 'INSTAGRAM';

/** How a person came, by the source types that `parse` gives. */
const arrivals: Readonly<Record<string, Pick<Touchpoint, 'stage' | 'method'>>> = {
  ad: { stage: 'SEARCH', method: 'ADVERTISEMENT' },
  'ad-comment': { stage: 'SEARCH', method: 'ADVERTISEMENT' },
  link: { stage: 'SEARCH', method: 'LINK' },
  'story-mention': { stage: 'SEARCH', method: 'MENTION' },
  'story-reply': { stage: 'LEARN', method: 'STORY' },
  comment: { stage: 'LEARN', method: 'COMMENT' },
  'live-comment': { stage: 'LEARN', method: 'LIVE' },
};

/**
 * Advertisements, links and mentions bring people who search (I-Cari); comments, stories and direct questions come
 * from people who learn (I-Belajar). Registration does not happen here. What follows in a conversation is service.
 */
export function touchpoint(event: ChannelEvent): Touchpoint | null {
  if (event.kind !== 'conversation-opened' && event.kind !== 'message-received') return null;
  const source = event.referral?.sourceType;
  const arrival = source !== undefined && Object.hasOwn(arrivals, source) ? arrivals[source] : undefined;
  if (arrival) return { ...arrival, place };
  return { stage: event.kind === 'conversation-opened' ? 'LEARN' : 'SERVICE', method: 'CHAT', place };
}
