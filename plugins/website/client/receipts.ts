import type { Memory } from './memory.js';

const batchAfter = 200;
const batchSize = 100;

/** Counts what the visitor has not seen, and tells the hub what was shown and what was read, several at a time. */
export class Receipts {
  private unread: number[] = [];
  private readonly pending = { DELIVERED: [] as number[], READ: [] as number[] };
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly options: {
      readonly memory: Memory;
      readonly post: (status: 'DELIVERED' | 'READ', sequences: readonly number[]) => void;
      readonly onUnread: (count: number) => void;
    },
  ) {}

  /** A message of the hub is shown; `seen`: before the visitor's eyes. What was read before is left alone. */
  arrived(sequence: number, seen: boolean): void {
    if (sequence <= this.lastRead) return;
    if (seen) return this.read([sequence]);
    this.unread.push(sequence);
    this.queue('DELIVERED', [sequence]);
    this.options.onUnread(this.unread.length);
  }

  /** The visitor looks at the conversation now. */
  seen(): void {
    if (this.unread.length > 0) this.read(this.unread);
  }

  clear(): void {
    clearTimeout(this.timer);
    this.unread = [];
    this.pending.DELIVERED = [];
    this.pending.READ = [];
    this.options.memory.set('read', null);
    this.options.onUnread(0);
  }

  private get lastRead(): number {
    return Number(this.options.memory.get('read') ?? 0);
  }

  private read(sequences: readonly number[]): void {
    this.options.memory.set('read', String(Math.max(this.lastRead, ...sequences)));
    this.unread = [];
    this.queue('READ', sequences);
    this.options.onUnread(0);
  }

  private queue(status: 'DELIVERED' | 'READ', sequences: readonly number[]): void {
    this.pending[status].push(...sequences);
    this.timer ??= setTimeout(() => this.flush(), batchAfter);
  }

  private flush(): void {
    this.timer = undefined;
    const { DELIVERED, READ } = this.pending;
    const read = new Set(READ);
    this.pending.DELIVERED = [];
    this.pending.READ = [];
    this.give(
      'DELIVERED',
      DELIVERED.filter((sequence) => !read.has(sequence)),
    );
    this.give('READ', READ);
  }

  /** In runs of sequences that lie within a hundred of one another, as the hub takes them. */
  private give(status: 'DELIVERED' | 'READ', sequences: readonly number[]): void {
    let run: number[] = [];
    for (const sequence of [...sequences].sort((a, b) => a - b)) {
      if (run.length > 0 && sequence - run[0]! >= batchSize) {
        this.options.post(status, run);
        run = [];
      }
      run.push(sequence);
    }
    if (run.length > 0) this.options.post(status, run);
  }
}
