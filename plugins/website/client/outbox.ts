import type { SendResult } from './connection.js';
import type { Memory } from './memory.js';

/** A message of the visitor on its way. `id` makes every retry the same message. */
export interface Outgoing {
  readonly id: string;
  readonly language: string;
  readonly text?: string;
  readonly choice?: { readonly id: string; readonly title: string };
}

export type OutgoingState = 'sending' | 'waiting' | 'sent' | 'refused';

const longestPause = 30_000;

/** Sends messages one after the other and in order, again and again until the hub has each; a reload does not lose them. */
export class Outbox {
  private queue: Outgoing[];
  private busy = false;

  constructor(
    private readonly options: {
      readonly memory: Memory;
      readonly post: (message: Outgoing) => Promise<SendResult>;
      readonly onState: (message: Outgoing, state: OutgoingState) => void;
    },
  ) {
    this.queue = readQueue(options.memory);
  }

  /** What has not arrived yet, oldest first. */
  get waiting(): readonly Outgoing[] {
    return this.queue;
  }

  add(message: Outgoing): void {
    this.queue.push(message);
    this.keep();
    void this.run();
  }

  /** Sends what waits. */
  async run(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    for (let failures = 0, next = this.queue[0]; next; next = this.queue[0]) {
      this.options.onState(next, failures === 0 ? 'sending' : 'waiting');
      const result = await this.options.post(next);
      if (this.queue[0] !== next) break;
      if (result.kind === 'again') {
        failures += 1;
        this.options.onState(next, 'waiting');
        const wait = Math.max(result.after, Math.min(longestPause, 500 * 2 ** failures));
        await new Promise((resolve) => setTimeout(resolve, wait));
        continue;
      }
      failures = 0;
      this.queue.shift();
      this.keep();
      this.options.onState(next, result.kind === 'done' ? 'sent' : 'refused');
    }
    this.busy = false;
  }

  /** Forgets all that waits. */
  clear(): void {
    this.queue = [];
    this.keep();
  }

  private keep(): void {
    this.options.memory.set('outbox', this.queue.length > 0 ? JSON.stringify(this.queue) : null);
  }
}

function readQueue(memory: Memory): Outgoing[] {
  try {
    const kept = JSON.parse(memory.get('outbox') ?? '[]') as unknown;
    return Array.isArray(kept) ? (kept as Outgoing[]).filter((each) => typeof each?.id === 'string') : [];
  } catch {
    return [];
  }
}
