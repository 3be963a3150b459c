import { describe, expect, test } from '@jest/globals';
import { eachChannelsWorld } from '../../test/kit/each-channels-world.js';
import { quietLog } from '../../test/kit/database.js';
import { composeChannels } from './composition.js';
import { ConversationRepository } from './data/conversation.repository.js';
import { DispatchRepository } from './data/dispatch.repository.js';
import { ConversationStore } from './domain/conversation-store.js';
import { ConversationMapper } from './domain/conversation.mapper.js';
import { Dispatcher, nextMatch } from './domain/dispatch.js';
import { Touchpoints } from './domain/touchpoints.js';
import { as, type ChannelsWorld } from './testing/channels-world.js';

describe('the next match', () => {
  const officer = (_id: string, extra: object = {}) => ({ _id, skills: [], capacity: 2, ...extra });
  const waiting = (_id: string, skill: string | null = 'general', channelId = 'c') => ({ _id, skill, channelId });
  const given = (minutes: number) => ({ pushedAt: new Date(minutes * 60_000) });

  test('keeps the order of the queue and passes over whom nobody may serve', () => {
    const queue = [waiting('claims-1', 'claims'), waiting('first'), waiting('second')];
    expect(nextMatch(queue, [officer('a')], new Map())).toEqual({ conversationId: 'first', officerId: 'a' });
    const specialist = officer('b', { skills: ['claims'] });
    expect(nextMatch(queue, [officer('a'), specialist], new Map())).toEqual({
      conversationId: 'claims-1',
      officerId: 'b',
    });
    expect(nextMatch(queue, [], new Map())).toBeNull();
    expect(nextMatch([], [officer('a')], new Map())).toBeNull();
  });

  test('gives to the idlest, then to who was given something longest ago, never beyond the capacity', () => {
    const queue = [waiting('first')];
    const officers = [officer('a', given(1)), officer('b', given(5)), officer('c')];
    const chosen = (loads: [string, number][]) => nextMatch(queue, officers, new Map(loads))?.officerId;
    expect(chosen([])).toBe('c');
    expect(chosen([['c', 1]])).toBe('a');
    expect(
      chosen([
        ['a', 1],
        ['c', 1],
      ]),
    ).toBe('b');
    expect(
      chosen([
        ['a', 2],
        ['b', 2],
        ['c', 2],
      ]),
    ).toBeUndefined();
  });

  test('brings nothing from channels that the officer may not see', () => {
    const bound = officer('a', { channels: ['website'] });
    expect(nextMatch([waiting('x')], [bound], new Map())).toBeNull();
    expect(nextMatch([waiting('x'), waiting('y', null, 'website')], [bound], new Map())?.conversationId).toBe('y');
  });
});

let world: ChannelsWorld;
eachChannelsWorld((fresh) => (world = fresh));

const phone = (index: number) => `62899000000${String(index).padStart(2, '0')}`;
const person = (index: number) => ({ key: phone(index), phone: `+${phone(index)}` });

/** Somebody asks for an officer, a minute after the one before; answers the conversation's id. */
async function asks(index: number): Promise<string> {
  world.pass(1);
  await world.receive('halo', person(index));
  await world.receive('4', person(index));
  return (await world.conversations()).at(-1)!._id;
}
const officer = (subject: string) => as('officer', { subject });
const comes = (subject: string, capacity: number, skills: string[] = []) =>
  world.domain.routing.setPresence(officer(subject), { available: true, skills, capacity });
const replica = () => {
  const { database, events, vault, host } = world;
  return composeChannels({ database, events, vault, host, log: quietLog, now: () => world.clock });
};
const assignees = async () =>
  Object.fromEntries((await world.conversations()).map(({ _id, assigneeId }) => [_id, assigneeId]));
const held = async () => {
  const counts: Record<string, number> = {};
  for (const id of Object.values(await assignees())) if (id) counts[id] = (counts[id] ?? 0) + 1;
  return counts;
};

describe('bringing conversations to officers', () => {
  test('people with priority are served first, then who waits longest; what is full gets nothing more', async () => {
    await world.register('par_elderly', `+${phone(3)}`, { priority: true } as never);
    const [first, second, elderly] = [await asks(1), await asks(2), await asks(3)];
    expect((await world.conversations()).map(({ rank }) => rank)).toEqual([1, 1, 0]);
    await comes('kenari', 2);
    await world.domain.dispatcher.dispatch();
    expect(await assignees()).toEqual({ [elderly]: 'kenari', [first]: 'kenari', [second]: null });
    await world.domain.conversations.close(officer('kenari'), { conversationId: first, silently: true });
    await world.domain.dispatcher.dispatch();
    expect(await assignees()).toMatchObject({ [second]: 'kenari' });
  });

  test('an officer without a capacity takes conversations itself, in the same order', async () => {
    await world.register('par_elderly', `+${phone(2)}`, { priority: true } as never);
    const [first, elderly] = [await asks(1), await asks(2)];
    await comes('kenari', 0);
    await world.domain.dispatcher.dispatch();
    expect(await held()).toEqual({});
    const taken: unknown[] = [];
    for (let count = 0; count < 2; count += 1) {
      const outcome = await world.domain.routing.takeNext(officer('kenari'));
      taken.push(outcome.kind === 'taken' && outcome.conversation?.id);
    }
    expect(taken).toEqual([elderly, first]);
  });

  test('three processes at once give each conversation once and nobody more than it wants', async () => {
    for (let index = 1; index <= 9; index += 1) await asks(index);
    for (const name of ['kenari', 'merpati', 'jalak']) await comes(name, 2);
    await Promise.all([
      world.domain.dispatcher.dispatch(),
      replica().dispatcher.dispatch(),
      replica().dispatcher.dispatch(),
    ]);
    expect(await held()).toEqual({ kenari: 2, merpati: 2, jalak: 2 });
    const changes = (await world.logged('conversation.changed.v1')).filter(({ data }) => data.assigneeId);
    expect(changes).toHaveLength(6);
    // Who waited longest was served.
    expect(
      Object.values(await assignees())
        .slice(0, 6)
        .every(Boolean),
    ).toBe(true);
  });

  test('a look that is out of date gives nobody more than it wants', async () => {
    for (let index = 1; index <= 3; index += 1) await asks(index);
    await comes('kenari', 1);
    const repository = new DispatchRepository(world.domain.models);
    const fresh = repository.loads.bind(repository);
    let stale = 3;
    repository.loads = (ids, unit) => (!unit && (stale -= 1) >= 0 ? Promise.resolve(new Map()) : fresh(ids, unit));
    const { database, events, host, domain } = world;
    const conversations = new ConversationRepository(domain.models);
    const mapper = new ConversationMapper(world.vault);
    const touchpoints = new Touchpoints({ host, events });
    const store = new ConversationStore({ host, events, repository: conversations, mapper, touchpoints });
    const parts = { database, events, repository, store, host, log: quietLog, now: () => world.clock };
    await new Dispatcher({ ...parts, outgoing: {} as never, automaticReplies: {} as never }).dispatch();
    expect(stale).toBeLessThan(0);
    expect(await held()).toEqual({ kenari: 1 });
  });

  test('the news that somebody waits or is free is enough', async () => {
    world.domain.dispatcher.start();
    try {
      await comes('kenari', 1);
      const [first, second] = [await asks(1), await asks(2)];
      const becomes = async (id: string) => {
        while ((await assignees())[id] !== 'kenari') await new Promise((resolve) => setTimeout(resolve, 10));
      };
      await becomes(first);
      expect((await assignees())[second]).toBeNull();
      await world.domain.conversations.close(officer('kenari'), { conversationId: first, silently: true });
      await becomes(second);
    } finally {
      await world.domain.dispatcher.stop();
    }
  });

  test('a log that cannot be read for a while, or asks to begin anew, does not end the news', async () => {
    const tail = world.events.tail.bind(world.events);
    let failures = 0;
    world.events.tail = (options) => {
      if ((failures += 1) > 1) return tail(options);
      throw new Error('the database is away');
    };
    world.domain.dispatcher.start();
    try {
      await comes('kenari', 1);
      while (failures < 2) await new Promise((resolve) => setTimeout(resolve, 20));
      const first = await asks(1);
      while ((await assignees())[first] !== 'kenari') await new Promise((resolve) => setTimeout(resolve, 10));
    } finally {
      world.events.tail = tail;
      await world.domain.dispatcher.stop();
    }
  });

  test('refuses a capacity that is none, and keeps the one stated before', async () => {
    expect(await comes('kenari', 21)).toMatchObject({ kind: 'invalid', field: 'capacity' });
    await comes('kenari', 3);
    const outcome = await world.domain.routing.setPresence(officer('kenari'), { available: false });
    expect(outcome).toMatchObject({ kind: 'set', capacity: 3, available: false });
    await asks(1);
    await world.domain.dispatcher.dispatch();
    expect(await held()).toEqual({});
  });
});
