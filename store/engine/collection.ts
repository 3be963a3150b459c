import { randomUUID } from 'node:crypto';
import { UUID } from 'bson';
import type { Document } from '../bson/values.js';
import { parseDocument } from '../bson/values.js';
import { CollectionIndex } from './index.js';
import { pickFields } from './raw-bson.js';
import type { OldVersion } from './record.js';
import { StoredRecord } from './record.js';

/** Index keys of one document, one list per index, in the order of `Collection.indexes`. */
export type Keys = readonly (readonly string[])[];

/** A write of one statement, worked out and not yet applied. */
export interface Change {
  collection: Collection;
  record: StoredRecord;
  kind: 'i' | 'u' | 'r' | 'd';
  /** The document the statement saw; null for an insert. */
  before: Buffer | null;
  /** The document to be; null for a delete. */
  after: Buffer | null;
  /** updateDescription of an update. */
  description?: Buffer;
}

interface Prepared {
  change: Change;
  removed: Keys;
  added: Keys;
}

const none: readonly string[] = [];

/** One collection in memory: documents by record number, and their indexes. */
export class Collection {
  readonly records = new Map<number, StoredRecord>();
  /** The first is `_id_`. */
  indexes: CollectionIndex[] = [new CollectionIndex({ v: 2, key: { _id: 1 }, name: '_id_' })];
  /** Versions that open snapshots may need; empty while there is no snapshot. */
  readonly old = new Map<StoredRecord, OldVersion[]>();
  readonly uuid: UUID;
  nextRecord = 1;
  /** Bytes of all documents. */
  bytes = 0;
  dropped = false;

  constructor(
    readonly id: number,
    public database: string,
    public name: string,
    readonly options: Document,
    uuid?: UUID,
    /** When it was created. */
    readonly created = 0,
  ) {
    this.uuid = uuid ?? new UUID(randomUUID());
  }

  get namespace(): string {
    return `${this.database}.${this.name}`;
  }

  /** True when change streams may ask for pre- and post-images. */
  get keepsImages(): boolean {
    return (this.options.changeStreamPreAndPostImages as Document | undefined)?.enabled === true;
  }

  /** A record for a document that is about to be inserted. */
  newRecord(): StoredRecord {
    return new StoredRecord(this.nextRecord++, null, 0);
  }

  index(name: string): CollectionIndex | undefined {
    return this.indexes.find((index) => index.name === name);
  }

  /** The keys of a document in every index. */
  keysOf(bytes: Buffer | null): Keys {
    if (!bytes) return this.indexes.map(() => none);
    const document = this.parseForIndexes(bytes, this.indexes);
    return this.indexes.map((index) => index.keysOf(document));
  }

  /** Parses no more of the document than the indexes look at. */
  private parseForIndexes(bytes: Buffer, indexes: readonly CollectionIndex[]): Document {
    const roots = new Set<string>();
    for (const index of indexes) {
      if (!index.roots) return parseDocument(bytes);
      for (const root of index.roots) roots.add(root);
    }
    return parseDocument(pickFields(bytes, roots));
  }

  /**
   * Applies the changes as one: either all or, with DuplicateKey thrown, none. `keepOld` keeps the versions replaced
   * for open snapshots.
   */
  static apply(changes: readonly Change[], time: number, keepOld: boolean): void {
    const prepared = changes.map((change) => prepare(change));
    for (const { change, removed } of prepared) removeKeys(change, removed);
    for (let at = 0; at < prepared.length; at++) {
      const failed = addKeys(prepared[at] as Prepared);
      if (!failed) continue;
      for (const { change, added } of prepared.slice(0, at)) removeKeys(change, added);
      for (const { change, removed } of prepared) restoreKeys(change, removed);
      const { change } = prepared[at] as Prepared;
      throw failed.duplicate(change.collection.namespace, parseDocument(change.after as Buffer));
    }
    for (const { change } of prepared) change.collection.replace(change.record, change.after, time, keepOld);
  }

  private replace(record: StoredRecord, after: Buffer | null, time: number, keepOld: boolean): void {
    if (keepOld) this.remember(record, time);
    this.bytes += (after?.length ?? 0) - (record.bytes?.length ?? 0);
    record.bytes = after;
    record.time = time;
    if (after) this.records.set(record.id, record);
    else this.records.delete(record.id);
  }

  private remember(record: StoredRecord, until: number): void {
    const version = { bytes: record.bytes, from: record.time, until };
    const versions = this.old.get(record);
    if (versions) versions.push(version);
    else this.old.set(record, [version]);
  }

  /** Puts a record as read from disk, without indexes; the bytes are kept. */
  load(id: number, bytes: Buffer | null, time: number): void {
    const present = this.records.get(id);
    this.bytes += (bytes?.length ?? 0) - (present?.bytes?.length ?? 0);
    if (!bytes) this.records.delete(id);
    else if (present) present.bytes = bytes;
    else this.records.set(id, new StoredRecord(id, bytes, time));
    this.nextRecord = Math.max(this.nextRecord, id + 1);
  }

  /** Fills the given (empty) indexes; throws DuplicateKey when a unique one cannot be built. */
  build(indexes: readonly CollectionIndex[]): void {
    for (const record of this.records.values()) {
      const document = this.parseForIndexes(record.bytes as Buffer, indexes);
      for (const index of indexes)
        if (index.add(index.keysOf(document), record) !== undefined)
          throw index.duplicate(this.namespace, parseDocument(record.bytes as Buffer));
    }
  }

  /** Forgets versions that no snapshot at or after `oldest` can see. */
  prune(oldest: number): void {
    for (const [record, versions] of this.old) {
      const needed = versions.filter((version) => version.until > oldest);
      if (needed.length === 0) this.old.delete(record);
      else if (needed.length < versions.length) this.old.set(record, needed);
    }
  }
}

function prepare(change: Change): Prepared {
  const { collection, record, after } = change;
  const before = collection.keysOf(record.bytes);
  const next = collection.keysOf(after);
  const same = before.map((keys, at) => equalLists(keys, next[at] as readonly string[]));
  return {
    change,
    removed: before.map((keys, at) => (same[at] ? none : keys)),
    added: next.map((keys, at) => (same[at] ? none : keys)),
  };
}

const equalLists = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((key, at) => key === b[at]);

function removeKeys({ collection, record }: Change, keys: Keys): void {
  collection.indexes.forEach((index, at) => index.remove(keys[at] as readonly string[], record));
}

function restoreKeys({ collection, record }: Change, keys: Keys): void {
  collection.indexes.forEach((index, at) => void index.add(keys[at] as readonly string[], record));
}

/** Adds the keys to every index, or to none and returns the index that refused. */
function addKeys({ change: { collection, record }, added }: Prepared): CollectionIndex | undefined {
  for (let at = 0; at < collection.indexes.length; at++) {
    const index = collection.indexes[at] as CollectionIndex;
    if (index.add(added[at] as readonly string[], record) === undefined) continue;
    for (let undo = 0; undo < at; undo++)
      (collection.indexes[undo] as CollectionIndex).remove(added[undo] as readonly string[], record);
    return index;
  }
  return undefined;
}
