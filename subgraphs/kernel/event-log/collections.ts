import type { Collection, Db } from 'mongodb';
import type { StoredEvent } from './types.js';

/** An event row. `pending` stands until the sequencer has given it a position. */
export type EventRow = Omit<StoredEvent, 'id'> & { _id: string; pending?: true };

/** Last event of a key: serialises the writers of that key. */
export interface HeadRow {
  _id: string;
  sequence: number;
  hash: string;
  at: Date;
}

/** `position`: the last position given. `floor`: positions up to it have been trimmed. Other ids: checkpoints. */
export interface CounterRow {
  _id: string;
  value: number;
}

/** The log's collections. All writes go through the log; no other code names them. */
export interface LogCollections {
  readonly events: Collection<EventRow>;
  readonly heads: Collection<HeadRow>;
  readonly counters: Collection<CounterRow>;
  readonly checkpoints: Collection<CounterRow>;
}

export function logCollections(db: Db): LogCollections {
  return {
    events: db.collection<EventRow>('event_log'),
    heads: db.collection<HeadRow>('event_heads'),
    counters: db.collection<CounterRow>('event_counters'),
    checkpoints: db.collection<CounterRow>('event_checkpoints'),
  };
}

/** Creates collections and indexes; safe to call again. Collections must exist before transactions write to them. */
export async function prepareCollections(db: Db): Promise<void> {
  const present = new Set((await db.listCollections({}, { nameOnly: true }).toArray()).map((each) => each.name));
  for (const name of ['event_log', 'event_heads', 'event_counters', 'event_checkpoints']) {
    if (!present.has(name)) await db.createCollection(name).catch(ignoreExisting);
  }
  const { events, counters } = logCollections(db);
  await events.createIndexes([
    { key: { position: 1 }, unique: true, partialFilterExpression: { position: { $exists: true } }, name: 'position' },
    { key: { type: 1, position: 1 }, name: 'type_position' },
    { key: { key: 1, sequence: 1 }, unique: true, name: 'key_sequence' },
    { key: { pending: 1, at: 1, sequence: 1 }, partialFilterExpression: { pending: true }, name: 'pending' },
  ]);
  for (const counter of ['position', 'floor']) {
    await counters.updateOne({ _id: counter }, { $setOnInsert: { value: 0 } }, { upsert: true });
  }
}

function ignoreExisting(error: unknown): void {
  if ((error as { codeName?: string }).codeName !== 'NamespaceExists') throw error;
}

/** A row as the rest of the hub sees it. */
export function toEvent(row: EventRow): StoredEvent {
  const { _id, pending: _pending, ...rest } = row;
  return { id: _id, ...rest };
}
