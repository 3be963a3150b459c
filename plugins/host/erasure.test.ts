import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Database } from '../../subgraphs/kernel/database.js';
import { quietLog, startTestServer, testVault, type TestServer } from '../../test/kit/database.js';
import { fixturePlugin } from './testing/fixture-plugin.js';
import { HostUnderTest } from './testing/host-under-test.js';
import { personLane } from './rows.js';

const vault = testVault();
const [channelId, key, participantId] = ['first', '6289900000001', 'par_1'];
let server: TestServer;
let database: Database;
const under = new HostUnderTest();

beforeAll(async () => {
  server = await startTestServer();
  database = await server.open();
  await under.listen();
  const accounts = () => [{ id: channelId, plugin: fixturePlugin(), config: {} }];
  await under.start({ database, vault, log: quietLog, accounts });
});
afterAll(async () => {
  await under.close();
  await server.close();
});

const rows = (name: string) => database.connection.db!.collection<{ _id: string }>(name);
const lane = () => personLane(vault, channelId, key);

function inboxRow(_id: string, state: string, whose = lane()) {
  const at = new Date(Date.now() + 3_600_000);
  const rest = { channelId, accountKey: 'a', externalId: `wamid.${key}`, variant: null, order: 'o', attempts: 0 };
  return { _id, ...rest, kind: 'message', lane: whose, state, sentAt: at, receivedAt: at, dueAt: at, sealed: 'text' };
}

function outboxRow(_id: string, settled: boolean) {
  const at = new Date(Date.now() + 3_600_000);
  const rest = { channelId, conversationId: 'c', lane: lane(), priority: 0, order: 'o', attempts: 0, degraded: [] };
  const row = { _id, ...rest, contentKind: 'text', dueAt: at, createdAt: at, updatedAt: at };
  if (settled) return { ...row, state: 'done', status: 'READ', externalId: 'x' };
  return { ...row, state: 'open', pending: true, status: 'QUEUED', sealed: 'letter' };
}

test('rows of the person lose everything but what prevents a second delivery; those of others stay', async () => {
  const stays = inboxRow('other', 'done', personLane(vault, channelId, 'somebody-else'));
  const inbox = [inboxRow('done', 'done'), inboxRow('dead', 'dead'), inboxRow('open', 'open'), stays];
  await rows('channel_inbox').insertMany(inbox as never[]);
  await rows('channel_outbox').insertMany([outboxRow('m1', false), outboxRow('m2', true)] as never[]);
  const answer = createHash('sha256').update('done').digest('base64url');
  await rows('channel_answers').insertOne({ _id: answer, sealed: 'answer' } as never);
  await rows('channel_media').insertMany([{ _id: 'm1' }, { _id: 'm9' }]);
  await rows('channel_media_chunks').insertMany([
    { _id: 'm1/v/0', medium: 'm1' },
    { _id: 'm9/v/0', medium: 'm9' },
  ] as never[]);
  const caller = { viewer: null, requestId: 'r' };
  const mailbox = await under.host.serve(channelId, caller, { deadline: 5_000 }, (context) =>
    Promise.resolve(context.mailbox),
  );
  for (const address of [participantId, key, 'somebody-else'])
    await mailbox.append(address, { id: 'a', value: 'Halo' });

  const order = { messageIds: ['m1', 'm2'], senders: [{ channelId, key }], participantIds: [participantId] };
  for (const _again of [1, 2]) await database.transaction((unit) => under.host.forget(unit, order));

  const received = await rows('channel_inbox').find().sort({ _id: 1 }).toArray();
  for (const row of received.filter(({ _id }) => ['done', 'dead'].includes(_id))) {
    expect(row).toMatchObject({ state: 'done', lane: 'erased', externalId: 'erased', purgeAt: expect.any(Date) });
    expect(row).not.toHaveProperty('sealed');
  }
  // What was not worked yet is news.
  for (const untouched of [inbox[2]!, stays]) expect(received).toContainEqual(untouched);
  const [open, settled] = await rows('channel_outbox').find().sort({ _id: 1 }).toArray();
  expect(open).toMatchObject({ state: 'done', status: 'FAILED', lane: 'erased', error: { code: 'ERASED' } });
  expect(settled).toMatchObject({ status: 'READ', lane: 'erased' });
  for (const row of [open, settled]) expect(row).not.toHaveProperty('sealed');
  expect((await under.host.ledger(channelId)).failed).toBe(1);
  expect(await rows('channel_answers').countDocuments()).toBe(0);
  expect(await rows('channel_media').find().toArray()).toEqual([{ _id: 'm9' }]);
  expect(await rows('channel_media_chunks').countDocuments()).toBe(1);
  expect(await mailbox.read(participantId, 0)).toEqual([]);
  expect(await mailbox.read(key, 0)).toEqual([]);
  expect(await mailbox.read('somebody-else', 0)).toHaveLength(1);
});
