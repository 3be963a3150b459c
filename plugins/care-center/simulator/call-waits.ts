/** What a caller does while a call listens. */
export type CallerAct =
  | { readonly kind: 'keys'; readonly keys: string }
  | { readonly kind: 'words'; readonly words: string }
  | { readonly kind: 'silence' };

/** What a call waits for, or has come to. */
export type CallState = 'listening' | 'queued' | 'bridged' | 'recording' | 'recorded' | 'ended' | 'reported';

/** The waiting between a simulated call and the test (or the terminal) that plays its caller. */
export class CallWaits {
  private act: ((act: CallerAct) => void) | undefined;
  private latest = 0;
  private giveUp: (() => void) | undefined;
  private readonly watchers = new Set<() => void>();
  private readonly reached = new Set<CallState>();
  /** What the call waits for now; null: it is under way. */
  state: 'listening' | 'queued' | 'bridged' | 'recording' | null = null;

  /** Waits until the caller acts, or (with `patience`) for so many milliseconds of silence. */
  async forCaller(state: NonNullable<CallWaits['state']>, patience?: number): Promise<CallerAct> {
    this.state = state;
    const wait = (this.latest += 1);
    let timer: NodeJS.Timeout | undefined;
    const acted = new Promise<CallerAct>((resolve) => {
      this.act = resolve;
      if (patience !== undefined) timer = setTimeout(() => resolve({ kind: 'silence' }), patience);
    });
    const interrupted = new Promise<never>((_, reject) => (this.giveUp = () => reject(new Error('interrupted'))));
    this.news();
    try {
      return await Promise.race([acted, interrupted]);
    } finally {
      clearTimeout(timer);
      // A wait that was interrupted ends after the next one has begun.
      if (wait === this.latest) this.clear();
    }
  }

  private clear(): void {
    this.state = null;
    this.act = undefined;
    this.giveUp = undefined;
  }

  /** A pause in milliseconds. */
  async rest(milliseconds: number): Promise<void> {
    const wait = (this.latest += 1);
    let timer: NodeJS.Timeout | undefined;
    const interrupted = new Promise<never>((_, reject) => (this.giveUp = () => reject(new Error('interrupted'))));
    const rested = new Promise<void>((resolve) => (timer = setTimeout(resolve, milliseconds)));
    try {
      await Promise.race([rested, interrupted]);
    } finally {
      clearTimeout(timer);
      if (wait === this.latest) this.clear();
    }
  }

  /** Ends a wait or a rest under way: the call goes on elsewhere. */
  interrupt(): void {
    this.giveUp?.();
  }

  /** The caller acts; rejects unless the call comes to wait for that within `timeout` milliseconds. */
  async does(act: CallerAct, timeout = 10_000): Promise<void> {
    await this.until(() => this.act !== undefined, 'the call listens', timeout);
    this.act?.(act);
    this.act = undefined;
  }

  reach(state: CallState): void {
    this.reached.add(state);
    this.news();
  }

  /** Somebody may look again. */
  news(): void {
    for (const look of [...this.watchers]) look();
  }

  /** Resolves when the call waits for something, or has come to it. */
  comesTo(state: CallState, timeout = 10_000): Promise<void> {
    return this.until(() => this.state === state || this.reached.has(state), `the call is ${state}`, timeout);
  }

  /** Resolves when a condition holds; looks again with every news. */
  until(holds: () => boolean, what: string, timeout = 10_000): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.watchers.delete(look);
        reject(new Error(`Not within ${timeout} ms: ${what}.`));
      }, timeout);
      const look = () => {
        if (!holds()) return;
        clearTimeout(timer);
        this.watchers.delete(look);
        resolve();
      };
      this.watchers.add(look);
      look();
    });
  }
}
