import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Database } from '../../subgraphs/kernel/database.js';
import { startTestServer, type TestServer } from '../../test/kit/database.js';
import { hostCollections, prepareHostCollections, type HostCollections, type InboxRow } from './collections.js';
import { InboxWriter } from './inbox-writer.js';
import { addToLedger, leaving, readLedger } from './ledger.js';

let server: TestServer;
let database: Database;
let collections: HostCollections;
beforeAll(async () => {
  server = await startTestServer();
  database = await server.open();
  await prepareHostCollections(database.connection.db!);
  collections = hostCollections(database.connection.db!);
});
afterAll(() => server.close());

const at = new Date('2026-11-20T03:00:00Z');
const row = (id: string): InboxRow => ({
  _id: id,
  channelId: 'surat',
  accountKey: 'a',
  externalId: id,
  kind: 'message',
  variant: null,
  lane: id,
  order: id,
  sentAt: at,
  receivedAt: at,
  state: 'open',
  dueAt: at,
  attempts: 0,
});
const ledger = () => readLedger(database, collections, 'surat');

it('balances while rows wait, are worked, die and are opened again, and counts none twice', async () => {
  const woken: string[] = [];
  const writer = new InboxWriter(database, collections, (rows) => woken.push(...rows.map(({ _id }) => _id)));
  expect(await writer.write('surat', [])).toEqual({ stored: 0, duplicates: 0 });
  expect(await writer.write('surat', [row('1'), row('2'), row('2')])).toEqual({ stored: 2, duplicates: 1 });
  // Some are known, some are not: what is new is stored all the same.
  expect(await writer.write('surat', [row('2'), row('3'), row('4')])).toEqual({ stored: 2, duplicates: 1 });
  expect(woken).toEqual(['1', '2', '3', '4']);
  expect(await ledger()).toMatchObject({ received: 6, stored: 4, duplicates: 2, processed: 0 });

  const leaves = async (id: string, change: Partial<InboxRow>, add: object) => {
    const before = await collections.inbox.findOneAndUpdate(
      { _id: id },
      { $set: change },
      { returnDocument: 'before' },
    );
    await addToLedger(collections, 'surat', 0, { ...add, ...leaving(before!) });
  };
  await leaves('1', { state: 'done' }, { processed: 1 });
  await leaves('2', { state: 'dead', counted: true }, { deadLettered: 1 });
  expect(await ledger()).toMatchObject({ received: 6, stored: 4, duplicates: 2, processed: 1, deadLettered: 1 });
  await collections.inbox.updateOne({ _id: '2' }, { $set: { state: 'open' } });
  await addToLedger(collections, 'surat', 'replay', { deadLettered: -1 });
  expect(await ledger()).toMatchObject({ received: 6, stored: 4, processed: 1, deadLettered: 0 });
  await leaves('2', { state: 'done' }, { processed: 1 });
  expect(await ledger()).toMatchObject({ received: 6, stored: 4, duplicates: 2, processed: 2, deadLettered: 0 });
});

it('tells the sender when the database cannot take it, and not that it was a repetition', async () => {
  const refused = Object.assign(Object.create(collections.inbox) as HostCollections['inbox'], {
    insertMany: () => Promise.reject(new Error('no primary')),
  });
  const writer = new InboxWriter(database, { ...collections, inbox: refused }, () => undefined);
  await expect(writer.write('surat', [row('9')])).rejects.toThrow('no primary');
});
