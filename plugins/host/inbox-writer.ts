import { MongoBulkWriteError, type ClientSession } from 'mongodb';
import type { Database } from '../../subgraphs/kernel/database.js';
import type { HostCollections, InboxRow } from './collections.js';
import { addToLedger } from './ledger.js';

/** What became of the items of one webhook. */
export interface Written {
  readonly stored: number;
  readonly duplicates: number;
}

/** What else is written in the transaction of some rows. Its rejection gives the transaction up. */
export type Also = (session: ClientSession) => Promise<void>;

interface Waiting {
  readonly channelId: string;
  readonly rows: readonly InboxRow[];
  readonly also?: Also;
  resolve(written: Written): void;
  reject(error: unknown): void;
}

/** Rows of one transaction; bounds its size, not that of a webhook. */
const largestBatch = 1000;
const duplicateKey = 11_000;

/**
 * Writes webhooks to the inbox. Webhooks that arrive while a write is under way share the next one, so one disk sync
 * serves many. The rows are all that is written before the answer, by one command: the ledger counts a row when it is
 * worked, and finds what waits by looking at the rows (see ledger.ts).
 */
export class InboxWriter {
  private waiting: Waiting[] = [];
  private loop: Promise<void> | undefined;

  /** @param written is called after the commit with the rows that are new */
  constructor(
    private readonly database: Database,
    private readonly collections: HostCollections,
    private readonly written: (rows: readonly InboxRow[]) => void,
  ) {}

  /**
   * Resolves when the rows are on disk (or were there before). Rejects when the database cannot take them.
   * @param also makes it a transaction of its own
   */
  write(channelId: string, rows: readonly InboxRow[], also?: Also): Promise<Written> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ channelId, rows, resolve, reject, ...(also ? { also } : {}) });
      this.loop ??= this.run();
    });
  }

  /**
   * Resolves when no webhook is being written, at the latest after some milliseconds: a provider that waits for its
   * answer goes before what is only to be worked, but work never stands still.
   */
  async giveWay(patience: number): Promise<void> {
    if (!this.loop) return;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, patience)));
    await Promise.race([this.loop, late]);
    clearTimeout(timer);
  }

  /** Resolves when nothing is waiting any more. */
  async idle(): Promise<void> {
    await this.loop;
  }

  private async run(): Promise<void> {
    while (this.waiting.length > 0) {
      const batch = this.takeBatch();
      try {
        const [first] = batch;
        const fresh = await (first?.also ? this.insertWith(first, first.also) : this.insert(batch));
        settle(batch, fresh);
        this.written([...fresh.values()]);
      } catch (error) {
        for (const each of batch) each.reject(error);
      }
    }
    // In the same turn as the last look at `waiting`: a write in between would be left behind.
    this.loop = undefined;
  }

  private takeBatch(): Waiting[] {
    let size = 0;
    const next = this.waiting.findIndex((each, place) => {
      size += each.rows.length;
      return place > 0 && (size > largestBatch || each.also !== undefined || this.waiting[0]?.also !== undefined);
    });
    return this.waiting.splice(0, next === -1 ? this.waiting.length : next);
  }

  /** The rows that are new, by key. */
  private async insert(batch: readonly Waiting[]): Promise<Map<string, InboxRow>> {
    const rows = [...byKey(batch).values()];
    const known = new Set<string>();
    if (rows.length === 0) return new Map();
    try {
      await this.collections.inbox.insertMany(rows, { ordered: false, writeConcern: { w: 'majority' } });
    } catch (error) {
      for (const place of duplicatesIn(error)) known.add(rows[place]!._id);
    }
    const fresh = new Map(rows.filter(({ _id }) => !known.has(_id)).map((row) => [row._id, row]));
    for (const [channelId, count] of duplicatesOf(batch, fresh)) await this.countDuplicates(channelId, count);
    return fresh;
  }

  /** The same in one transaction with what else is to be written. Redelivered items make a second round without them. */
  private async insertWith(one: Waiting, also: Also): Promise<Map<string, InboxRow>> {
    const fresh = byKey([one]);
    for (;;) {
      try {
        await this.database.transaction(async ({ session }) => {
          if (fresh.size > 0) await this.collections.inbox.insertMany([...fresh.values()], { session });
          for (const [channelId, count] of duplicatesOf([one], fresh))
            await this.countDuplicates(channelId, count, session);
          await also(session);
        });
        return fresh;
      } catch (error) {
        if ((error as { code?: unknown }).code !== duplicateKey || !(await this.dropKnown(fresh))) throw error;
      }
    }
  }

  private countDuplicates(channelId: string, count: number, session?: ClientSession): Promise<void> {
    return addToLedger(this.collections, channelId, 'ingress', { received: count, duplicates: count }, session);
  }

  /** Takes out the rows that are stored already; false when there are none. */
  private async dropKnown(fresh: Map<string, InboxRow>): Promise<boolean> {
    const known = await this.collections.inbox
      .find({ _id: { $in: [...fresh.keys()] } }, { projection: { _id: 1 } })
      .toArray();
    for (const { _id } of known) fresh.delete(_id);
    return known.length > 0;
  }
}

const byKey = (batch: readonly Waiting[]): Map<string, InboxRow> =>
  new Map(batch.flatMap(({ rows }) => rows).map((row) => [row._id, row]));

/** Places of the rows that were there before. Throws what is no matter of redelivery. */
function duplicatesIn(error: unknown): number[] {
  if (!(error instanceof MongoBulkWriteError)) throw error;
  const faults = [error.writeErrors].flat();
  if (faults.some(({ code }) => code !== duplicateKey) || error.result.getWriteConcernError()) throw error;
  return faults.map(({ index }) => index);
}

/** Rows of each channel that are not in `fresh`, or stand in the batch twice. */
function duplicatesOf(batch: readonly Waiting[], fresh: ReadonlyMap<string, InboxRow>): Map<string, number> {
  const counts = new Map<string, number>();
  const seen = new Set<string>();
  for (const { channelId, rows } of batch) {
    const { duplicates } = divide(rows, fresh, seen);
    if (duplicates > 0) counts.set(channelId, (counts.get(channelId) ?? 0) + duplicates);
  }
  return counts;
}

function divide(rows: readonly InboxRow[], fresh: ReadonlyMap<string, InboxRow>, seen: Set<string>): Written {
  let stored = 0;
  for (const { _id } of rows) {
    if (fresh.has(_id) && !seen.has(_id)) stored += 1;
    seen.add(_id);
  }
  return { stored, duplicates: rows.length - stored };
}

function settle(batch: readonly Waiting[], fresh: ReadonlyMap<string, InboxRow>): void {
  const seen = new Set<string>();
  for (const each of batch) each.resolve(divide(each.rows, fresh, seen));
}
