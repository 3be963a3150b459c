import type { Database } from '../../kernel/database.js';
import type { EventLog } from '../../kernel/event-log/index.js';
import type { Logger } from '../../kernel/logging.js';
import type { ConversationRepository } from '../data/conversation.repository.js';
import type { ConversationStore } from './conversation-store.js';

/** Milliseconds between looks at the table: how late a wait that another process began may be noticed at most. */
const longestSleep = 1_000;
const batch = 50;
const zero = () => 0;

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
export class BreachTimer {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(private readonly parts: BreachParts) {}

  start(): void {
    this.stopped = false;
    this.schedule(0);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  /** Tells what is due and gives the milliseconds until the next look. */
  async tellDue(): Promise<number> {
    for (;;) {
      const next = await this.parts.repository.officerDue(batch);
      const now = this.parts.now();
      const due = next.filter(({ officerDueAt }) => officerDueAt <= now);
      let failed = 0;
      for (const { _id } of due) failed += await this.tell(_id).then(zero, (error) => this.report(_id, error));
      if (due.length === batch && failed === 0) continue;
      if (failed > 0) return longestSleep;
      const coming = next[due.length]?.officerDueAt;
      return coming ? Math.min(longestSleep, coming.getTime() - now.getTime()) : longestSleep;
    }
  }

  /** One conversation that cannot be told of now must not hold up the others. */
  private report(conversation: string, error: unknown): number {
    this.parts.log.warn({ err: error, conversation }, 'an overdue answer could not be told; tried again');
    return 1;
  }

  private schedule(wait: number): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.running = this.tellDue()
        .catch((error: unknown) => {
          this.parts.log.warn({ err: error }, 'overdue answers could not be told; tried again');
          return longestSleep;
        })
        .then((next) => this.schedule(next));
    }, wait);
  }

  private async tell(id: string): Promise<void> {
    const { database, events, store } = this.parts;
    await database.transaction(async (unit) => {
      const conversation = await store.byId(id, unit);
      const dueAt = conversation?.breached(this.parts.now());
      if (!conversation || !dueAt) return;
      await store.save(unit, conversation, 'channels');
      await events.append(unit, 'clockBreached', {
        key: `conversation:${id}`,
        actor: 'channels',
        data: { conversationId: id, complaintId: null, kind: 'OFFICER_RESPONSE', dueAt: dueAt.toISOString() },
      });
    });
  }
}
