import { rm, watch } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { MongoClient, type Collection, type Db } from 'mongodb';
import { temporaryFolder } from '../support/database-under-test.js';
import { Random } from '../support/random.js';
import { Ballast, type Load } from './ballast.js';
import { StoreChild } from './child.js';
import { Transfers } from './transfers.js';
import { Writers, type Item } from './writers.js';

const writerCount = 12;
const transactionWorkers = 4;

/** What a run of {@link killRounds} saw; no faults means that nothing was lost. */
export interface TortureReport {
  rounds: number;
  /** Kills that fell while the store compacted its log. */
  compactions: number;
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

/** Everything that writes, and remembers what was acknowledged. */
class Workload {
  readonly writers: Writers;
  readonly transfers: Transfers;
  readonly ballast = new Ballast();

  constructor(random: Random) {
    this.writers = new Writers(writerCount, random);
    this.transfers = new Transfers(transactionWorkers, random);
  }

  async prepare(database: Db): Promise<void> {
    const items = database.collection<Item>('items');
    await items.createIndex({ writer: 1, n: 1 }, { unique: true });
    await items.createIndex({ tags: 1 });
    await this.transfers.prepare(database);
    await this.ballast.prepare(database.collection<Load>('ballast'));
  }

  /** Writes until the server is gone; `heavy` adds the updates that fill the log. */
  async run(client: MongoClient, database: Db, heavy: boolean): Promise<void> {
    await Promise.all([
      this.writers.run(database.collection<Item>('items')),
      this.transfers.run(client, database),
      heavy ? this.ballast.run(database.collection<Load>('ballast')) : undefined,
    ]);
  }

  async verify(database: Db): Promise<string[]> {
    const items = database.collection<Item>('items');
    const all = await items.find().toArray();
    return [
      ...this.writers.verify(all),
      ...(await this.transfers.verify(database)),
      ...(await this.ballast.verify(database.collection<Load>('ballast'))),
      ...(await verifyIndexes(items, all)),
    ];
  }
}

/** The longest an ordinary round writes before the kill, and a heavy one waits for a compaction, in milliseconds. */
const longestRound = 1_500;
const longestWait = 15_000;

/** Resolves true when the store begins to write a snapshot in `directory`, or false after {@link longestWait}. */
async function compactionBegins(directory: string): Promise<boolean> {
  const signal = AbortSignal.timeout(longestWait);
  try {
    for await (const { filename } of watch(directory, { signal })) if (filename?.includes('snapshot')) return true;
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return false;
}

export interface TortureOptions {
  rounds: number;
  seed: number;
  /** Lets every second round fill the log until it is compacted, and kills during that. Takes some ten seconds each. */
  compact?: boolean;
}

/**
 * Starts a store on one folder again and again: 12 writers and 4 transaction workers write through the driver, SIGKILL
 * falls at a random moment, and after the restart every acknowledged write has to be there, transactions whole or
 * absent, and indexes in step with the documents. Every third start is itself killed early, while it recovers.
 */
export async function killRounds({ rounds, seed, compact = false }: TortureOptions): Promise<TortureReport> {
  const random = new Random(seed);
  const directory = await temporaryFolder();
  const workload = new Workload(random);
  const report = { rounds: 0, compactions: 0, faults: [] as string[] };
  try {
    for (let round = 0; round <= rounds && report.faults.length === 0; round++) {
      if (round % 3 === 2) await killWhileStarting(directory, random);
      await withStore(directory, async (child, client) => {
        const database = client.db('torture');
        if (round === 0) await workload.prepare(database);
        report.faults.push(...(await workload.verify(database)));
        if (round === rounds) return;
        const heavy = compact && round % 2 === 1;
        const work = workload.run(client, database, heavy);
        if (heavy && (await compactionBegins(directory))) report.compactions++;
        await wait(random.below(heavy ? 60 : longestRound));
        await child.kill();
        await work;
        report.rounds++;
      });
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
  const { transfers, writers } = workload;
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
