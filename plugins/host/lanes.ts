/**
 * Runs work lane by lane: one run per lane at a time, at most `limit` lanes at once, the others wait their turn.
 * A lane that is woken while it runs is run again, so that no wake-up is lost. `run` must not reject.
 */
export class Lanes {
  private readonly running = new Map<string, { again: boolean }>();
  private readonly waiting = new Set<string>();
  private readonly freeSlots: number[];
  private stopped = false;
  private idle: (() => void) | undefined;

  constructor(
    limit: number,
    private readonly run: (lane: string, slot: number) => Promise<void>,
  ) {
    this.freeSlots = Array.from({ length: limit }, (_, slot) => slot);
  }

  /** True while there is work for this process. */
  get busy(): boolean {
    return this.running.size > 0 || this.waiting.size > 0;
  }

  wake(lane: string): void {
    if (this.stopped) return;
    const current = this.running.get(lane);
    if (current) current.again = true;
    else {
      this.waiting.add(lane);
      this.next();
    }
  }

  /** Starts no further lane and resolves when the running ones have ended. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.waiting.clear();
    if (this.running.size > 0) await new Promise<void>((resolve) => (this.idle = resolve));
  }

  private next(): void {
    const [lane] = this.waiting;
    if (lane === undefined || this.stopped) return;
    const slot = this.freeSlots.pop();
    if (slot === undefined) return;
    this.waiting.delete(lane);
    void this.drive(lane, slot);
  }

  private async drive(lane: string, slot: number): Promise<void> {
    const state = { again: true };
    this.running.set(lane, state);
    while (state.again && !this.stopped) {
      state.again = false;
      await this.run(lane, slot);
    }
    this.running.delete(lane);
    this.freeSlots.push(slot);
    if (this.running.size === 0) this.idle?.();
    this.next();
  }
}
