import type { Database } from '../../subgraphs/kernel/database.js';
import type { HostCollections, InboxRow } from './collections.js';
import type { InboxWorker } from './inbox-worker.js';
import { addToLedger } from './ledger.js';
import type { DeadLetter } from './types.js';

export interface ReplayParts {
  readonly database: Database;
  readonly collections: HostCollections;
  readonly inbox: InboxWorker;
  readonly now: () => number;
}

const oldest = (collections: HostCollections, channelId: string, limit: number): Promise<InboxRow[]> =>
  // Index: dead.
  collections.inbox.find({ state: 'dead', channelId }).sort({ receivedAt: 1 }).limit(limit).toArray();

/** The oldest dead letters of a channel. */
export async function listDeadLetters(
  collections: HostCollections,
  channelId: string,
  first: number,
): Promise<DeadLetter[]> {
  const rows = await oldest(collections, channelId, first);
  return rows.map(({ _id: id, kind, receivedAt, attempts, fault = 'unknown' }) => ({
    id,
    channelId,
    kind,
    receivedAt,
    attempts,
    fault,
  }));
}

/** Opens dead letters again, oldest first; the ledger takes them back. Answers how many. */
export async function replayDeadLetters(parts: ReplayParts, channelId: string, limit = 1000): Promise<number> {
  const rows = await oldest(parts.collections, channelId, limit);
  let opened = 0;
  for (const row of rows) {
    const done = await parts.database.transaction(async ({ session }) => {
      const { matchedCount } = await parts.collections.inbox.updateOne(
        { _id: row._id, state: 'dead' },
        { $set: { state: 'open', attempts: 0, dueAt: new Date(parts.now()) } },
        { session },
      );
      if (matchedCount > 0) await addToLedger(parts.collections, channelId, 'replay', { deadLettered: -1 }, session);
      return matchedCount;
    });
    opened += done;
  }
  parts.inbox.wake(rows);
  return opened;
}
