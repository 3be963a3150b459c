import { beforeEach, expect, test } from '@jest/globals';
import { eachChannelsWorld } from '../../test/kit/each-channels-world.js';
import { quietLog } from '../../test/kit/database.js';
import { composeChannels } from './composition.js';
import { as, type ChannelsWorld, morning } from './testing/channels-world.js';

let world: ChannelsWorld;
eachChannelsWorld((fresh) => (world = fresh));
beforeEach(async () => {
  for (const input of ['halo', '4']) await world.receive(input);
});

const breaches = async () => (await world.logged('clock.breached.v1')).map(({ data }) => data);
const minutes = (count: number) => new Date(morning.getTime() + count * 60_000);

test('an answer that is overdue is told at its instant, once, by several replicas and after a restart', async () => {
  const { database, events, vault, host } = world;
  const replica = () =>
    composeChannels({ database, events, vault, host, log: quietLog, now: () => world.clock }).breaches;
  world.clock = new Date(minutes(30).getTime() - 1);
  expect(await world.domain.breaches.settleDue()).toBe(1);
  expect(await breaches()).toEqual([]);
  world.clock = minutes(30);
  await Promise.all([world.domain.breaches.settleDue(), replica().settleDue(), replica().settleDue()]);
  const { _id: conversationId } = await world.conversation();
  const told = [
    {
      conversationId,
      complaintId: null,
      channelId: 'whatsapp-pandawa',
      kind: 'OFFICER_RESPONSE',
      dueAt: minutes(30).toISOString(),
      calendar: 'pandawa-wib@2026.1',
      policy: 'whatsapp-officer-response@1.0.0',
    },
  ];
  expect(await breaches()).toEqual(told);
  await world.receive('masih menunggu');
  world.pass(60);
  await replica().settleDue();
  expect(await breaches()).toEqual(told);
});

test('an answer that comes before the timer looks, but after the due instant, was late: that is told', async () => {
  const { _id: conversationId } = await world.conversation();
  world.clock = new Date(minutes(30).getTime() + 200);
  await world.domain.conversations.send(as('officer'), { conversationId, text: 'Halo' });
  await world.domain.breaches.settleDue();
  expect(await breaches()).toMatchObject([{ conversationId, dueAt: minutes(30).toISOString() }]);
  await world.domain.breaches.settleDue();
  expect(await breaches()).toHaveLength(1);
});

test('an answer in time, a way back to the menu and a close leave nothing to tell; a new wait begins anew', async () => {
  const { _id: conversationId } = await world.conversation();
  const tellAfter = async (count: number) => {
    world.pass(count);
    await world.domain.breaches.settleDue();
    return (await breaches()).length;
  };
  world.pass(20);
  await world.domain.conversations.send(as('officer'), { conversationId, text: 'Halo' });
  expect(await tellAfter(15)).toBe(0);
  await world.receive('Saya masih punya pertanyaan');
  expect(await tellAfter(29)).toBe(0);
  expect(await tellAfter(1)).toBe(1);
  await world.domain.conversations.close(as('officer'), { conversationId });
  await world.receive('halo');
  await world.receive('4');
  await world.receive('menu');
  expect(await tellAfter(60)).toBe(1);
});
