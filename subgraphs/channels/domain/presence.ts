import { LRUCache } from 'lru-cache';
import type { QueueRepository } from '../data/queue.repository.js';

/** How long an officer counts as there after its last act, in milliseconds. */
export const presenceLease = 15 * 60_000;
/** An act within this time (ms) of one that was noted is not noted again. */
const grain = 60_000;

/**
 * Officers who are there. Who closes the browser without a word is away after a while, so that nothing is brought to an
 * empty chair and no wait is promised on its account.
 */
export class Presence {
  private readonly noted = new LRUCache<string, number>({ max: 10_000 });

  constructor(
    private readonly parts: { readonly repository: Pick<QueueRepository, 'extendPresence'>; readonly now: () => Date },
  ) {}

  /** Until when an officer who acts now is there. */
  until(): Date {
    return new Date(this.parts.now().getTime() + presenceLease);
  }

  /** An officer did something in a conversation: if it is there, it stays there. Never rejects: what was done is done. */
  async acted(subject: string): Promise<void> {
    const now = this.parts.now().getTime();
    if (now - (this.noted.get(subject) ?? 0) < grain) return;
    this.noted.set(subject, now);
    const extended = this.parts.repository.extendPresence(subject, new Date(now), this.until());
    await extended.catch(() => this.noted.delete(subject));
  }
}
