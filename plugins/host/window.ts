import type { Capabilities, OutboundAuthor } from '../sdk/index.js';
import type { HostCollections } from './collections.js';

/** For how long after a person's message an author may answer freely, in milliseconds; null: always. */
export function windowLength(capabilities: Capabilities, author: OutboundAuthor = 'AUTOMATIC'): number | null {
  const { replyWindow, officerReplyWindow = replyWindow } = capabilities;
  return author === 'OFFICER' ? officerReplyWindow : replyWindow;
}

/**
 * Until when free messages of an author may be sent to a person: the channel's window after the person's last message, by
 * the sender's clock. `limited` false: the channel has no window. `openUntil` null: the person has not written (lately).
 */
export async function windowOf(
  { inbox }: HostCollections,
  capabilities: Capabilities,
  lane: string,
  author: OutboundAuthor = 'AUTOMATIC',
): Promise<{ limited: boolean; openUntil: Date | null; lastInboundAt: Date | null }> {
  const window = windowLength(capabilities, author);
  if (window === null) return { limited: false, openUntil: null, lastInboundAt: null };
  const [last] = await inbox
    .find({ lane, kind: 'message' }, { projection: { sentAt: 1 } })
    .sort({ sentAt: -1 })
    .limit(1)
    .toArray();
  const lastInboundAt = last?.sentAt ?? null;
  const openUntil = lastInboundAt && new Date(lastInboundAt.getTime() + window);
  return { limited: true, openUntil, lastInboundAt };
}
