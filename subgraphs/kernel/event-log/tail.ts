import { toEvent, type LogCollections } from './collections.js';
import type { StoredEvent, TailItem, TailOptions } from './types.js';

/** Events kept in memory for the readers that are up to date. */
const memorySize = 4_096;
const pageSize = 500;

type Positioned = StoredEvent & { position: number };
type Resync = Extract<TailItem, { kind: 'resync' }>;

/** Events in order, and the position up to which no other can come. */
export interface Page {
  readonly events: readonly Positioned[];
  readonly upTo: number;
}

/**
 * One process's view of the log's end. It reads each event once and serves any number of readers, each of which
 * holds nothing but a position. A reader that memory has outrun reads pages from the database.
 */
export class LogTail {
  private recent: Positioned[] = [];
  private headPosition = 0;
  private floorPosition = 0;
  private waiters = new Set<() => void>();
  private refreshing: Promise<void> | undefined;
  private again = false;

  constructor(private readonly collections: LogCollections) {}

  get head(): number {
    return this.headPosition;
  }

  /** Begins at the present end of the log. */
  async open(): Promise<void> {
    this.headPosition = await this.counter('position');
    this.floorPosition = await this.counter('floor');
  }

  /** Reads what is new; calls at the same time share one read. */
  refresh(): Promise<void> {
    if (this.refreshing) this.again = true;
    this.refreshing ??= this.readNew().finally(() => {
      this.refreshing = undefined;
    });
    return this.refreshing;
  }

  /** Wakes all readers, so that those whose signal is aborted end. */
  wakeAll(): void {
    const waiting = this.waiters;
    this.waiters = new Set();
    for (const wake of waiting) wake();
  }

  raiseFloor(floor: number): void {
    this.floorPosition = Math.max(this.floorPosition, floor);
  }

  /** Yields events after a position in order, for ever; see `EventLog.tail`. */
  async *read(options: TailOptions): AsyncGenerator<TailItem, void, void> {
    for await (const page of this.pages(options)) {
      if ('kind' in page) {
        yield page;
        return;
      }
      for (const event of page.events) {
        if (options.signal?.aborted) return;
        yield { kind: 'event', event, position: event.position };
      }
    }
  }

  /** The same, as much at once as there is: a reader that is slower than the log gets larger pages. */
  async *pages({ types, after, signal }: TailOptions): AsyncGenerator<Page | Resync, void, void> {
    let position = after ?? this.headPosition;
    const problem = await this.refusal(position);
    if (problem) {
      yield problem;
      return;
    }
    while (!signal?.aborted) {
      if (position >= this.headPosition) {
        await this.nextWake(signal);
        continue;
      }
      const page = await this.page(position, types);
      if (page === 'trimmed') {
        yield this.resync('The cursor is older than the log keeps.');
        return;
      }
      yield page;
      position = page.upTo;
    }
  }

  /** The next events after a position, and the position up to which nothing else can come. */
  private async page(position: number, types: readonly string[] | undefined): Promise<Page | 'trimmed'> {
    const upTo = this.headPosition;
    const inMemory = this.fromMemory(position);
    if (inMemory) {
      const events = types ? inMemory.filter((event) => types.includes(event.type)) : inMemory;
      return { events, upTo: inMemory.at(-1)?.position ?? upTo };
    }
    const events = await this.fromDatabase(position, upTo, types);
    if (events === 'trimmed') return events;
    return { events, upTo: events.length < pageSize ? upTo : (events.at(-1)?.position ?? upTo) };
  }

  private async refusal(position: number): Promise<Resync | undefined> {
    if (position > this.headPosition) await this.refresh();
    if (position > this.headPosition)
      return this.resync('The cursor is ahead of the log: the log was restored from an older copy.');
    this.floorPosition = Math.max(this.floorPosition, await this.counter('floor'));
    return position < this.floorPosition ? this.resync('The cursor is older than the log keeps.') : undefined;
  }

  private resync(reason: string): Resync {
    return { kind: 'resync', oldest: this.floorPosition, reason };
  }

  private nextWake(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        this.waiters.delete(done);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      this.waiters.add(done);
      signal?.addEventListener('abort', done, { once: true });
      if (signal?.aborted) done();
    });
  }

  private fromMemory(position: number): Positioned[] | undefined {
    const oldest = this.recent[0]?.position;
    if (oldest === undefined || position + 1 < oldest) return undefined;
    return this.recent.slice(position + 1 - oldest);
  }

  /** Drops what memory holds, because rows have changed: readers page from the database till it has grown again. */
  forget(): void {
    this.recent = [];
  }

  private async fromDatabase(
    position: number,
    upTo: number,
    types?: readonly string[],
  ): Promise<Positioned[] | 'trimmed'> {
    // index: position, or type_position
    const rows = await this.collections.events
      .find({ position: { $gt: position, $lte: upTo }, ...(types ? { type: { $in: [...types] } } : {}) })
      .sort({ position: 1 })
      .limit(pageSize)
      .toArray();
    // Read after the page: events trimmed while it was read make the floor pass the position.
    this.floorPosition = Math.max(this.floorPosition, await this.counter('floor'));
    return position < this.floorPosition ? 'trimmed' : (rows.map(toEvent) as Positioned[]);
  }

  private async readNew(): Promise<void> {
    do {
      this.again = false;
      const rows = await this.collections.events
        .find({ position: { $gt: this.headPosition } })
        .sort({ position: 1 })
        .limit(pageSize)
        .toArray();
      if (this.take(rows.map(toEvent) as Positioned[])) this.again = true;
    } while (this.again);
  }

  /** Takes the gap-free beginning of what was read; true when there may be more. */
  private take(events: Positioned[]): boolean {
    let taken = 0;
    for (const event of events) {
      if (event.position !== this.headPosition + 1) break;
      this.recent.push(event);
      this.headPosition = event.position;
      taken += 1;
    }
    if (this.recent.length > memorySize * 2) this.recent = this.recent.slice(-memorySize);
    if (taken > 0) this.wakeAll();
    return taken === pageSize;
  }

  private async counter(id: string): Promise<number> {
    return (await this.collections.counters.findOne({ _id: id }))?.value ?? 0;
  }
}
