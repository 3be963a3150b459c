import { randomUUID } from 'node:crypto';
import { MongoServerError } from 'mongodb';
import { events as catalogue, type EventDefinition, type EventName } from '../../../schema/index.js';
import type { Vault } from '../crypto.js';
import type { UnitOfWork } from '../database.js';
import type { EventRow, HeadRow, LogCollections } from './collections.js';
import { chainStart, eventHash } from './hash-chain.js';
import type { AppendInput, StoredEvent } from './types.js';

const duplicateKey = 11000;

/** The vault context of an event's sealed part. */
export const sealContext = (eventId: string) => `event:${eventId}`;

/** The last event of a key as a transaction sees it, its own appends included. */
interface Head {
  /** True when the database has a row for it. */
  readonly stored: boolean;
  last: Omit<HeadRow, '_id'> | undefined;
}

/** What one transaction appends: written together at its end, in three commands however many events there are. */
interface Batch {
  readonly heads: Map<string, Promise<Head>>;
  readonly rows: EventRow[];
}

const batches = new WeakMap<UnitOfWork, Batch>();

/**
 * Appends one event in the caller's transaction. The head row of its key serialises writers: of two at once, one
 * commits and the other is run again by `Database.transaction`. Throws when the data does not fit the catalogue.
 */
export async function appendEvent<N extends EventName>(
  collections: LogCollections,
  vault: Vault,
  unit: UnitOfWork,
  name: N,
  input: AppendInput<N>,
): Promise<StoredEvent> {
  const definition: EventDefinition = catalogue[name];
  const data: unknown = definition.data.parse(input.data);
  const sealed =
    definition.sealed && input.sealed !== undefined ? { plain: definition.sealed.parse(input.sealed) } : undefined;
  const batch = batchOf(collections, unit);
  const head = await headOf(collections, batch, input.key, unit);
  // No await from here to the end: of two appends to one key, the second follows the first.
  const id = randomUUID();
  const body = {
    id,
    type: definition.type,
    key: input.key,
    sequence: (head.last?.sequence ?? 0) + 1,
    at: notBefore(input.at ?? new Date(), head.last?.at),
    actor: input.actor,
    data,
    ...(sealed ? { sealed: vault.seal(sealed.plain, sealContext(id)) } : {}),
    previousHash: head.last?.hash ?? chainStart,
  };
  const event: StoredEvent = { ...body, hash: eventHash(body) };
  const { id: _id, ...row } = event;
  head.last = { sequence: event.sequence, hash: event.hash, at: event.at };
  batch.rows.push({ _id, ...row, pending: true });
  return event;
}

function batchOf(collections: LogCollections, unit: UnitOfWork): Batch {
  const known = batches.get(unit);
  if (known) return known;
  const batch: Batch = { heads: new Map(), rows: [] };
  batches.set(unit, batch);
  unit.beforeCommit(async () => {
    batches.delete(unit);
    await write(collections, batch, unit).catch((error: unknown) => {
      throw asTransient(error);
    });
  });
  return batch;
}

function headOf(collections: LogCollections, batch: Batch, key: string, { session }: UnitOfWork): Promise<Head> {
  const known = batch.heads.get(key);
  if (known) return known;
  const read = collections.heads
    .findOne({ _id: key }, { session })
    .then((row): Head => ({ stored: row !== null, last: row ?? undefined }));
  batch.heads.set(key, read);
  return read;
}

async function write({ heads, events }: LogCollections, batch: Batch, { session }: UnitOfWork): Promise<void> {
  const fresh: HeadRow[] = [];
  const moved: HeadRow[] = [];
  for (const [key, read] of batch.heads) {
    const { stored, last } = await read;
    if (last) (stored ? moved : fresh).push({ ...last, _id: key });
  }
  if (fresh.length > 0) await heads.insertMany(fresh, { session });
  if (moved.length > 0) {
    await heads.bulkWrite(
      moved.map(({ _id, ...last }) => ({ updateOne: { filter: { _id }, update: { $set: last } } })),
      { session },
    );
  }
  if (batch.rows.length > 0) await events.insertMany(batch.rows, { session });
}

/** Times of one key never run backwards, whatever the clocks of the processes say: the sequencer sorts by them. */
const notBefore = (at: Date, last: Date | undefined) => (last && last > at ? last : at);

/** Two first writers of a key collide on the head row; that is a conflict to retry, not a fault. */
function asTransient(error: unknown): unknown {
  if (error instanceof MongoServerError && error.code === duplicateKey)
    error.addErrorLabel('TransientTransactionError');
  return error;
}
