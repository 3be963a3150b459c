import type { Database } from '../database.js';
import type { Logger } from '../logging.js';
import type { LogCollections } from './collections.js';

/** Most events one transaction positions. */
const batchSize = 500;

/** Gives committed events their positions. Every process runs one; they agree through the counter row. */
export interface Sequencer {
  /** Positions all that is pending; calls at the same time share one run. */
  run(): Promise<void>;
  /** The same where most often nothing is pending: looks before it begins a transaction. */
  runIfPending(): Promise<void>;
}

/**
 * Positions are given AFTER commit, so commit order is the only order there is: an event that a slow writer commits
 * late gets a late position, and no reader can have passed it. The counter row is written in the same transaction
 * as the positions; of two sequencers at once the first commits and the other conflicts and runs again.
 */
export function createSequencer(
  database: Database,
  collections: LogCollections,
  options: { log: Logger; onPositioned: (upTo: number) => void },
): Sequencer {
  let running: Promise<void> | undefined;
  let again = false;

  const drain = async (isPending: () => Promise<boolean>): Promise<void> => {
    try {
      again = false;
      if (!(await isPending()) && !again) return;
      do {
        again = false;
        const { count, upTo } = await positionBatch(database, collections);
        if (count > 0) options.onPositioned(upTo);
        if (count === batchSize) again = true;
      } while (again);
    } catch (error) {
      options.log.warn({ err: error }, 'the sequencer could not run; it tries again at the next wake-up');
    } finally {
      // In the same turn as the last look at `again`: a call in between would be lost.
      running = undefined;
    }
  };

  return {
    run() {
      again = true;
      return (running ??= drain(() => Promise.resolve(true)));
    },
    runIfPending: () => (running ??= drain(() => hasPending(collections))),
  };
}

const hasPending = async ({ events }: LogCollections): Promise<boolean> =>
  (await events.findOne({ pending: true }, { projection: { _id: 1 } })) !== null;

/** How many events got a position, and the highest one. */
interface Positioned {
  readonly count: number;
  readonly upTo: number;
}

function positionBatch(database: Database, { events, counters }: LogCollections): Promise<Positioned> {
  return database.transaction(async ({ session }) => {
    const pending = await events
      .find({ pending: true }, { session, projection: { _id: 1 } })
      .sort({ pending: 1, at: 1, sequence: 1 })
      .limit(batchSize)
      .toArray();
    const count = pending.length;
    if (count === 0) return { count, upTo: 0 };
    const counter = await counters.findOneAndUpdate({ _id: 'position' }, { $inc: { value: count } }, { session });
    const start = counter?.value ?? 0;
    await events.bulkWrite(
      pending.map((row, index) => ({
        updateOne: {
          filter: { _id: row._id },
          update: { $set: { position: start + index + 1 }, $unset: { pending: 1 } },
        },
      })),
      { session, ordered: true },
    );
    return { count, upTo: start + count };
  });
}
