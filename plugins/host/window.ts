import type { Capabilities } from '../sdk/index.js';
import type { HostCollections } from './collections.js';

/**
 * Until when free messages may be sent to a person: the channel's window after the person's last message, by the
 * sender's clock. `limited` false: the channel has no window. `openUntil` null: the person has not written (lately).
 */
export async function windowOf(
  { inbox }: HostCollections,
  capabilities: Capabilities,
  lane: string,
): Promise<{ limited: boolean; openUntil: Date | null }> {
  const { replyWindow } = capabilities;
  if (replyWindow === null) return { limited: false, openUntil: null };
  const [last] = await inbox
    .find({ lane, kind: 'message' }, { projection: { sentAt: 1 } })
    .sort({ sentAt: -1 })
    .limit(1)
    .toArray();
  return { limited: true, openUntil: last ? new Date(last.sentAt.getTime() + replyWindow) : null };
}
