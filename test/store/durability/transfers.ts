import { MongoError, type ClientSession, type Db, type MongoClient } from 'mongodb';
import type { Random } from '../support/random.js';
import { isLoss } from './writers.js';

interface Account {
  _id: number;
  balance: number;
}

interface Transfer {
  _id: string;
  from: number;
  to: number;
  amount: number;
}

const accountCount = 20;
const opening = 1_000;

/**
 * Workers that move amounts between accounts, each move one transaction over two accounts and a journal entry in
 * another collection. The sum of all balances never changes, and balances follow from the journal.
 */
export class Transfers {
  acknowledged = 0;
  conflicts = 0;
  readonly #unexpected: string[] = [];
  readonly #acknowledged = new Set<string>();
  readonly #attempted = new Set<string>();
  readonly #workers: number;
  readonly #random: Random;

  constructor(workers: number, random: Random) {
    this.#workers = workers;
    this.#random = random;
  }

  /** Opens the accounts; once, before the first run. */
  async prepare(database: Db): Promise<void> {
    const accounts = Array.from({ length: accountCount }, (_, _id) => ({ _id, balance: opening }));
    await database.collection<Account>('accounts').insertMany(accounts);
    await database.collection<Transfer>('journal').createIndex({ from: 1 });
  }

  /** Lets all workers transfer until the server is gone; returns when the last has noticed. */
  async run(client: MongoClient, database: Db): Promise<void> {
    await Promise.all(Array.from({ length: this.#workers }, (_, worker) => this.#work(client, database, worker)));
  }

  async #work(client: MongoClient, database: Db, worker: number): Promise<void> {
    const session = client.startSession();
    try {
      for (;;) await this.#transfer(session, database, worker);
    } catch (error) {
      if (!isLoss(error)) this.#unexpected.push(`transfer worker ${worker}: ${String(error)}`);
    } finally {
      await session.endSession().catch(() => undefined);
    }
  }

  /** One transfer, abandoned when another transaction was first. */
  async #transfer(session: ClientSession, database: Db, worker: number): Promise<void> {
    const from = this.#random.below(accountCount);
    const to = (from + 1 + this.#random.below(accountCount - 1)) % accountCount;
    const entry: Transfer = { _id: `${worker}-${this.#attempted.size}`, from, to, amount: 1 + this.#random.below(50) };
    this.#attempted.add(entry._id);
    const accounts = database.collection<Account>('accounts');
    session.startTransaction();
    try {
      await accounts.updateOne({ _id: from }, { $inc: { balance: -entry.amount } }, { session });
      await database.collection<Transfer>('journal').insertOne(entry, { session });
      await accounts.updateOne({ _id: to }, { $inc: { balance: entry.amount } }, { session });
      await session.commitTransaction();
    } catch (error) {
      if (!(error instanceof MongoError) || error.code !== 112) throw error;
      this.conflicts++;
      await session.abortTransaction();
      return;
    }
    this.#acknowledged.add(entry._id);
    this.acknowledged++;
  }

  /** Returns the faults: an acknowledged transfer that is gone, a half one, or money made or lost. */
  async verify(database: Db): Promise<string[]> {
    const faults = [...this.#unexpected];
    const journal = await database.collection<Transfer>('journal').find().toArray();
    const expected = Array.from({ length: accountCount }, () => opening);
    const found = new Set<string>();
    for (const { _id, from, to, amount } of journal) {
      found.add(_id);
      if (!this.#attempted.has(_id)) faults.push(`transfer ${_id} was never made`);
      expected[from]! -= amount;
      expected[to]! += amount;
    }
    for (const id of this.#acknowledged) if (!found.has(id)) faults.push(`the acknowledged transfer ${id} is gone`);
    for (const { _id, balance } of await database.collection<Account>('accounts').find().toArray()) {
      if (balance !== expected[_id]) faults.push(`account ${_id} has ${balance}, its journal says ${expected[_id]}`);
    }
    return faults;
  }
}
