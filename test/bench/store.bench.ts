import { MongoClient, type Collection, type Db } from 'mongodb';
import { startStore } from '../../store/index.js';
import { verdict, withFolder, type Print } from './benchmark.js';

export const name = 'embedded store through the official driver, 20 in flight';

const documents = 100_000;
const batch = 1_000;
const inFlight = 20;
const seconds = 4;
const findBar = 4_000;
const readyBar = 3;

interface Row {
  readonly _id: string;
  readonly ticket: string;
  readonly region: string;
  readonly status: string;
  readonly filedAt: Date;
  readonly text: string;
  readonly version: number;
}

/** About 400 bytes, as a complaint without its history. */
const row = (index: number): Row => ({
  _id: `cmp_${index}`,
  ticket: `K-${index.toString(36).toUpperCase().padStart(8, '0')}`,
  region: `61.${index % 100}`,
  status: index % 3 === 0 ? 'RECEIVED' : 'VERIFIED',
  filedAt: new Date(1_780_000_000_000 + index * 60_000),
  text: `Antrean terlalu lama, kejadian ke-${index}. `.repeat(5),
  version: 1,
});

/** Operations and processor time of a stretch of load. */
interface Stretch {
  readonly perSecond: number;
  /** Milliseconds for one operation: driver and store together. */
  readonly cpu: number;
}

/** Keeps some operations under way for some seconds. */
async function sustain(operation: (index: number) => Promise<unknown>): Promise<Stretch> {
  const cpu = process.cpuUsage();
  const began = performance.now();
  const end = began + seconds * 1000;
  let done = 0;
  let next = 0;
  const lane = async () => {
    while (performance.now() < end) {
      await operation(next++);
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
  const { user, system } = process.cpuUsage(cpu);
  return { perSecond: (done / (performance.now() - began)) * 1000, cpu: (user + system) / 1000 / done };
}

const shown = ({ perSecond }: Stretch) => `${perSecond.toFixed(0)}/s`;
const cost = (what: string, stretch: Stretch) =>
  `${what.padEnd(56)} ${shown(stretch).padStart(18)}   ${stretch.cpu.toFixed(2)} ms CPU each, driver and store`;

async function fill(rows: Collection<Row>): Promise<number> {
  const began = performance.now();
  for (let start = 0; start < documents; start += batch) {
    await rows.insertMany(Array.from({ length: batch }, (_, offset) => row(start + offset)));
  }
  await rows.createIndex({ ticket: 1 }, { name: 'ticket', unique: true });
  await rows.createIndex({ region: 1, filedAt: -1 }, { name: 'region_filed' });
  return documents / ((performance.now() - began) / 1000);
}

async function findByTicket(rows: Collection<Row>, index: number): Promise<void> {
  const wanted = row((index * 7919) % documents);
  const found = await rows.findOne({ ticket: wanted.ticket });
  if (found?._id !== wanted._id) throw new Error(`findOne gave ${found?._id} for ${wanted._id}`);
}

/** An insert and a change of another collection, committed together, as the hub's writes are. */
async function commit(client: MongoClient, db: Db, index: number): Promise<void> {
  await client.withSession((session) =>
    session.withTransaction(async () => {
      await db.collection('events').insertOne({ key: `cmp_${index}`, sequence: 2 }, { session });
      await db
        .collection<Row>('complaints')
        .updateOne({ _id: `cmp_${index % documents}` }, { $inc: { version: 1 } }, { session });
    }),
  );
}

async function measure(print: Print, uri: string): Promise<void> {
  const client = await MongoClient.connect(uri, { maxPoolSize: 50 });
  const db = client.db('bench');
  const rows = db.collection<Row>('complaints');
  print(`filled with ${documents} documents and two indexes, ${(await fill(rows)).toFixed(0)} documents/s`);
  await db.createCollection('events');
  await sustain((index) => findByTicket(rows, index));
  const finds = await sustain((index) => findByTicket(rows, index));
  verdict(print, 'indexed findOne', shown(finds), `>= ${findBar}/s`, finds.perSecond >= findBar);
  print(cost('  the same', finds));
  print(cost('insertOne, each on disk', await sustain((index) => rows.insertOne(row(documents + index)))));
  print(cost('transactions of an insert and an update, on disk', await sustain((index) => commit(client, db, index))));
  await client.close();
}

/** Fills a store, loads it, and starts it again on what it holds. */
export async function run(print: Print): Promise<void> {
  await withFolder(async (directory) => {
    const store = await startStore({ directory });
    await measure(print, store.uri);
    await store.close();
    const began = performance.now();
    const again = await startStore({ directory });
    const client = await MongoClient.connect(again.uri);
    await client
      .db('bench')
      .collection<Row>('complaints')
      .findOne({ ticket: row(1).ticket });
    const ready = (performance.now() - began) / 1000;
    const count = await client.db('bench').collection('complaints').estimatedDocumentCount();
    verdict(print, `ready on ${count} documents`, `${ready.toFixed(2)} s`, `< ${readyBar} s`, ready < readyBar);
    await client.close();
    await again.close();
  });
}
