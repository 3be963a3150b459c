import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTestLog, startTestServer, type TestServer } from '../../../test/kit/database.js';
import type { Database } from '../database.js';
import type { EventLog, StoredEvent } from './types.js';

const key = 'contact:par_1';
const phone = '+6289900000001';
let server: TestServer;
let database: Database;
let log: EventLog;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

async function withChain(work: () => Promise<void>): Promise<void> {
  database = await server.open();
  log = await startTestLog(database);
  for (let index = 0; index < 3; index += 1) await append();
  await work();
  await log.stop();
}

const append = () =>
  database.transaction((unit) =>
    log.append(unit, 'contactDiscovered', {
      key,
      actor: 'test',
      data: { participantId: 'par_1', channelId: 'c', phoneHash: 'hash-of-a-number', language: 'id' },
      sealed: { phone, name: 'Melati Contoh', handle: 'h' },
    }),
  );
const strip = ({ data }: StoredEvent) => ({ ...(data as object), phoneHash: null });
const redact = () => database.transaction((unit) => log.redact(unit, { key }, strip));
const rows = () => database.connection.db!.collection('event_log');
const verified = async () => (await log.verify(key)).verified;

test('personal parts go, every hash stays, the chain verifies and goes on', () =>
  withChain(async () => {
    const before = await log.history(key, { first: 10 });
    expect(await redact()).toBe(3);
    const after = await log.history(key, { first: 10 });
    expect(after.map(({ hash }) => hash)).toEqual(before.map(({ hash }) => hash));
    for (const event of after) {
      expect(event.sealed).toBeUndefined();
      expect(event.data).toMatchObject({ participantId: 'par_1', phoneHash: null });
    }
    expect(await verified()).toBe(true);
    await append();
    expect(await verified()).toBe(true);
    expect(await redact()).toBe(1);
    expect(await redact()).toBe(0);
    expect(await verified()).toBe(true);
  }));

test('a transaction that is given up erases nothing', () =>
  withChain(async () => {
    const given = database.transaction(async (unit) => {
      await log.redact(unit, { key }, strip);
      throw new Error('given up');
    });
    await expect(given).rejects.toThrow('given up');
    expect(await rows().countDocuments({ key, sealed: { $exists: true } })).toBe(3);
    expect(await verified()).toBe(true);
  }));

test('what is left of an erased event cannot be altered, and no other can pass for one', () =>
  withChain(async () => {
    await redact();
    const second = { key, sequence: 2 };
    const { data, redacted } = (await rows().findOne(second))!;
    await rows().updateOne(second, { $set: { 'data.channelId': 'forged' } });
    expect(await verified()).toBe(false);
    await rows().updateOne(second, { $set: { data } });
    expect(await verified()).toBe(true);
    await rows().updateOne(second, { $unset: { redacted: '' } });
    expect(await verified()).toBe(false);
    await rows().updateOne(second, { $set: { redacted } });
    await append();
    await rows().updateOne(
      { key, sequence: 4 },
      { $set: { redacted, 'data.channelId': 'forged' }, $unset: { sealed: '' } },
    );
    expect(await verified()).toBe(false);
  }));

test('an event that had been altered before stays a broken link', () =>
  withChain(async () => {
    await rows().updateOne({ key, sequence: 2 }, { $set: { 'data.channelId': 'forged' } });
    await redact();
    expect(await rows().countDocuments({ key, sealed: { $exists: true } })).toBe(0);
    expect(await verified()).toBe(false);
  }));

test('an event that strip leaves alone keeps its sealed part', () =>
  withChain(async () => {
    const count = await database.transaction((unit) => log.redact(unit, { key }, () => undefined));
    expect(count).toBe(0);
    const [event] = await log.history(key, { first: 1 });
    expect(log.open<{ phone: string }>(event!).phone).toBe(phone);
  }));
