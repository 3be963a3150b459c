import { randomBytes } from 'node:crypto';
import { cursorNotFound, StoreError } from '../errors.js';
import type { Session } from '../engine/sessions.js';
import type { Transaction } from '../engine/transaction.js';
import type { Batch } from '../wire/reply.js';

/** Where a cursor's documents come from. */
export interface CursorSource {
  /** The next documents, as many as there are now and no more than the batch takes. */
  documents: Iterator<Uint8Array>;
  /** Change streams: true while more may come. Without it the source ends with its iterator. */
  live?(): boolean;
  /** Change streams: waits for news until `until`, or until `cancelled` resolves. */
  wait?(until: number, cancelled: Promise<void>): Promise<void>;
  /** Change streams: the position after the last document given out. */
  resumeToken?(): Uint8Array;
  close?(): void;
}

/** An open cursor. */
export interface Cursor {
  id: bigint;
  source: CursorSource;
  namespace: string;
  session: Session | undefined;
  transaction: Transaction | undefined;
  lastUse: number;
  inUse: boolean;
  closed: boolean;
  /** The store is being closed: waiting ends with an empty batch, and drivers resume elsewhere or later. */
  hurried: boolean;
  cancelled: Promise<void>;
  cancel(): void;
}

const mostBytes = 16 * 2 ** 20;
const idleLimit = 10 * 60_000;

/** Takes documents for one batch. `done` means that the source has ended. */
export function fillBatch(source: CursorSource, size: number): { documents: Uint8Array[]; done: boolean } {
  const documents: Uint8Array[] = [];
  let bytes = 0;
  while (documents.length < size && bytes < mostBytes) {
    const { value, done } = source.documents.next() as IteratorResult<Uint8Array, undefined>;
    if (done || value === undefined) return { documents, done: !source.live?.() };
    documents.push(value);
    bytes += value.length + 16;
  }
  return { documents, done: false };
}

/** Takes documents for the next batch, waiting for the first until `until` where the source can wait. */
export async function nextBatch(
  cursor: Cursor,
  size: number,
  until: number,
): Promise<{ documents: Uint8Array[]; done: boolean }> {
  const { source } = cursor;
  for (;;) {
    const filled = fillBatch(source, size);
    if (filled.documents.length > 0 || filled.done || !source.wait || cursor.hurried || Date.now() >= until)
      return filled;
    await source.wait(until, cursor.cancelled);
    if (cursor.closed) throw new StoreError(237, 'CursorKilled', 'cursor killed because of a request of a client');
  }
}

/** The open cursors of all clients. */
export class Cursors {
  private readonly open = new Map<bigint, Cursor>();
  private hurried = false;

  /** Opens a cursor and fills its first batch; id 0 when that is all there is. */
  first(
    source: CursorSource,
    options: { namespace: string; size: number; single?: boolean } & Pick<Cursor, 'session' | 'transaction'>,
  ): Batch {
    const { namespace, size, single, session, transaction } = options;
    const { documents, done } = fillBatch(source, size);
    const postBatchResumeToken = source.resumeToken?.();
    const batch = { field: 'firstBatch' as const, documents, namespace, id: 0n, postBatchResumeToken };
    if (done || single) {
      source.close?.();
      return batch;
    }
    let cancel = (): void => undefined;
    const cancelled = new Promise<void>((resolve) => (cancel = resolve));
    const id = this.newId();
    const shared = {
      namespace,
      session,
      transaction,
      lastUse: Date.now(),
      inUse: false,
      closed: false,
      hurried: this.hurried,
      cancelled,
      cancel,
    };
    this.open.set(id, { source, ...shared, id });
    return { ...batch, id };
  }

  private newId(): bigint {
    for (;;) {
      const id = randomBytes(8).readBigUInt64LE() >> 1n;
      if (id !== 0n && !this.open.has(id)) return id;
    }
  }

  /** The cursor for a getMore; throws CursorNotFound (43). */
  take(id: bigint, namespace: string): Cursor {
    const cursor = this.open.get(id);
    if (!cursor) throw cursorNotFound(`cursor id ${id} not found`);
    if (cursor.namespace !== namespace)
      throw new StoreError(
        13,
        'Unauthorized',
        `Requested getMore on namespace '${namespace}', but cursor belongs to a different namespace ${cursor.namespace}`,
      );
    if (cursor.inUse) throw new StoreError(292, 'CursorInUse', `cursor id ${id} is already in use`);
    cursor.lastUse = Date.now();
    return cursor;
  }

  /** Closes a cursor; false when there is none. */
  close(id: bigint): boolean {
    const cursor = this.open.get(id);
    if (!cursor) return false;
    this.open.delete(id);
    cursor.closed = true;
    cursor.cancel();
    cursor.source.close?.();
    return true;
  }

  /** Ends all waiting without an error. */
  hurry(): void {
    this.hurried = true;
    for (const cursor of this.open.values()) {
      cursor.hurried = true;
      cursor.cancel();
    }
  }

  /** Closes the cursors for which the test holds. */
  closeWhere(test: (cursor: Cursor) => boolean): void {
    for (const cursor of [...this.open.values()]) if (test(cursor)) this.close(cursor.id);
  }

  /** Closes cursors that nobody has asked for 10 minutes. */
  closeIdle(now = Date.now()): void {
    this.closeWhere((cursor) => !cursor.inUse && now - cursor.lastUse > idleLimit);
  }
}
