import { fill } from '../../../plugins/sdk/index.js';
import type { UnitOfWork } from '../../kernel/database.js';
import type { AutomaticReplies } from './automatic-replies.js';
import type { Conversation } from './conversation.js';
import type { Outgoing } from './outgoing.js';
import { channelById, type ChannelHost } from './ports.js';

/**
 * Gives a conversation to an officer and tells the participant who it is, on channels whose menu has words for it and
 * that may write now.
 */
export async function assignTo(
  parts: { readonly host: ChannelHost; readonly outgoing: Outgoing; readonly automaticReplies: AutomaticReplies },
  conversation: Conversation,
  officerId: string,
  now: Date,
  unit: UnitOfWork,
): Promise<void> {
  const { state } = conversation;
  const isNew = state.assigneeId !== officerId;
  conversation.assign(officerId, now);
  const channel = channelById(parts.host, state.channelId);
  const words = channel?.menu?.texts.officerJoined?.[state.language];
  const window = channel?.capabilities.replyWindow ?? null;
  const isOver = window !== null && now.getTime() > state.lastInboundAt.getTime() + window;
  if (!isNew || words === undefined || isOver) return;
  if (!(await parts.automaticReplies.mayVolunteer(state, now, unit))) return;
  const content = { kind: 'text' as const, text: fill(words, { officer: officerId }) };
  await parts.outgoing.say(unit, conversation, content, { author: 'SYSTEM', actor: officerId }, now);
}
