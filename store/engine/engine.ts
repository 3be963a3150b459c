import { randomUUID } from 'node:crypto';
import { Binary, UUID } from 'bson';
import type { Document } from '../bson/values.js';
import { parseDocument, serializeDocument } from '../bson/values.js';
import { StoreError } from '../errors.js';
import { Catalog, checkNamespace } from './catalog.js';
import { Clock } from './clock.js';
import type { Change } from './collection.js';
import { Collection } from './collection.js';
import type { Commit, Operation } from './commit-codec.js';
import { encodeCommit } from './commit-codec.js';
import type { HistoryEvent } from './history.js';
import { History } from './history.js';
import type { Journal } from './journal.js';
import { toOperation } from './operations.js';
import { Sessions } from './sessions.js';
import { LockedByTransaction, Transaction } from './transaction.js';

/** What a commit holds besides documents. */
export interface CommitExtra {
  sessions?: Buffer[];
  /** `{ lsid, txnNumber }`. */
  transaction?: Buffer;
}

const encode = (document: Document): Buffer => serializeDocument(document) as Buffer;

/** The state of one data folder and the one way to change it: every change is applied in memory and logged as one commit. */
export class Engine {
  readonly clock = new Clock();
  readonly catalog = new Catalog();
  readonly history = new History();
  readonly sessions = new Sessions();
  readonly transactions = new Set<Transaction>();
  private last: Promise<void> = Promise.resolve();

  private journal: Journal;

  /** Lets commits begin, once what the disk holds has been read. */
  attach(journal: Journal): void {
    this.journal = journal;
    this.history.reached = this.clock.now;
  }

  /** Resolves when every commit so far is on disk. */
  durable(): Promise<void> {
    return this.last;
  }

  /** Applies the changes of a statement outside transactions. Throws LockedByTransaction, DuplicateKey: nothing done then. */
  commit(changes: readonly Change[], extra: CommitExtra = {}): void {
    if (changes.length === 0) return;
    if (this.transactions.size > 0) changes.forEach(checkLocks);
    const time = this.clock.tick();
    const operations = changes.map(toOperation);
    Collection.apply(changes, time, this.transactions.size > 0);
    this.log({ time, wall: Date.now(), operations, ...extra });
  }

  /** Begins a transaction that reads the commits so far. */
  begin(): Transaction {
    const transaction = new Transaction(this.clock.now);
    this.transactions.add(transaction);
    return transaction;
  }

  /** Applies and logs a transaction's writes; they cannot fail any more. */
  commitTransaction(transaction: Transaction, extra: CommitExtra): void {
    const changes = transaction.changes();
    const operations = transaction.operations;
    if (operations.length > 0) {
      const time = this.clock.tick();
      Collection.apply(changes, time, this.transactions.size > 1);
      this.log({ time, wall: Date.now(), operations, ...extra });
    }
    this.finish(transaction, 'committed');
  }

  abort(transaction: Transaction): void {
    this.finish(transaction, 'aborted');
  }

  private finish(transaction: Transaction, state: 'committed' | 'aborted'): void {
    transaction.end(state);
    if (!this.transactions.delete(transaction)) return;
    const oldest = Math.min(...[...this.transactions].map(({ snapshot }) => snapshot));
    for (const collection of this.catalog.all())
      if (this.transactions.size === 0) collection.old.clear();
      else if (collection.old.size > 0) collection.prune(oldest);
  }

  /** Applies and logs a catalogue change. */
  change(id: number, info: Document): void {
    const time = this.clock.tick();
    const commit: Commit = { time, wall: Date.now(), operations: [{ kind: 'c', collection: id, record: 0, info }] };
    const events = this.eventsOf(commit);
    this.catalog.apply(id, info, time);
    this.log(commit, events);
  }

  /** Throws for a namespace that cannot be created. */
  checkName(database: string, name: string): void {
    checkNamespace(database, name);
    for (const taken of this.catalog.databases())
      if (taken !== database && taken.toLowerCase() === database.toLowerCase())
        throw new StoreError(
          13297,
          'DatabaseDifferCase',
          `db already exists with different case already have: [${taken}] trying to create [${database}]`,
        );
  }

  /** The collection, made when there is none. */
  ensure(database: string, name: string, options: Document = {}): Collection {
    const present = this.catalog.get(database, name);
    if (present) return present;
    this.checkName(database, name);
    const uuid = new Binary(new UUID(randomUUID()).buffer, 4);
    const id = this.catalog.newNumber();
    this.change(id, { op: 'create', db: database, name, uuid, options });
    return this.catalog.number(id) as Collection;
  }

  /** An empty collection that is nowhere: what a statement on a missing one works on. */
  placeholder(database: string): Collection {
    return new Collection(0, database, 'missing', {});
  }

  private log(commit: Commit, events = this.eventsOf(commit)): void {
    this.last = this.journal.append(encodeCommit(commit, encode), () => this.history.add(commit.time, events));
    // Whoever needs the disk awaits durable(); a failure nobody awaits is told to the journal's owner.
    this.last.catch(() => undefined);
  }

  /** The change events of a commit, named as of now. */
  eventsOf(commit: Commit): HistoryEvent[] {
    const transaction = commit.transaction ? parseDocument(commit.transaction) : undefined;
    const events: HistoryEvent[] = [];
    commit.operations.forEach((operation, index) => {
      const source = this.sourceOf(operation);
      if (source) events.push({ time: commit.time, index, wall: commit.wall, operation, source, transaction });
    });
    return events;
  }

  private sourceOf(operation: Operation): HistoryEvent['source'] | undefined {
    const { kind, info } = operation;
    if (kind === 'p') return undefined;
    if (kind === 'c' && info?.op === 'dropDatabase')
      return { database: info.db as string, collection: '', uuid: new Uint8Array(16) };
    if (kind === 'c' && info?.op !== 'drop' && info?.op !== 'rename') return undefined;
    const collection = this.catalog.number(operation.collection);
    return collection && { database: collection.database, collection: collection.name, uuid: collection.uuid.buffer };
  }
}

function checkLocks({ collection, record, after }: Change): void {
  if (record.writer) throw new LockedByTransaction(record.writer);
  if (!collection.indexes.some((index) => index.pending.size > 0)) return;
  const keys = collection.keysOf(after);
  collection.indexes.forEach((index, at) => {
    for (const key of keys[at] as readonly string[]) {
      const pending = index.pending.get(key);
      if (pending && pending.record !== record) throw new LockedByTransaction(pending.transaction);
    }
  });
}
