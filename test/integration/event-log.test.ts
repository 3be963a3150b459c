import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { EventData } from '../../schema/index.js';
import type { Database, UnitOfWork } from '../../subgraphs/kernel/database.js';
import type { EventLog, TailItem } from '../../subgraphs/kernel/event-log/index.js';
import { startTestLog, startTestServer, type TestServer } from '../kit/database.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const data = (id: string): EventData<'conversationOpened'> => ({
  conversationId: id,
  channelId: 'test',
  participantId: null,
  at: new Date().toISOString(),
});

const append = (log: EventLog, unit: UnitOfWork, key: string, id = key) =>
  log.append(unit, 'conversationOpened', { key, actor: 'test', data: data(id) });

const write = (database: Database, log: EventLog, key: string, id = key) =>
  database.transaction((unit) => append(log, unit, key, id));

/** Reads until `count` events have come, then closes the reader. */
async function take(reader: AsyncIterableIterator<TailItem>, count: number): Promise<TailItem[]> {
  const items: TailItem[] = [];
  while (items.length < count) {
    const step = await reader.next();
    if (step.done) break;
    items.push(step.value);
  }
  await reader.return?.();
  return items;
}

async function withLog<T>(work: (database: Database, log: EventLog, name: string) => Promise<T>): Promise<T> {
  const name = `log_${Math.random().toString(36).slice(2)}`;
  const database = await server.open(name);
  const log = await startTestLog(database);
  try {
    return await work(database, log, name);
  } finally {
    await log.stop();
  }
}

describe('appending', () => {
  test('numbers the events of a key without gap, also under concurrent writers, and chains their hashes', () =>
    withLog(async (database, log) => {
      await Promise.all(Array.from({ length: 24 }, (_, index) => write(database, log, 'case:1', String(index))));
      const history = await log.history('case:1', { first: 100 });
      expect(history.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 24 }, (_, index) => index + 1));
      expect(await log.verify('case:1')).toMatchObject({ length: 24, verified: true });
    }));

  test('leaves nothing behind when the transaction is given up', () =>
    withLog(async (database, log) => {
      const failing = database.transaction(async (unit) => {
        await append(log, unit, 'case:1');
        throw new Error('given up');
      });
      await expect(failing).rejects.toThrow('given up');
      await write(database, log, 'case:1');
      expect((await log.history('case:1', { first: 10 })).map(({ sequence }) => sequence)).toEqual([1]);
    }));

  test('refuses data that is not of the catalogue', () =>
    withLog(async (database, log) => {
      const wrong = database.transaction((unit) =>
        log.append(unit, 'conversationOpened', { key: 'case:1', actor: 'test', data: { nonsense: true } as never }),
      );
      await expect(wrong).rejects.toThrow();
    }));

  test('an altered or missing event breaks the proof', () =>
    withLog(async (database, log) => {
      for (let index = 0; index < 3; index += 1) await write(database, log, 'case:1', String(index));
      const events = database.connection.db!.collection('event_log');
      await events.updateOne({ key: 'case:1', sequence: 2 }, { $set: { 'data.channelId': 'forged' } });
      expect((await log.verify('case:1')).verified).toBe(false);
      await events.deleteOne({ key: 'case:1', sequence: 2 });
      expect((await log.verify('case:1')).verified).toBe(false);
      await events.deleteMany({ key: 'case:1', sequence: 3 });
      expect((await log.verify('case:1')).verified).toBe(false);
    }));

  test('seals the personal part, and only the vault opens it', () =>
    withLog(async (database, log) => {
      await database.transaction((unit) =>
        log.append(unit, 'contactDiscovered', {
          key: 'contact:1',
          actor: 'test',
          data: { participantId: 'p', channelId: 'c', phoneHash: null, language: 'id' },
          sealed: { phone: '+6289900000001', name: 'Melati Contoh', handle: 'h' },
        }),
      );
      const row = await database.connection.db!.collection('event_log').findOne({ key: 'contact:1' });
      expect(JSON.stringify(row)).not.toContain('Melati');
      const [event] = await log.history('contact:1', { first: 1 });
      expect(log.open<{ name: string }>(event!).name).toBe('Melati Contoh');
    }));
});

describe('reading', () => {
  test('a slow writer that commits late is never passed by a reader, whatever the order of ids and times', () =>
    withLog(async (database, log) => {
      const reader = log.tail({ after: 0 });
      const seen = take(reader, 41);
      let release: () => void = () => undefined;
      const held = new Promise<void>((resolve) => (release = resolve));
      const slow = database.transaction(async (unit) => {
        await append(log, unit, 'slow');
        await held;
      });
      for (let index = 0; index < 40; index += 1) await write(database, log, `fast:${index}`);
      await pause(50);
      release();
      await slow;
      const keys = (await seen).map((item) => (item.kind === 'event' ? item.event.key : item.kind));
      expect(new Set(keys).size).toBe(41);
      expect(keys.at(-1)).toBe('slow');
    }));

  test('a subscriber that reconnects at random moments misses nothing and repeats nothing', () =>
    withLog(async (database, log) => {
      const total = 150;
      const writing = (async () => {
        for (let index = 0; index < total; index += 1) await write(database, log, `key:${index % 7}`, String(index));
      })();
      const positions: number[] = [];
      while (positions.length < total) {
        const reader = log.tail({ after: positions.at(-1) ?? 0 });
        for (const item of await take(reader, Math.min(1 + Math.floor(Math.random() * 9), total - positions.length))) {
          if (item.kind === 'event') positions.push(item.position);
        }
      }
      await writing;
      expect(positions).toEqual(Array.from({ length: total }, (_, index) => index + 1));
    }));

  test('two processes that write and read agree on one order', () =>
    withLog(async (database, log, name) => {
      const otherDatabase = await server.open(name);
      const other = await startTestLog(otherDatabase);
      const [here, there] = [take(log.tail({ after: 0 }), 60), take(other.tail({ after: 0 }), 60)];
      await Promise.all(
        Array.from({ length: 60 }, (_, index) =>
          index % 2
            ? write(database, log, `key:${index % 5}`, String(index))
            : write(otherDatabase, other, `key:${index % 5}`, String(index)),
        ),
      );
      const ids = (items: TailItem[]) => items.map((item) => (item.kind === 'event' ? item.event.id : item.kind));
      expect(ids(await here)).toEqual(ids(await there));
      await other.stop();
    }));

  test('a reader that waits ends at once when it is closed or aborted', () =>
    withLog(async (_database, log) => {
      const closed = log.tail({});
      const waiting = closed.next();
      await closed.return?.();
      expect((await waiting).done).toBe(true);
      const controller = new AbortController();
      const aborted = log.tail({ signal: controller.signal });
      const also = aborted.next();
      controller.abort();
      expect((await also).done).toBe(true);
    }));

  test('a cursor older than the log keeps is answered with a resync, and so is one of another log', () =>
    withLog(async (database, log) => {
      for (let index = 0; index < 10; index += 1) await write(database, log, 'key', String(index));
      await take(log.tail({ after: 0 }), 10);
      expect(await log.trim(6)).toBe(6);
      expect(await take(log.tail({ after: 3 }), 1)).toMatchObject([{ kind: 'resync', oldest: 6 }]);
      expect(await take(log.tail({ after: 6 }), 4)).toMatchObject([
        { position: 7 },
        { position: 8 },
        { position: 9 },
        { position: 10 },
      ]);
      expect(await take(log.tail({ after: 999 }), 1)).toMatchObject([{ kind: 'resync' }]);
    }));

  test('replay gives the wanted types only and does not stop at long runs of others', () =>
    withLog(async (database, log) => {
      for (let index = 0; index < 30; index += 1) await write(database, log, 'key', String(index));
      await database.transaction((unit) =>
        log.append(unit, 'complaintWithdrawn', { key: 'complaint:1', actor: 'test', data: { complaint: snapshot } }),
      );
      const items = await take(log.tail({ after: 0, types: ['complaint.withdrawn.v1'] }), 1);
      expect(items).toMatchObject([{ position: 31, event: { type: 'complaint.withdrawn.v1' } }]);
    }));
});

describe('consumers', () => {
  test('the effect of each event happens once, though two replicas consume and a handler fails now and then', () =>
    withLog(async (database, log, name) => {
      const otherDatabase = await server.open(name);
      const other = await startTestLog(otherDatabase);
      const effects = database.connection.db!.collection<{ event: string }>('effects');
      await database.connection.db!.createCollection('effects');
      let failures = 0;
      const consumerOf = (through: EventLog) =>
        through.consume({
          name: 'test.effects',
          types: ['conversation.opened.v1'],
          async handle(event, unit) {
            await database.connection
              .db!.collection('effects')
              .insertOne({ event: event.id }, through === log ? { session: unit.session } : {});
            if (through === log && failures < 3) {
              failures += 1;
              throw new Error('now and then');
            }
          },
        });
      const first = consumerOf(log);
      await first.start();
      for (let index = 0; index < 25; index += 1) await write(database, log, 'key', String(index));
      await first.settled();
      expect(failures).toBe(3);
      expect(await effects.countDocuments()).toBe(25);
      expect(new Set((await effects.find().toArray()).map(({ event }) => event)).size).toBe(25);
      await first.stop();
      await other.stop();
    }));

  test('an event that cannot be handled holds what comes after it, not what came before', () =>
    withLog(async (database, log) => {
      for (let index = 0; index < 9; index += 1) await write(database, log, `key:${index}`);
      await log.present();
      const handled = database.connection.db!.collection<{ _id: string }>('handled');
      await database.connection.db!.createCollection('handled');
      let isBroken = true;
      const consumer = log.consume({
        name: 'test.held',
        types: ['conversation.opened.v1'],
        async handle({ key }, { session }) {
          if (isBroken && key === 'key:5') throw new Error('cannot be handled yet');
          await handled.insertOne({ _id: key }, { session });
        },
      });
      const keys = async () => (await handled.find().sort({ _id: 1 }).toArray()).map(({ _id }) => _id);
      await consumer.start();
      const before = Array.from({ length: 5 }, (_, index) => `key:${index}`);
      while ((await keys()).length < before.length) await pause(10);
      await pause(150);
      expect(await keys()).toEqual(before);
      isBroken = false;
      await consumer.settled();
      expect(await keys()).toHaveLength(9);
      await consumer.stop();
    }));
});

const snapshot: EventData<'complaintWithdrawn'>['complaint'] = {
  complaintId: '1',
  ticket: 'K-0000-0000',
  channelId: 'test',
  participantId: null,
  confidential: false,
  category: 'OTHER',
  severity: 'LOW',
  classification: 'COMPLAINT',
  region: '61.71',
  subject: 'Lainnya',
  status: 'WITHDRAWN',
  level: 'BRANCH',
  assigneeId: null,
  unit: null,
  filedAt: '2026-11-20T00:00:00Z',
  updatedAt: '2026-11-20T00:00:00Z',
  version: 1,
};
