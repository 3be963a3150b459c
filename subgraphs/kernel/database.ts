import mongoose, { type ClientSession, type Connection } from 'mongoose';
import type { Logger } from './logging.js';

/** One transaction's hand: repositories take `session`, the event log hangs its wake-up on `afterCommit`. */
export interface UnitOfWork {
  readonly session: ClientSession;
  /** Runs at the end of the work, before the commit, in the order of calls: for writes that are better made together. */
  beforeCommit(effect: () => Promise<void>): void;
  /** Runs once, after the commit; not at all when the transaction is given up. */
  afterCommit(effect: () => void): void;
}

/** The hub's database: MongoDB, or the embedded store that speaks its protocol. */
export interface Database {
  readonly connection: Connection;
  /**
   * Runs work in a transaction and commits it. Transient conflicts run the work again from the start,
   * so it may only write through the unit. Rejects with the work's own error.
   */
  transaction<T>(work: (unit: UnitOfWork) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  readonly name: string;
  readonly log: Logger;
  /** True: the driver tells of each command (`connection.getClient().on('commandStarted')`); costs time, for tests. */
  readonly monitorCommands?: boolean;
}

/** Connects and waits until the server answers; rejects within 10 s with a text that says what to do. */
export async function openDatabase(uri: string, options: DatabaseOptions): Promise<Database> {
  const connection = mongoose.createConnection(uri, {
    dbName: options.name,
    serverSelectionTimeoutMS: 10_000,
    maxPoolSize: 50,
    autoIndex: false,
    autoCreate: false,
    monitorCommands: options.monitorCommands ?? false,
  });
  try {
    await connection.asPromise();
  } catch (error) {
    throw new Error('The database does not answer; check MONGODB_URI (or unset it to use the embedded store).', {
      cause: error,
    });
  }
  return {
    connection,
    transaction: (work) => runTransaction(connection, work),
    close: () => connection.close(),
  };
}

async function runTransaction<T>(connection: Connection, work: (unit: UnitOfWork) => Promise<T>): Promise<T> {
  const session = await connection.startSession();
  let effects: (() => void)[] = [];
  try {
    const result = await session.withTransaction(
      async () => {
        effects = [];
        const last: (() => Promise<void>)[] = [];
        const given = await work({
          session,
          beforeCommit: (effect) => last.push(effect),
          afterCommit: (effect) => effects.push(effect),
        });
        for (const effect of last) await effect();
        return given;
      },
      { readConcern: { level: 'snapshot' }, writeConcern: { w: 'majority' } },
    );
    for (const effect of effects) effect();
    return result;
  } finally {
    await session.endSession();
  }
}
