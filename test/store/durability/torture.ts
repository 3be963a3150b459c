import { rm } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { MongoClient, type Collection, type Db } from 'mongodb';
import { temporaryFolder } from '../support/database-under-test.js';
import { Random } from '../support/random.js';
import { StoreChild } from './child.js';
import { Transfers } from './transfers.js';
import { Writers, type Item } from './writers.js';

const writerCount = 12;
const transactionWorkers = 4;

/** What a run of {@link killRounds} saw; no faults means that nothing was lost. */
export interface TortureReport {
  rounds: number;
  acknowledgedWrites: number;
  acknowledgedTransactions: number;
  conflicts: number;
  faults: string[];
}

const connect = (uri: string): Promise<MongoClient> =>
  new MongoClient(uri, { retryWrites: false, serverSelectionTimeoutMS: 2_000, maxPoolSize: 20 }).connect();

/** Compares what each index says with a scan of all documents; returns the faults. */
async function verifyIndexes(items: Collection<Item>, all: Item[]): Promise<string[]> {
  const faults: string[] = [];
  const ids = (found: Item[]): string =>
    found
      .map(({ _id }) => _id)
      .sort()
      .join();
  for (let writer = 0; writer < writerCount; writer++) {
    const byIndex = await items
      .find({ writer, n: { $gte: 0 } })
      .sort({ writer: 1, n: 1 })
      .toArray();
    if (ids(byIndex) !== ids(all.filter((item) => item.writer === writer)))
      faults.push(`index writer_1_n_1 at ${writer}`);
  }
  for (const tag of ['all', 'v0', 'v1', 'v2']) {
    const byIndex = await items.find({ tags: tag }).toArray();
    if (ids(byIndex) !== ids(all.filter((item) => item.tags.includes(tag)))) faults.push(`index tags_1 at ${tag}`);
  }
  const [sample] = all;
  if (sample) {
    const code = await items.insertOne({ ...sample, _id: 'twin' }).then(
      () => 0,
      (error: { code?: number }) => error.code,
    );
    if (code !== 11000) faults.push(`the unique index let a second ${sample._id} in`);
    await items.deleteOne({ _id: 'twin' });
  }
  return faults;
}

async function prepare(database: Db, transfers: Transfers): Promise<void> {
  const items = database.collection<Item>('items');
  await items.createIndex({ writer: 1, n: 1 }, { unique: true });
  await items.createIndex({ tags: 1 });
  await transfers.prepare(database);
}

/** The longest a round writes before the kill, in milliseconds. */
const longestRound = 1_500;

/**
 * Starts a store on one folder again and again: 12 writers and 4 transaction workers write through the driver, SIGKILL
 * falls at a random moment, and after the restart every acknowledged write has to be there, transactions whole or
 * absent, and indexes in step with the documents. Every third start is itself killed early, while it recovers.
 */
export async function killRounds(rounds: number, seed: number): Promise<TortureReport> {
  const random = new Random(seed);
  const directory = await temporaryFolder();
  const writers = new Writers(writerCount, random);
  const transfers = new Transfers(transactionWorkers, random);
  const report: TortureReport = {
    rounds: 0,
    acknowledgedWrites: 0,
    acknowledgedTransactions: 0,
    conflicts: 0,
    faults: [],
  };
  try {
    for (let round = 0; round <= rounds && report.faults.length === 0; round++) {
      if (round % 3 === 2) await killWhileStarting(directory, random);
      await withStore(directory, async (child, client) => {
        const database = client.db('torture');
        if (round === 0) await prepare(database, transfers);
        report.faults.push(...(await verify(database, writers, transfers)));
        if (round === rounds) return;
        const work = Promise.all([writers.run(database.collection('items')), transfers.run(client, database)]);
        await wait(50 + random.below(longestRound));
        await child.kill();
        await work;
        report.rounds++;
      });
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
  const { acknowledged: acknowledgedTransactions, conflicts } = transfers;
  return { ...report, acknowledgedWrites: writers.acknowledged, acknowledgedTransactions, conflicts };
}

async function killWhileStarting(directory: string, random: Random): Promise<void> {
  const child = new StoreChild(directory);
  await wait(random.below(500));
  await child.kill();
}

async function withStore(
  directory: string,
  use: (child: StoreChild, client: MongoClient) => Promise<void>,
): Promise<void> {
  const child = new StoreChild(directory);
  let client: MongoClient | undefined;
  try {
    client = await connect(await child.uri());
    await use(child, client);
  } finally {
    await client?.close();
    await child.kill();
  }
}

async function verify(database: Db, writers: Writers, transfers: Transfers): Promise<string[]> {
  const items = database.collection<Item>('items');
  const all = await items.find().toArray();
  return [...writers.verify(all), ...(await transfers.verify(database)), ...(await verifyIndexes(items, all))];
}
