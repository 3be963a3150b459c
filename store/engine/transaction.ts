import { StoreError, writeConflict } from '../errors.js';
import { parseDocument } from '../bson/values.js';
import type { Change, Collection, Keys } from './collection.js';
import type { Operation } from './commit-codec.js';
import type { CollectionIndex } from './index.js';
import { toOperation } from './operations.js';
import type { RecordWriter, StoredRecord } from './record.js';
import type { View } from './view.js';

interface Overlay {
  collection: Collection;
  bytes: Buffer | null;
  keys: Keys;
  kind: Change['kind'];
}

/**
 * A multi-document transaction: reads see the commits up to `snapshot` and the transaction's own writes, which stay
 * here until commit. The first writer of a record wins: a second one fails at once with WriteConflict (112).
 */
export class Transaction implements View {
  state: 'open' | 'committed' | 'aborted' = 'open';
  readonly operations: Operation[] = [];
  /** Collections read or written; catalogue changes wait for the transaction. */
  readonly touched = new Set<Collection>();
  /** Collections the transaction has made, by namespace; nobody else sees them before the commit. */
  readonly created = new Map<string, Collection>();
  /** Resolves when the transaction has committed or aborted. */
  readonly ended: Promise<void>;
  readonly started = Date.now();
  private readonly writes = new Map<StoredRecord, Overlay>();
  private signalEnd: () => void = () => undefined;

  constructor(readonly snapshot: number) {
    this.ended = new Promise((resolve) => (this.signalEnd = resolve));
  }

  read(collection: Collection, record: StoredRecord): Buffer | null {
    const own = this.writes.get(record);
    if (own) return own.bytes;
    if (record.time <= this.snapshot) return record.bytes;
    const versions = collection.old.get(record) ?? [];
    return versions.find(({ from, until }) => from <= this.snapshot && this.snapshot < until)?.bytes ?? null;
  }

  indexed(record: StoredRecord): boolean {
    return record.time <= this.snapshot && !this.writes.has(record);
  }

  unindexed(collection: Collection): StoredRecord[] {
    const records = new Set<StoredRecord>();
    // Old versions are also kept for snapshots older than this one.
    for (const record of collection.old.keys()) if (!this.indexed(record)) records.add(record);
    for (const [record, overlay] of this.writes) if (overlay.collection === collection) records.add(record);
    return [...records];
  }

  /** Takes the writes of a statement into the transaction; a failure leaves the transaction fit for abort only. */
  stage(changes: readonly Change[]): void {
    for (const change of changes) this.stageOne(change);
  }

  private stageOne(change: Change): void {
    const { collection, record, after, kind } = change;
    const own = this.writes.get(record);
    if (!own && (record.writer || record.time > this.snapshot)) throw writeConflict();
    const keys = collection.keysOf(after);
    collection.indexes.forEach((_, at) => this.checkUnique(change, at, keys[at] as readonly string[]));
    if (own) this.release(record, own);
    collection.indexes.forEach((index, at) => {
      if (index.unique)
        for (const key of keys[at] as readonly string[]) index.pending.set(key, { transaction: this, record });
    });
    record.writer = this;
    this.writes.set(record, { collection, bytes: after, keys, kind: own?.kind === 'i' && after ? 'i' : kind });
    this.operations.push(toOperation(change));
  }

  private checkUnique({ collection, record, after }: Change, at: number, keys: readonly string[]): void {
    const index = collection.indexes[at];
    if (!index?.unique) return;
    for (const key of keys) {
      const holder = this.holderOf(index, at, key);
      if (!holder || holder === record) continue;
      if (!this.writes.has(holder) && holder.time > this.snapshot) throw writeConflict();
      throw index.duplicate(collection.namespace, parseDocument(after as Buffer));
    }
  }

  /** The record that has the key in this transaction's eyes; throws when another transaction is about to take it. */
  private holderOf(index: CollectionIndex, at: number, key: string): StoredRecord | undefined {
    const pending = index.pending.get(key);
    if (pending && pending.transaction !== this) throw writeConflict();
    const holder = pending?.record ?? index.entries.get(key);
    return holder && this.gaveUp(holder, at, key) ? undefined : holder;
  }

  /** True when this transaction has taken the key away from its committed holder. */
  private gaveUp(holder: StoredRecord, at: number, key: string): boolean {
    const own = this.writes.get(holder);
    return own !== undefined && !(own.keys[at] as readonly string[]).includes(key);
  }

  private release(record: StoredRecord, { collection, keys }: Overlay): void {
    collection.indexes.forEach((index, at) => {
      if (!index.unique) return;
      for (const key of keys[at] as readonly string[])
        if (index.pending.get(key)?.record === record) index.pending.delete(key);
    });
  }

  /** True when the transaction has written to the collection. */
  hasWritten(collection: Collection): boolean {
    for (const overlay of this.writes.values()) if (overlay.collection === collection) return true;
    return false;
  }

  /** The net changes, one a record, for the commit. */
  changes(): Change[] {
    const changes: Change[] = [];
    for (const [record, { collection, bytes, kind }] of this.writes)
      if (bytes || record.bytes) changes.push({ collection, record, kind, before: record.bytes, after: bytes });
    return changes;
  }

  /** Lets go of every record and key and wakes those who wait. */
  end(state: 'committed' | 'aborted'): void {
    if (this.state !== 'open') return;
    this.state = state;
    for (const [record, overlay] of this.writes) {
      this.release(record, overlay);
      record.writer = undefined;
    }
    this.writes.clear();
    this.signalEnd();
  }
}

/** A statement outside transactions met a record that an open transaction has written: wait for its end and retry. */
export class LockedByTransaction extends StoreError {
  constructor(readonly transaction: RecordWriter) {
    super(112, 'WriteConflict', 'A transaction holds the document.');
  }
}
