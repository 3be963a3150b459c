import { descendingKey, indexKey } from '../bson/values.js';
import type { Change, Collection } from '../engine/collection.js';
import type { CollectionIndex } from '../engine/index.js';
import type { StoredRecord } from '../engine/record.js';
import type { Services } from './context.js';

const every = 1_000;
const expireEvery = 5_000;
const usualLifetime = 60_000;
const mostAtOnce = 5_000;

function endOldTransactions({ engine }: Services, now: number, lifetime: number): void {
  for (const transaction of engine.transactions) if (now - transaction.started > lifetime) engine.abort(transaction);
}

function endIdleSessions({ engine, cursors }: Services, now: number): void {
  for (const session of engine.sessions.idle(now)) {
    if (session.transaction?.state === 'open') engine.abort(session.transaction);
    cursors.closeWhere((cursor) => cursor.session === session);
    engine.sessions.forget(session);
  }
}

/** Records whose date in a TTL index is too old; only dates expire. */
function expired(index: CollectionIndex, now: number): StoredRecord[] {
  const [first, last] = [
    new Date(-8_640_000_000_000_000),
    new Date(now - Number(index.spec.expireAfterSeconds) * 1000),
  ];
  const keys = index.fields[0]?.descending
    ? index.entries.ascending(descendingKey(last), descendingKey(first))
    : index.entries.ascending(indexKey(first), indexKey(last));
  const records = new Set<StoredRecord>();
  for (const record of keys) {
    if (!record.writer) records.add(record);
    if (records.size >= mostAtOnce) break;
  }
  return [...records];
}

function expireCollection({ engine }: Services, collection: Collection, now: number): void {
  for (const index of collection.indexes) {
    if (index.spec.expireAfterSeconds === undefined) continue;
    const changes = expired(index, now).map((record): Change => ({
      collection,
      record,
      kind: 'd',
      before: record.bytes,
      after: null,
    }));
    engine.commit(changes);
  }
}

/** Deletes what TTL indexes say is over. */
export function expireDocuments(services: Services, now = Date.now()): void {
  for (const collection of services.engine.catalog.all()) expireCollection(services, collection, now);
}

/** Ends what clients left behind and expires documents; returns how to stop. */
export function startHousekeeping(services: Services, transactionLifetime = usualLifetime): () => void {
  const tidy = setInterval(() => {
    const now = Date.now();
    endOldTransactions(services, now, transactionLifetime);
    endIdleSessions(services, now);
    services.cursors.closeIdle(now);
  }, every);
  const expire = setInterval(() => expireDocuments(services), expireEvery);
  tidy.unref();
  expire.unref();
  return () => {
    clearInterval(tidy);
    clearInterval(expire);
  };
}
