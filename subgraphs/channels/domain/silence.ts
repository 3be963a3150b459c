import type { Database } from '../../kernel/database.js';
import type { Logger } from '../../kernel/logging.js';
import type { ConversationRepository } from '../data/conversation.repository.js';
import type { ConversationStore } from './conversation-store.js';
import type { Outgoing } from './outgoing.js';
import { channelById, type ChannelHost } from './ports.js';

/** Milliseconds between looks at the table: how late a silence that another process began may be noticed at most. */
const longestSleep = 1_000;
const batch = 50;
const zero = () => 0;

export interface SilenceParts {
  readonly database: Database;
  readonly log: Logger;
  readonly host: ChannelHost;
  readonly repository: ConversationRepository;
  readonly store: ConversationStore;
  readonly outgoing: Outgoing;
  readonly now: () => Date;
}

/**
 * Closes conversations at the instant at which their silence ends. The instants stand in the table, so a restart
 * loses none, and a conversation is closed in a transaction that looks again, so replicas close it once.
 */
export class SilenceTimer {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(private readonly parts: SilenceParts) {}

  start(): void {
    this.stopped = false;
    this.schedule(0);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  /** Closes what is due and gives the milliseconds until the next look. */
  async closeDue(): Promise<number> {
    for (;;) {
      const next = await this.parts.repository.endingSilence(batch);
      const now = this.parts.now();
      const due = next.filter(({ silenceEndsAt }) => silenceEndsAt <= now);
      let failed = 0;
      for (const { _id } of due) failed += await this.close(_id).then(zero, (error) => this.report(_id, error));
      if (due.length === batch && failed === 0) continue;
      if (failed > 0) return longestSleep;
      const coming = next[due.length]?.silenceEndsAt;
      return coming ? Math.min(longestSleep, coming.getTime() - now.getTime()) : longestSleep;
    }
  }

  /** One conversation that cannot be closed now must not keep the others open. */
  private report(conversation: string, error: unknown): number {
    this.parts.log.warn({ err: error, conversation }, 'a silent conversation could not be closed; tried again');
    return 1;
  }

  private schedule(wait: number): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.running = this.closeDue()
        .catch((error: unknown) => {
          this.parts.log.warn({ err: error }, 'silent conversations could not be closed; tried again');
          return longestSleep;
        })
        .then((next) => this.schedule(next));
    }, wait);
  }

  /** A participant who left an officer waiting is told; one who left the menu is not. */
  private async close(id: string): Promise<void> {
    const { database, store, host, outgoing } = this.parts;
    await database.transaction(async (unit) => {
      const now = this.parts.now();
      const conversation = await store.byId(id, unit);
      if (!conversation?.isSilentAt(now)) return;
      const { state } = conversation;
      const farewell = channelById(host, state.channelId)?.menu?.texts.closed[state.language];
      if (state.status === 'WAITING_PARTICIPANT' && farewell) {
        const speaker = { author: 'SYSTEM' as const, actor: 'channels' };
        await outgoing.say(unit, conversation, { kind: 'text', text: farewell }, speaker, now);
      }
      conversation.close(now);
      await store.save(unit, conversation, 'channels');
    });
  }
}
