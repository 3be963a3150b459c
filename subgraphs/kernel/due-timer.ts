import type { Logger } from './logging.js';

/** Milliseconds between looks at the table: how late an instant that another process set may be noticed at most. */
const longestSleep = 1_000;
const batch = 50;
const zero = () => 0;

/** A case (conversation, complaint) and the instant at which something falls due in it. */
export interface Due {
  readonly id: string;
  readonly at: Date;
}

export interface DueTimerParts {
  readonly log: Logger;
  readonly now: () => Date;
  /** The cases whose instants come first, earliest first. */
  next(limit: number): Promise<Due[]>;
  /**
   * Settles one, in a transaction that looks again and takes the instant away: of replicas that ask for the same at the
   * same time one commits, the others find it settled. No lease is needed, so none has to run out after a crash.
   */
  settle(id: string): Promise<void>;
  /** What is settled, for the log: `overdue answers`. */
  readonly what: string;
}

/**
 * Acts at the instant at which something falls due, within a second of it when another process set it. The instants stand
 * in the table, so a restart loses none.
 */
export class DueTimer {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(private readonly parts: DueTimerParts) {}

  start(): void {
    this.stopped = false;
    this.schedule(0);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  /** Settles what is due and gives the milliseconds until the next look. */
  async settleDue(): Promise<number> {
    for (;;) {
      const next = await this.parts.next(batch);
      const now = this.parts.now();
      const due = next.filter(({ at }) => at <= now);
      let failed = 0;
      for (const { id } of due) failed += await this.parts.settle(id).then(zero, (error) => this.report(id, error));
      if (due.length === batch && failed === 0) continue;
      if (failed > 0) return longestSleep;
      const coming = next[due.length]?.at;
      return coming ? Math.min(longestSleep, coming.getTime() - now.getTime()) : longestSleep;
    }
  }

  /** One case that cannot be settled now must not hold up the others. */
  private report(id: string, error: unknown): number {
    this.parts.log.warn({ err: error, case: id }, `one of the ${this.parts.what} could not be settled; tried again`);
    return 1;
  }

  private schedule(wait: number): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.running = this.settleDue()
        .catch((error: unknown) => {
          this.parts.log.warn({ err: error }, `${this.parts.what} could not be settled; tried again`);
          return longestSleep;
        })
        .then((next) => this.schedule(next));
    }, wait);
  }
}
