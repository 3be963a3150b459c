import { rm } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { MongoClient, type ClientSession, type Collection } from 'mongodb';
import { startStore } from '../../store/index.js';
import { CuttingProxy } from './support/cutting-proxy.js';
import { temporaryFolder, type DatabaseUnderTest } from './support/database-under-test.js';
import { externalUri, randomSeed } from './support/environment.js';
import { Random } from './support/random.js';

interface Counter {
  _id: string;
  n: number;
}

/** The driver tries once more: after a lost reply it gets time to reconnect and do so before the next one is lost. */
const repliesBetweenCuts = 60;

const ownStoreOnly = externalUri === undefined ? describe : describe.skip;

ownStoreOnly('when replies get lost, the driver tries again and nothing is done twice', () => {
  let directory: string;
  let store: DatabaseUnderTest;
  let proxy: CuttingProxy;
  let client: MongoClient;
  let counters: Collection<Counter>;
  let random: Random;

  beforeAll(async () => {
    const seed = randomSeed();
    process.stdout.write(`lost replies: KANAL_SEED=${seed}\n`);
    random = new Random(seed);
    directory = await temporaryFolder();
    store = await startStore({ directory, port: 0 });
    proxy = await CuttingProxy.start(Number(new URL(store.uri).port));
    client = new MongoClient(`mongodb://127.0.0.1:${proxy.port}/?directConnection=true`, {
      maxPoolSize: 8,
      minHeartbeatFrequencyMS: 20,
    });
    counters = client.db('lost').collection<Counter>('counters');
  });

  afterAll(async () => {
    await client?.close();
    await proxy?.close();
    await store?.close();
    await rm(directory, { recursive: true, force: true });
  });

  beforeEach(async () => {
    await counters.deleteMany({});
  });

  /** Loses a reply now and then while `work` runs. */
  async function losing<Result>(work: Promise<Result>): Promise<Result> {
    let over = false;
    const before = proxy.cuts;
    const loser = (async () => {
      while (!over) {
        proxy.cut();
        const enough = proxy.replies + repliesBetweenCuts + random.below(40);
        while (!over && proxy.replies < enough) await wait(20);
      }
    })();
    try {
      return await work;
    } finally {
      over = true;
      await loser;
      expect(proxy.cuts).toBeGreaterThan(before);
    }
  }

  /** Repeats a step for a second; returns how often it succeeded. */
  async function repeat(step: (turn: number) => Promise<unknown>): Promise<number> {
    const until = Date.now() + 1_000;
    let turn = 0;
    for (; Date.now() < until; turn++) await step(turn);
    return turn;
  }

  test('single updates, upserts and findOneAndUpdate count exactly once', async () => {
    const increment = { $inc: { n: 1 } };
    const workers = [
      repeat(() => counters.updateOne({ _id: 'update' }, increment, { upsert: true })),
      repeat(() => counters.findOneAndUpdate({ _id: 'find' }, increment, { upsert: true })),
      repeat(() => counters.bulkWrite([{ updateOne: { filter: { _id: 'bulk' }, update: increment, upsert: true } }])),
    ];
    const [update, find, bulk] = await losing(Promise.all(workers));
    const found = await counters.find().sort({ _id: 1 }).toArray();
    expect(found).toEqual([
      { _id: 'bulk', n: bulk },
      { _id: 'find', n: find },
      { _id: 'update', n: update },
    ]);
  });

  test('inserts do not meet themselves as duplicates', async () => {
    const many = (worker: string): Promise<number> =>
      repeat((turn) => counters.insertMany([0, 1, 2].map((part) => ({ _id: `${worker}-${turn}-${part}`, n: turn }))));
    const turns = await losing(Promise.all([many('a'), many('b')]));
    expect(await counters.countDocuments()).toBe(3 * ((turns[0] ?? 0) + (turns[1] ?? 0)));
  });

  test('transactions commit exactly once, with a lost answer to the commit too', async () => {
    const both = async (session: ClientSession, turn: number): Promise<void> => {
      await counters.updateOne({ _id: 'sum' }, { $inc: { n: 1 } }, { session, upsert: true });
      await counters.insertOne({ _id: `entry-${turn}`, n: turn }, { session });
    };
    const turns = await losing(
      client.withSession((session) => repeat((turn) => session.withTransaction(() => both(session, turn)))),
    );
    expect(await counters.findOne({ _id: 'sum' })).toEqual({ _id: 'sum', n: turns });
    expect(await counters.countDocuments({ _id: /^entry-/ })).toBe(turns);
  });

  test('a change stream tells every insert once and in order', async () => {
    await counters.insertOne({ _id: 'first', n: 0 });
    const stream = counters.watch([{ $match: { operationType: 'insert' } }], { maxAwaitTimeMS: 100 });
    expect(await stream.tryNext()).toBeNull();
    const told: number[] = [];
    const inserted = losing(repeat((turn) => counters.insertOne({ _id: `told-${turn}`, n: turn })));
    const listener = (async () => {
      for await (const change of stream) {
        if (change.operationType === 'insert') told.push(change.fullDocument.n);
        if (told.at(-1) === -1) return;
      }
    })();
    const turns = await inserted;
    await counters.insertOne({ _id: 'last', n: -1 });
    await listener;
    await stream.close();
    expect(told).toEqual([...Array.from({ length: turns }, (_, turn) => turn), -1]);
  });
});
