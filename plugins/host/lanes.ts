/**
 * Runs work lane by lane: one run per lane at a time, at most `limit` lanes at once, the others wait their turn. Urgent
 * lanes go first, and have some places that no other takes. A lane that is woken while it runs is run again, so that no
 * wake-up is lost. `run` must not reject.
 */
export class Lanes {
  private readonly running = new Map<string, { again: boolean; urgent: boolean }>();
  private readonly waiting = new Set<string>();
  private readonly urgent = new Set<string>();
  private readonly freeSlots: number[];
  private readonly reserved: number[];
  private stopped = false;
  private idle: (() => void) | undefined;

  /** @param reserve places for urgent lanes, beyond the limit */
  constructor(
    private readonly limit: number,
    private readonly run: (lane: string, slot: number, urgent: boolean) => Promise<void>,
    reserve = 0,
  ) {
    this.freeSlots = Array.from({ length: limit }, (_, slot) => slot);
    this.reserved = Array.from({ length: reserve }, (_, place) => limit + place);
  }

  /** True while there is work for this process. */
  get busy(): boolean {
    return this.running.size > 0 || this.waiting.size > 0 || this.urgent.size > 0;
  }

  wake(lane: string, urgent = false): void {
    if (this.stopped) return;
    const current = this.running.get(lane);
    if (current) {
      current.again = true;
      current.urgent ||= urgent;
      return;
    }
    if (urgent) this.waiting.delete(lane);
    if (urgent || !this.urgent.has(lane)) (urgent ? this.urgent : this.waiting).add(lane);
    this.next();
  }

  /** Starts no further lane and resolves when the running ones have ended. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.waiting.clear();
    this.urgent.clear();
    if (this.running.size > 0) await new Promise<void>((resolve) => (this.idle = resolve));
  }

  private next(): void {
    if (this.stopped) return;
    const [urgent] = this.urgent;
    const [lane] = urgent === undefined ? this.waiting : [urgent];
    const slot = lane === undefined ? undefined : this.place(urgent !== undefined);
    if (lane === undefined || slot === undefined) return;
    this.waiting.delete(lane);
    this.urgent.delete(lane);
    void this.drive(lane, slot, urgent !== undefined);
  }

  private place(urgent: boolean): number | undefined {
    return (urgent ? this.reserved.pop() : undefined) ?? this.freeSlots.pop();
  }

  private async drive(lane: string, slot: number, urgent: boolean): Promise<void> {
    const state = { again: true, urgent };
    this.running.set(lane, state);
    while (state.again && !this.stopped) {
      state.again = false;
      await this.run(lane, slot, state.urgent);
    }
    this.running.delete(lane);
    (slot < this.limit ? this.freeSlots : this.reserved).push(slot);
    if (this.running.size === 0) this.idle?.();
    this.next();
  }
}
