import type { Database } from '../../kernel/database.js';
import { DueTimer } from '../../kernel/due-timer.js';
import type { EventLog } from '../../kernel/event-log/index.js';
import type { Logger } from '../../kernel/logging.js';
import type { ConversationRepository } from '../data/conversation.repository.js';
import type { ConversationStore } from './conversation-store.js';

export interface BreachParts {
  readonly database: Database;
  readonly events: EventLog;
  readonly log: Logger;
  readonly repository: ConversationRepository;
  readonly store: ConversationStore;
  readonly now: () => Date;
}

/**
 * Tells of an officer's answer that is overdue, at the instant at which it falls due. The instants stand in the
 * table, so a restart loses none; the transaction that appends the event also takes the instant away and looks
 * again, so replicas tell it once.
 */
export function breachTimer(parts: BreachParts): DueTimer {
  return new DueTimer({
    log: parts.log,
    now: parts.now,
    what: 'overdue answers',
    next: async (limit) =>
      (await parts.repository.officerDue(limit)).map(({ _id, officerDueAt }) => ({ id: _id, at: officerDueAt })),
    settle: (id) => tell(parts, id),
  });
}

async function tell(parts: BreachParts, id: string): Promise<void> {
  const { database, events, store } = parts;
  await database.transaction(async (unit) => {
    const conversation = await store.byId(id, unit);
    const breach = conversation?.breached(parts.now());
    if (!conversation || !breach) return;
    const { calendar, policy } = breach.wait;
    await store.save(unit, conversation, 'channels');
    await events.append(unit, 'clockBreached', {
      key: `conversation:${id}`,
      actor: 'channels',
      data: {
        conversationId: id,
        complaintId: null,
        channelId: conversation.state.channelId,
        kind: policy.kind,
        dueAt: breach.dueAt.toISOString(),
        calendar,
        policy: `${policy.id}@${policy.version}`,
      },
    });
  });
}
