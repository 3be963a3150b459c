import { holds, type Principal } from '../../../schema/index.js';
import type { Visibility } from '../data/conversation.repository.js';

/** Which conversations a viewer may see: its own as a participant, those of its channels, all, or none. */
export function conversationVisibility(principal: Principal | null): Visibility | 'none' {
  if (!principal || !holds(principal, 'conversations:read')) return 'none';
  const channelIds = principal.channels ? { channelIds: principal.channels } : {};
  if (principal.role !== 'participant') return channelIds;
  return principal.participant ? { ...channelIds, participantId: principal.participant } : 'none';
}

/** True when a row with this channel and participant is among them. */
export function maySee(
  visibility: Visibility | 'none',
  row: { readonly channelId: string; readonly participantId: string | null },
): boolean {
  if (visibility === 'none') return false;
  const { participantId, channelIds } = visibility;
  return (
    (participantId === undefined || participantId === row.participantId) &&
    (channelIds === undefined || channelIds.includes(row.channelId))
  );
}
