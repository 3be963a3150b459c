import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { startTestLog, startTestServer, testVault, type TestServer } from '../../test/kit/database.js';
import { whatsapp } from '../../plugins/whatsapp/plugin.js';
import type { ChannelEvent } from '../../plugins/sdk/index.js';
import { as, ChannelsWorld } from './testing/channels-world.js';

let server: TestServer;
let world: ChannelsWorld;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());
beforeEach(async () => {
  const database = await server.open(undefined, { monitorCommands: true });
  world = await ChannelsWorld.start(database, await startTestLog(database), testVault());
});
afterEach(() => world.stop());

const touchpoints = async () => (await world.logged('touchpoint.recorded.v1')).map(({ data }) => data);
const everything = (_channelId: string, { kind, contentKind }: ChannelEvent) => ({
  stage: 'SERVICE' as const,
  method: contentKind ?? 'none',
  place: kind,
});

test('every message in and out, receipt, opening and closing is mapped, with person, place, time and cause', async () => {
  world.host.touchpoint = everything;
  await world.receive('halo');
  const { _id: conversationId, participantId } = await world.conversation();
  const [said] = world.host.outbox;
  const receipt = {
    channelId: 'whatsapp-pandawa',
    messageId: said!.messageId,
    status: 'DELIVERED' as const,
    at: world.clock,
  };
  for (let times = 0; times < 2; times += 1) {
    await world.database.transaction((unit) => world.domain.receipts.handle(receipt, unit));
  }
  await world.domain.conversations.close(as('officer'), { conversationId, silently: true });
  const recorded = await touchpoints();
  expect(recorded.map(({ cause }) => cause)).toEqual([
    'conversation-opened',
    'message-received',
    ...world.host.outbox.map(() => 'message-sent'),
    'receipt',
    'conversation-closed',
  ]);
  for (const each of recorded)
    expect(each).toMatchObject({ conversationId, participantId, channelId: 'whatsapp-pandawa' });
  expect(recorded[0]).toMatchObject({ causeId: conversationId, at: world.clock.toISOString() });
  expect(recorded.find(({ cause }) => cause === 'receipt')).toMatchObject({
    causeId: said!.messageId,
    method: said!.content.kind,
  });
});

test('who comes by an advertisement searches; the plugin maps, and its mapping can be read', async () => {
  world.host.touchpoint = (_channelId, event) => whatsapp.analytical!.touchpoint(event);
  const item = { ...world.item('halo'), referral: { sourceId: 'ad-1', sourceType: 'ad' } };
  await world.database.transaction((unit) => world.domain.inbound.handle(item, unit));
  expect((await touchpoints()).map(({ stage, method, place, cause }) => ({ stage, method, place, cause }))).toEqual([
    { stage: 'SEARCH', method: 'ADVERTISEMENT', place: 'WHATSAPP', cause: 'conversation-opened' },
    { stage: 'SERVICE', method: 'CHAT', place: 'WHATSAPP', cause: 'message-received' },
  ]);
  const { mapping } = await world.domain.channels.analytics(as('officer'), world.host.channels()[0]!);
  expect(mapping).toContainEqual({
    event: 'conversation-opened',
    referred: true,
    stage: 'SEARCH',
    method: 'ADVERTISEMENT',
    place: 'WHATSAPP',
  });
  expect(mapping).toContainEqual({
    event: 'conversation-opened',
    referred: false,
    stage: 'LEARN',
    method: 'CHAT',
    place: 'WHATSAPP',
  });
});

test('touchpoints cost no database call: they travel with the events of their transaction', async () => {
  // By transaction: the sequencer and the readers of the log work beside it.
  const transactions = new Map<string, { name: string; collection: unknown }[]>();
  world.database.connection.getClient().on('commandStarted', ({ commandName: name, command }) => {
    const key = `${command.lsid?.id?.toString('hex')}/${command.txnNumber}`;
    if (command.txnNumber)
      transactions.set(key, [...(transactions.get(key) ?? []), { name, collection: command[name] }]);
  });
  const callsOf = async (text: string, phone: string) => {
    transactions.clear();
    await world.receive(text, { key: phone, phone: `+${phone}` });
    const own = [...transactions.values()].find((calls) => calls.some(({ collection }) => collection === 'messages'));
    return own!.map(({ name, collection }) => `${name} ${collection}`);
  };
  const dialog = async (phone: string) => [await callsOf('halo', phone), await callsOf('1', phone)];
  const without = await dialog('6289900000011');
  world.host.touchpoint = everything;
  expect(await dialog('6289900000012')).toEqual(without);
  expect(await touchpoints()).not.toEqual([]);
  // One more than this is a decision, not an accident.
  expect(without.map(({ length }) => length)).toEqual([12, 12]);
});
