import { randomUUID } from 'node:crypto';
import { Binary, UUID } from 'bson';
import type { Document } from '../bson/values.js';
import { parseDocument, serializeDocument } from '../bson/values.js';
import { StoreError, writeConflict } from '../errors.js';
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

  /** When a collection was last dropped or renamed, by its namespace. */
  private readonly gone = new Map<string, number>();
  /** Open transactions that have made a collection, by its namespace. */
  private readonly makers = new Map<string, Transaction>();
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
      for (const collection of transaction.created.values()) this.catalog.adopt(collection);
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
    for (const namespace of transaction.created.keys()) this.makers.delete(namespace);
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
    // Names as they are while the collection exists.
    const before = this.eventsOf(commit);
    const collection = this.catalog.number(id);
    if (collection && (info.op === 'drop' || info.op === 'rename')) this.gone.set(collection.namespace, time);
    this.catalog.apply(id, info, time);
    this.log(commit, info.op === 'create' ? this.eventsOf(commit) : before);
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

  /** The collection as a transaction, or anybody, sees it. */
  lookup(database: string, name: string, transaction?: Transaction): Collection | undefined {
    const namespace = `${database}.${name}`;
    if (transaction && (this.gone.get(namespace) ?? 0) > transaction.snapshot) throw snapshotUnavailable(namespace);
    return transaction?.created.get(namespace) ?? this.catalog.get(database, name);
  }

  /** The collection, made when there is none; in a transaction it comes into being with the commit. */
  ensure(database: string, name: string, options: Document = {}, transaction?: Transaction): Collection {
    const present = this.lookup(database, name, transaction);
    if (present) return present;
    this.checkName(database, name);
    const namespace = `${database}.${name}`;
    const maker = this.makers.get(namespace);
    if (maker) throw transaction ? writeConflict() : new LockedByTransaction(maker);
    const id = this.catalog.newNumber();
    const uuid = new UUID(randomUUID());
    const info = { op: 'create', db: database, name, uuid: new Binary(uuid.buffer, 4), options };
    if (transaction) return this.makeWithin(transaction, new Collection(id, database, name, options, uuid), info);
    this.change(id, info);
    return this.catalog.number(id) as Collection;
  }

  private makeWithin(transaction: Transaction, collection: Collection, info: Document): Collection {
    transaction.created.set(collection.namespace, collection);
    transaction.operations.push({ kind: 'c', collection: collection.id, record: 0, info });
    this.makers.set(collection.namespace, transaction);
    return collection;
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
    const collection = this.catalog.number(operation.collection);
    return collection && { database: collection.database, collection: collection.name, uuid: collection.uuid.buffer };
  }
}

const snapshotUnavailable = (namespace: string): StoreError =>
  new StoreError(
    246,
    'SnapshotUnavailable',
    `The collection ${namespace} was dropped or renamed after the transaction began.`,
    {},
    ['TransientTransactionError'],
  );

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
