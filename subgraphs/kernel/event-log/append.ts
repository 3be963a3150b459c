import { randomUUID } from 'node:crypto';
import { MongoServerError } from 'mongodb';
import { events as catalogue, type EventDefinition, type EventName } from '../../../schema/index.js';
import type { Vault } from '../crypto.js';
import type { UnitOfWork } from '../database.js';
import type { EventRow, HeadRow, LogCollections } from './collections.js';
import { chainStart, eventHash } from './hash-chain.js';
import type { AppendInput } from './types.js';

const duplicateKey = 11000;

/** The vault context of an event's sealed part. */
export const sealContext = (eventId: string) => `event:${eventId}`;

/** An event that waits for the end of its transaction, where it gets its place in the chain of its key. */
type Draft = Omit<EventRow, 'sequence' | 'previousHash' | 'hash' | 'pending' | 'position'>;

/** What a transaction appends is written together at its end: three commands, however many events there are. */
export class Appender {
  private readonly drafts = new WeakMap<UnitOfWork, Draft[]>();

  /** @param committed called after the commit, with the types of what was appended */
  constructor(
    private readonly collections: LogCollections,
    private readonly vault: Vault,
    private readonly committed: (types: readonly string[]) => void,
  ) {}

  /** Adds one event to the caller's transaction. Throws when the data does not fit the catalogue. */
  append<N extends EventName>(unit: UnitOfWork, name: N, input: AppendInput<N>): void {
    const definition: EventDefinition = catalogue[name];
    const data: unknown = definition.data.parse(input.data);
    const _id = randomUUID();
    const sealed =
      definition.sealed && input.sealed !== undefined
        ? { sealed: this.vault.seal(definition.sealed.parse(input.sealed), sealContext(_id)) }
        : {};
    const { key, actor, at = new Date() } = input;
    this.draftsOf(unit).push({ _id, type: definition.type, key, at, actor, data, ...sealed });
  }

  private draftsOf(unit: UnitOfWork): Draft[] {
    const known = this.drafts.get(unit);
    if (known) return known;
    const drafts: Draft[] = [];
    this.drafts.set(unit, drafts);
    unit.beforeCommit(async () => {
      this.drafts.delete(unit);
      await write(this.collections, drafts, unit).catch((error: unknown) => {
        throw asTransient(error);
      });
    });
    unit.afterCommit(() => this.committed(drafts.map(({ type }) => type)));
    return drafts;
  }
}

/** The head row of a key serialises its writers: of two at once, one commits and the other is run again. */
async function write({ heads, events }: LogCollections, drafts: readonly Draft[], unit: UnitOfWork): Promise<void> {
  const { session } = unit;
  const keys = [...new Set(drafts.map(({ key }) => key))];
  const found = await heads.find({ _id: { $in: keys } }, { session }).toArray();
  const last = new Map(found.map((row) => [row._id, row]));
  const rows = drafts.map((draft) => chained(draft, last));
  await heads.bulkWrite(
    [...last.values()].map(({ _id, ...head }) => ({
      updateOne: { filter: { _id }, update: { $set: head }, upsert: true },
    })),
    { session },
  );
  await events.insertMany(rows, { session });
}

/** The draft as the next event of its key, which becomes the head. */
function chained({ _id, ...draft }: Draft, heads: Map<string, HeadRow>): EventRow {
  const head = heads.get(draft.key);
  const body = {
    ...draft,
    id: _id,
    sequence: (head?.sequence ?? 0) + 1,
    at: notBefore(draft.at, head?.at),
    previousHash: head?.hash ?? chainStart,
  };
  const hash = eventHash(body);
  heads.set(draft.key, { _id: draft.key, sequence: body.sequence, hash, at: body.at });
  const { id: _own, ...row } = body;
  return { _id, ...row, hash, pending: true };
}

/** Times of one key never run backwards, whatever the clocks of the processes say: the sequencer sorts by them. */
const notBefore = (at: Date, last: Date | undefined) => (last && last > at ? last : at);

/** Two first writers of a key collide on the head row; that is a conflict to retry, not a fault. */
function asTransient(error: unknown): unknown {
  if (error instanceof MongoServerError && error.code === duplicateKey)
    error.addErrorLabel('TransientTransactionError');
  return error;
}
