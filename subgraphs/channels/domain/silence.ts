import type { Database } from '../../kernel/database.js';
import { DueTimer } from '../../kernel/due-timer.js';
import type { Logger } from '../../kernel/logging.js';
import type { ConversationRepository } from '../data/conversation.repository.js';
import type { AutomaticReplies } from './automatic-replies.js';
import type { ConversationStore } from './conversation-store.js';
import type { Outgoing } from './outgoing.js';
import { channelById, type ChannelHost } from './ports.js';

export interface SilenceParts {
  readonly database: Database;
  readonly log: Logger;
  readonly host: ChannelHost;
  readonly repository: ConversationRepository;
  readonly store: ConversationStore;
  readonly outgoing: Outgoing;
  readonly automaticReplies: AutomaticReplies;
  readonly now: () => Date;
}

/**
 * Closes conversations at the instant at which their silence ends. The instants stand in the table, so a restart
 * loses none, and a conversation is closed in a transaction that looks again, so replicas close it once.
 */
export function silenceTimer(parts: SilenceParts): DueTimer {
  return new DueTimer({
    log: parts.log,
    now: parts.now,
    what: 'silent conversations',
    next: async (limit) =>
      (await parts.repository.endingSilence(limit)).map(({ _id, silenceEndsAt }) => ({ id: _id, at: silenceEndsAt })),
    settle: (id) => close(parts, id),
  });
}

/** A participant who left an officer waiting is told; one who left the menu is not. */
async function close(parts: SilenceParts, id: string): Promise<void> {
  const { database, store, host, outgoing } = parts;
  await database.transaction(async (unit) => {
    const now = parts.now();
    const conversation = await store.byId(id, unit);
    if (!conversation?.isSilentAt(now)) return;
    const { state } = conversation;
    const farewell = channelById(host, state.channelId)?.menu?.texts.closed[state.language];
    const tells = state.status === 'WAITING_PARTICIPANT' && farewell !== undefined;
    if (tells && (await parts.automaticReplies.mayVolunteer(state, now, unit))) {
      const speaker = { author: 'SYSTEM' as const, actor: 'channels' };
      await outgoing.say(unit, conversation, { kind: 'text', text: farewell }, speaker, now);
    }
    conversation.close(now);
    await store.save(unit, conversation, 'channels');
  });
}
