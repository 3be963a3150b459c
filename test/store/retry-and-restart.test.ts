import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  Long,
  MongoClient,
  type ChangeStreamInsertDocument,
  type ClientSession,
  type Collection,
  type Db,
  type Document,
} from 'mongodb';
import { startStore } from '../../store/index.js';
import { openDatabase, temporaryFolder, uniqueName, type DatabaseUnderTest } from './support/database-under-test.js';
import { externalUri } from './support/environment.js';
import { now } from './support/now.js';

interface Counter {
  _id: number;
  n: number;
}

describe('a write sent again with the same session and number', () => {
  let server: DatabaseUnderTest;
  let client: MongoClient;
  let database: Db;
  let session: ClientSession;
  let number = 0;

  beforeAll(async () => {
    server = await openDatabase();
    client = await new MongoClient(server.uri).connect();
    database = client.db(uniqueName('retry'));
    session = client.startSession();
  });

  afterAll(async () => {
    await session?.endSession();
    await database?.dropDatabase();
    await client?.close();
    await server?.close();
  });

  beforeEach(async () => {
    await database.collection<Counter>('counters').deleteMany({});
    await database.collection<Counter>('counters').insertOne({ _id: 1, n: 1 });
    number++;
  });

  const send = (command: Document, txnNumber = number): Promise<Document> =>
    database.command({ ...command, txnNumber: Long.fromNumber(txnNumber) }, { session });
  const counters = (): Promise<Counter[]> => database.collection<Counter>('counters').find().sort({ _id: 1 }).toArray();

  test('an insert is done once and answered the same', async () => {
    const insert = {
      insert: 'counters',
      documents: [
        { _id: 2, n: 2 },
        { _id: 3, n: 3 },
      ],
    };
    expect(await send(insert)).toMatchObject({ ok: 1, n: 2 });
    const again = await send(insert);
    expect(again).toMatchObject({ ok: 1, n: 2 });
    expect(again['writeErrors']).toBeUndefined();
    expect(await counters()).toHaveLength(3);
  });

  test('an increment counts once', async () => {
    const update = { update: 'counters', updates: [{ q: { _id: 1 }, u: { $inc: { n: 1 } } }] };
    for (let attempt = 0; attempt < 3; attempt++) expect(await send(update)).toMatchObject({ n: 1, nModified: 1 });
    expect(await counters()).toEqual([{ _id: 1, n: 2 }]);
  });

  test('an upsert answers with the same id', async () => {
    const upsert = { update: 'counters', updates: [{ q: { n: 99 }, u: { $inc: { n: 1 } }, upsert: true }] };
    const first = await send(upsert);
    expect((await send(upsert))['upserted']).toEqual(first['upserted']);
    expect(await counters()).toHaveLength(2);
  });

  test('a delete takes one document', async () => {
    await database.collection<Counter>('counters').insertOne({ _id: 2, n: 1 });
    const remove = { delete: 'counters', deletes: [{ q: { n: 1 }, limit: 1 }] };
    for (let attempt = 0; attempt < 2; attempt++) expect(await send(remove)).toMatchObject({ n: 1 });
    expect(await counters()).toHaveLength(1);
  });

  test('findAndModify returns the same document', async () => {
    const modify = { findAndModify: 'counters', query: { _id: 1 }, update: { $inc: { n: 1 } }, new: true };
    for (let attempt = 0; attempt < 2; attempt++) expect((await send(modify))['value']).toEqual({ _id: 1, n: 2 });
    const remove = { findAndModify: 'counters', query: { _id: 1 }, remove: true };
    number++;
    for (let attempt = 0; attempt < 2; attempt++) expect((await send(remove))['value']).toEqual({ _id: 1, n: 2 });
  });

  test('what was done of a batch is not done again, the rest is', async () => {
    const one = { q: { _id: 1 }, u: { $inc: { n: 1 } } };
    await send({ update: 'counters', updates: [one] });
    expect(await send({ update: 'counters', updates: [one, one] })).toMatchObject({ n: 2 });
    expect(await counters()).toEqual([{ _id: 1, n: 3 }]);
  });

  test('an older number is refused', async () => {
    number++;
    await send({ insert: 'counters', documents: [{ _id: 2 }] });
    const old = send({ insert: 'counters', documents: [{ _id: 3 }] }, number - 1);
    await expect(old).rejects.toMatchObject({ codeName: 'TransactionTooOld' });
  });
});

describe('a change stream that had nothing to tell yet', () => {
  let server: DatabaseUnderTest;
  let client: MongoClient;
  let counters: Collection<Counter>;

  beforeAll(async () => {
    server = await openDatabase();
    client = await new MongoClient(server.uri).connect();
    counters = client.db(uniqueName('idle')).collection<Counter>('counters');
    await counters.insertOne({ _id: 0, n: 0 });
  });

  afterAll(async () => {
    await client?.db(counters.dbName).dropDatabase();
    await client?.close();
    await server?.close();
  });

  test('is resumed after the token of its empty batch', async () => {
    const idle = counters.watch([], { maxAwaitTimeMS: 50 });
    expect(await idle.tryNext()).toBeNull();
    const token = idle.resumeToken;
    await idle.close();
    await counters.insertOne({ _id: 1, n: 1 });
    const resumed = counters.watch([], { resumeAfter: token });
    expect(await resumed.next()).toMatchObject({ operationType: 'insert', documentKey: { _id: 1 } });
    await resumed.close();
  });

  test('goes on by itself when its cursor is lost', async () => {
    const stream = counters.watch([], { maxAwaitTimeMS: 50 });
    expect(await stream.tryNext()).toBeNull();
    const { id } = (stream as unknown as { cursor: { id: Long } }).cursor;
    await client.db(counters.dbName).command({ killCursors: counters.collectionName, cursors: [id] });
    await counters.insertOne({ _id: 2, n: 2 });
    expect(await stream.next()).toMatchObject({ operationType: 'insert', documentKey: { _id: 2 } });
    await stream.close();
  });
});

const ownStoreOnly = externalUri === undefined ? describe : describe.skip;

ownStoreOnly('a store started again on its folder', () => {
  test('answers a retried write of before, goes on with a change stream, and keeps data and indexes', async () => {
    const directory = await temporaryFolder();
    const write = {
      update: 'counters',
      updates: [{ q: { _id: 1 }, u: { $inc: { n: 1 } } }],
      txnNumber: Long.fromNumber(100),
    };
    let token: unknown;
    let lsid: ClientSession['id'];
    await using(directory, async (client) => {
      const counters = client.db('restart').collection<Counter>('counters');
      await counters.createIndex({ n: 1 }, { unique: true });
      const stream = counters.watch([], { startAtOperationTime: await now(client) });
      await counters.insertOne({ _id: 0, n: 0 });
      token = (await stream.next())._id;
      await stream.close();
      await counters.insertOne({ _id: 1, n: 1 });
      const session = client.startSession();
      lsid = session.id;
      await client.db('restart').command(write, { session });
    });
    await using(directory, async (client) => {
      const database = client.db('restart');
      const counters = database.collection<Counter>('counters');
      const session = client.startSession();
      (session.serverSession as { id: unknown }).id = lsid;
      expect(await database.command(write, { session })).toMatchObject({ n: 1 });
      expect(await counters.findOne({ _id: 1 })).toEqual({ _id: 1, n: 2 });
      await expect(counters.insertOne({ _id: 9, n: 2 })).rejects.toMatchObject({ code: 11000 });
      const stream = counters.watch([{ $match: { 'documentKey._id': 1 } }], { resumeAfter: token });
      expect((await stream.next()) as ChangeStreamInsertDocument).toMatchObject({ operationType: 'insert' });
      expect(await stream.next()).toMatchObject({
        operationType: 'update',
        updateDescription: { updatedFields: { n: 2 } },
      });
      await stream.close();
      await session.endSession();
    });
    await rm(directory, { recursive: true, force: true });
  });

  test('a second store on a folder in use is refused with a clear message', async () => {
    const directory = await temporaryFolder();
    const store = await startStore({ directory });
    await expect(startStore({ directory })).rejects.toThrow(directory);
    await store.close();
    await rm(directory, { recursive: true, force: true });
  });
});

async function using(directory: string, use: (client: MongoClient) => Promise<void>): Promise<void> {
  const store = await startStore({ directory });
  const client = new MongoClient(store.uri);
  try {
    await use(client);
  } finally {
    await client.close();
    await store.close();
  }
}
