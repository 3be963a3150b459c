import { randomUUID } from 'node:crypto';
import { MongoServerError } from 'mongodb';
import { events as catalogue, type EventDefinition, type EventName } from '../../../schema/index.js';
import type { Vault } from '../crypto.js';
import type { UnitOfWork } from '../database.js';
import type { LogCollections } from './collections.js';
import { chainStart, eventHash } from './hash-chain.js';
import type { AppendInput, StoredEvent } from './types.js';

const duplicateKey = 11000;

/** The vault context of an event's sealed part. */
export const sealContext = (eventId: string) => `event:${eventId}`;

/**
 * Writes one event in the caller's transaction. The head row of its key serialises writers: of two at once, one
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
  const { session } = unit;
  const head = await collections.heads.findOne({ _id: input.key }, { session });
  const id = randomUUID();
  const body = {
    id,
    type: definition.type,
    key: input.key,
    sequence: (head?.sequence ?? 0) + 1,
    at: notBefore(input.at ?? new Date(), head?.at),
    actor: input.actor,
    data: definition.data.parse(input.data),
    ...(definition.sealed && input.sealed !== undefined
      ? { sealed: vault.seal(definition.sealed.parse(input.sealed), sealContext(id)) }
      : {}),
    previousHash: head?.hash ?? chainStart,
  };
  const event: StoredEvent = { ...body, hash: eventHash(body) };
  const { id: _id, ...row } = event;
  const next = { sequence: event.sequence, hash: event.hash, at: event.at };
  try {
    if (head) await collections.heads.updateOne({ _id: input.key }, { $set: next }, { session });
    else await collections.heads.insertOne({ _id: input.key, ...next }, { session });
    await collections.events.insertOne({ _id, ...row, pending: true }, { session });
  } catch (error) {
    throw asTransient(error);
  }
  return event;
}

/** Times of one key never run backwards, whatever the clocks of the processes say: the sequencer sorts by them. */
const notBefore = (at: Date, last: Date | undefined) => (last && last > at ? last : at);

/** Two first writers of a key collide on the head row; that is a conflict to retry, not a fault. */
function asTransient(error: unknown): unknown {
  if (error instanceof MongoServerError && error.code === duplicateKey)
    error.addErrorLabel('TransientTransactionError');
  return error;
}
