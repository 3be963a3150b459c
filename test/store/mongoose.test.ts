import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createConnection, mongo, Schema, type Connection, type Model, type Types } from 'mongoose';
import { openDatabase, uniqueName, type DatabaseUnderTest } from './support/database-under-test.js';
import { now } from './support/now.js';

interface Complaint {
  _id: Types.ObjectId;
  ticket: string;
  status: 'new' | 'verified' | 'resolved';
  region?: string;
  history: { status: string; at: Date }[];
  openedAt: Date;
  updatedAt: Date;
}

interface Counter {
  _id: string;
  last: number;
}

const complaintSchema = new Schema<Complaint>(
  {
    ticket: { type: String, required: true, unique: true },
    status: { type: String, enum: ['new', 'verified', 'resolved'], default: 'new' },
    region: { type: String, match: /^\d\d\.\d\d$/ },
    history: [{ _id: false, status: String, at: Date }],
    openedAt: { type: Date, default: () => new Date() },
  },
  { timestamps: true },
);
complaintSchema.index({ region: 1, status: 1 }, { unique: true, partialFilterExpression: { status: 'new' } });

let server: DatabaseUnderTest;
let connection: Connection;
let complaints: Model<Complaint>;
let counters: Model<Counter>;

beforeAll(async () => {
  server = await openDatabase();
  connection = await createConnection(server.uri, { dbName: uniqueName('mongoose') }).asPromise();
  complaints = connection.model<Complaint>('Complaint', complaintSchema);
  counters = connection.model<Counter>('Counter', new Schema<Counter>({ _id: String, last: Number }));
  await Promise.all([complaints.init(), counters.init()]);
});

afterAll(async () => {
  await connection?.dropDatabase();
  await connection?.close();
  await server?.close();
});

describe('mongoose on the store', () => {
  test('builds the indexes of a schema', async () => {
    const indexes = await complaints.listIndexes();
    expect(indexes.map(({ name }) => name as string).sort()).toEqual(['_id_', 'region_1_status_1', 'ticket_1']);
    const partial = indexes.find(({ name }) => name === 'region_1_status_1');
    expect(partial).toMatchObject({ unique: true, partialFilterExpression: { status: 'new' } });
    expect((await complaints.syncIndexes()) as unknown).toEqual([]);
  });

  test('applies defaults, validation and timestamps, and reads back what it stored', async () => {
    const created = await complaints.create({ ticket: 'K-1', region: '61.71' });
    expect(created.status).toBe('new');
    await expect(complaints.create({ ticket: 'K-2', region: 'nowhere' })).rejects.toThrow('region');
    const found = await complaints.findById(created._id);
    expect(found?.updatedAt).toBeInstanceOf(Date);
    expect(found?.toObject()).toEqual(created.toObject());
  });

  test('saves only what changed, and pushes to arrays', async () => {
    const complaint = await complaints.create({ ticket: 'K-3' });
    complaint.status = 'verified';
    complaint.history.push({ status: 'verified', at: new Date(5) });
    await complaint.save();
    const stored = await complaints.findOne({ ticket: 'K-3' }).lean();
    expect(stored).toMatchObject({ status: 'verified', history: [{ status: 'verified', at: new Date(5) }] });
  });

  test('a duplicate names the index, the key pattern and the value', async () => {
    await complaints.create({ ticket: 'K-4', status: 'resolved' });
    const error = await complaints.create({ ticket: 'K-4', status: 'resolved' }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(mongo.MongoServerError);
    expect(error).toMatchObject({ code: 11000, keyPattern: { ticket: 1 }, keyValue: { ticket: 'K-4' } });
    expect((error as Error).message).toMatch(/E11000 duplicate key error collection: .*index: ticket_1 dup key/);
  });

  test('a duplicate in a compound partial index is refused while the filter holds', async () => {
    await complaints.create({ ticket: 'K-5', region: '11.11' });
    await expect(complaints.create({ ticket: 'K-6', region: '11.11' })).rejects.toMatchObject({
      code: 11000,
      keyValue: { region: '11.11', status: 'new' },
    });
    await complaints.create({ ticket: 'K-6', region: '11.11', status: 'verified' });
  });

  test('lean queries give plain documents, sorted, cut and projected', async () => {
    await complaints.insertMany(
      ['c', 'a', 'b'].map((end) => ({ ticket: `L-${end}`, region: '22.22', status: 'resolved' as const })),
    );
    const page = await complaints.find({ region: '22.22' }, 'ticket').sort('ticket').skip(1).limit(1).lean();
    expect(page).toEqual([{ _id: expect.anything(), ticket: 'L-b' }]);
    expect(page[0]?.constructor).toBe(Object);
    expect(await complaints.countDocuments({ region: '22.22' })).toBe(3);
    expect(await complaints.exists({ ticket: 'L-z' })).toBeNull();
    expect(await complaints.distinct('ticket', { ticket: /^L-/ })).toEqual(['L-a', 'L-b', 'L-c']);
    const tickets: string[] = [];
    for await (const { ticket } of complaints.find({ region: '22.22' }).sort('-ticket').batchSize(2))
      tickets.push(ticket);
    expect(tickets).toEqual(['L-c', 'L-b', 'L-a']);
  });

  test('findOneAndUpdate with upsert counts without a gap under concurrency', async () => {
    const next = (): Promise<Counter | null> =>
      counters
        .findOneAndUpdate({ _id: 'ticket' }, { $inc: { last: 1 } }, { upsert: true, returnDocument: 'after' })
        .lean<Counter>();
    await next();
    const numbers = await Promise.all(Array.from({ length: 20 }, async () => (await next())?.last ?? 0));
    expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index + 2));
  });

  test('bulkWrite reports its counts', async () => {
    const result = await complaints.bulkWrite([
      { insertOne: { document: { ticket: 'B-1', status: 'resolved' } as Complaint } },
      { updateOne: { filter: { ticket: 'B-2' }, update: { $set: { status: 'resolved' } }, upsert: true } },
      { updateMany: { filter: { ticket: /^B-/ }, update: { $set: { region: '33.33' } } } },
      { deleteOne: { filter: { ticket: 'B-1' } } },
    ]);
    expect(result).toMatchObject({ insertedCount: 1, upsertedCount: 1, matchedCount: 2, deletedCount: 1 });
  });

  test('aggregate groups', async () => {
    const rows = await complaints.aggregate<{ _id: string; count: number }>([
      { $match: { region: '22.22' } },
      { $group: { _id: '$status', count: { $sum: 1 } } },
    ]);
    expect(rows).toEqual([{ _id: 'resolved', count: 3 }]);
  });

  test('withTransaction commits all or nothing', async () => {
    const both = async (fail: boolean): Promise<void> => {
      await connection.transaction(async (session) => {
        await complaints.create([{ ticket: 'T-1', status: 'resolved' }], { session });
        await counters.updateOne({ _id: 'filed' }, { $inc: { last: 1 } }, { session, upsert: true });
        expect(await complaints.countDocuments({ ticket: 'T-1' }).session(session)).toBe(1);
        expect(await complaints.countDocuments({ ticket: 'T-1' })).toBe(0);
        if (fail) throw new Error('changed my mind');
      });
    };
    await expect(both(true)).rejects.toThrow('changed my mind');
    expect(await counters.findById('filed')).toBeNull();
    await both(false);
    expect(await counters.findById('filed').lean()).toMatchObject({ last: 1 });
  });

  test('transactions in conflict are retried until each has counted', async () => {
    await counters.create({ _id: 'shared', last: 0 });
    const addOne = async (): Promise<void> => {
      const session = await connection.startSession();
      await session.withTransaction(async () => {
        const counter = await counters.findById('shared').session(session).lean<Counter>();
        await counters.updateOne({ _id: 'shared' }, { $set: { last: (counter?.last ?? 0) + 1 } }, { session });
      });
      await session.endSession();
    };
    await Promise.all(Array.from({ length: 6 }, addOne));
    expect(await counters.findById('shared').lean()).toMatchObject({ last: 6 });
  });
});

describe('change streams through mongoose', () => {
  test('a stream tells changes in order and goes on after a token', async () => {
    const stream = complaints.watch([], { startAtOperationTime: await now(connection.getClient()) });
    await complaints.create({ ticket: 'W-1', status: 'resolved' });
    await complaints.updateOne({ ticket: 'W-1' }, { $set: { region: '44.44' } });
    await complaints.deleteOne({ ticket: 'W-1' });
    const first = await stream.next();
    expect(first).toMatchObject({ operationType: 'insert', fullDocument: { ticket: 'W-1' } });
    await stream.close();

    const resumed = complaints.watch([], { resumeAfter: first._id });
    const second = await resumed.next();
    expect(second).toMatchObject({
      operationType: 'update',
      updateDescription: { updatedFields: { region: '44.44' } },
    });
    expect(await resumed.next()).toMatchObject({ operationType: 'delete' });
    await resumed.close();
  });

  test('a watcher by event hears an insert', async () => {
    const stream = complaints.watch([{ $match: { operationType: 'insert' } }]);
    const heard: mongo.ChangeStreamInsertDocument<Complaint>[] = [];
    stream.on('change', (change: mongo.ChangeStreamInsertDocument<Complaint>) => heard.push(change));
    for (let attempt = 0; heard.length === 0 && attempt < 200; attempt++) {
      await complaints.create({ ticket: `H-${attempt}`, status: 'resolved' });
      await wait(20);
    }
    expect(heard[0]?.fullDocument.ticket).toMatch(/^H-/);
    await stream.close();
  });
});
