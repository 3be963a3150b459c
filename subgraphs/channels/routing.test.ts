import { describe, expect, test } from '@jest/globals';
import { eachChannelsWorld } from '../../test/kit/each-channels-world.js';
import { placeText, QueueBoard } from './domain/queue.js';
import { as, type ChannelsWorld, morning } from './testing/channels-world.js';

const minute = 60_000;
const at = (minutes: number) => new Date(morning.getTime() + minutes * minute);

describe('a queue board', () => {
  const channelId = 'c';
  const waiting = [
    { _id: 'a', channelId, skill: 'general', queuedAt: at(0), rank: 1 },
    { _id: 'b', channelId, skill: 'claims', queuedAt: at(1), rank: 1 },
    { _id: 'c', channelId, skill: null, queuedAt: at(2), rank: 1 },
  ];
  const handled = [4, 6, 10, 12, 60].map((long) => ({ channelId, assignedAt: at(0), closedAt: at(long) }));
  const officers = [{ skills: [] }, { skills: ['claims'] }];

  test('counts places by skill and estimates by the median of recent handling times', () => {
    const board = new QueueBoard(waiting, handled, officers);
    expect(board.placeOf('a')).toEqual({ position: 1, estimate: 10 * minute });
    expect(board.placeOf('b')).toEqual({ position: 1, estimate: 10 * minute });
    expect(board.placeOf('c')).toEqual({ position: 2, estimate: 10 * minute });
    expect(board.placeOf('d')).toBeNull();
    expect(board.nextEstimate).toBe(20 * minute);
    expect(new QueueBoard(waiting, handled, [{ skills: [] }]).placeOf('c')!.estimate).toBe(20 * minute);
  });

  test('promises nothing without a basis: too little handled, or nobody there', () => {
    expect(new QueueBoard(waiting, handled.slice(1), officers).placeOf('a')!.estimate).toBeNull();
    expect(new QueueBoard(waiting, handled, []).placeOf('a')!.estimate).toBeNull();
    expect(new QueueBoard(waiting, handled, [{ skills: [] }]).placeOf('b')!.estimate).toBeNull();
    expect(placeText({ position: 3, estimate: null }, 'en')).toBe('You are number 3 in the queue.');
    expect(placeText({ position: 3, estimate: 90_001 }, 'id')).toContain('sekitar 2 menit');
  });
});

let world: ChannelsWorld;
eachChannelsWorld((fresh) => (world = fresh));

const person = (index: number) => ({ key: `62899000000${index}`, phone: `+62899000000${index}` });

/** Somebody waits for an officer, a minute after the one before. */
async function waits(index: number, skill = 'general'): Promise<string> {
  world.pass(1);
  await world.receive('halo', person(index));
  await world.receive('4', person(index));
  const { _id } = (await world.conversations()).at(-1)!;
  await world.domain.models.conversations.updateOne({ _id }, { $set: { skill } });
  return _id;
}

const officer = (subject: string) => as('officer', { subject });
const present = (subject: string, skills: string[] = []) =>
  world.domain.routing.setPresence(officer(subject), { available: true, skills });
const take = async (subject: string) => {
  const outcome = await world.domain.routing.takeNext(officer(subject));
  return outcome.kind === 'taken' ? (outcome.conversation?.id ?? null) : outcome.kind;
};

describe('routing by skill', () => {
  test('gives who waits longest to an officer who is there and has the skill', async () => {
    const claims = await waits(1, 'claims');
    const [first, second] = [await waits(2), await waits(3)];
    expect(await take('kenari')).toBe('notNow');
    await present('kenari');
    await present('merpati', ['claims']);
    expect(await take('kenari')).toBe(first);
    expect(await take('merpati')).toBe(claims);
    expect(await take('merpati')).toBe(second);
    expect(await take('merpati')).toBeNull();
    const [row] = await world.conversations();
    expect(row).toMatchObject({ status: 'WITH_OFFICER', assigneeId: 'merpati', queuedAt: null });
    await world.domain.routing.setPresence(officer('kenari'), { available: false });
    expect(await take('kenari')).toBe('notNow');
  });

  test('gives two officers who ask at once two conversations', async () => {
    const ids = [await waits(1), await waits(2)];
    await present('kenari');
    await present('merpati');
    expect((await Promise.all([take('kenari'), take('merpati')])).sort()).toEqual(ids.sort());
  });

  test('tells the place at the hand-off, and the wait once there is a basis', async () => {
    await waits(1);
    expect(world.host.said().at(-1)).toBe('Anda nomor 1 dalam antrean.');
    await present('kenari');
    for (let index = 2; index < 7; index += 1) {
      await waits(index);
      const conversationId = await take('kenari');
      world.pass(10);
      await world.domain.conversations.close(officer('kenari'), { conversationId: conversationId!, silently: true });
    }
    await waits(7);
    expect(world.host.said().at(-1)).toBe('Anda nomor 2 dalam antrean. Perkiraan waktu tunggu: sekitar 20 menit.');
  });

  test('an officer who does nothing for a quarter of an hour is away, until it says otherwise', async () => {
    await world.domain.routing.setPresence(officer('kenari'), { available: true, capacity: 5 });
    const first = await waits(1);
    await world.domain.dispatcher.dispatch();
    world.pass(13);
    await world.domain.conversations.send(officer('kenari'), { conversationId: first, text: 'Selamat pagi.' });
    world.pass(13);
    const second = await waits(2);
    await world.domain.dispatcher.dispatch();
    const assignees = async () => (await world.conversations()).map(({ assigneeId }) => assigneeId);
    expect(await assignees()).toEqual(['kenari', 'kenari']);
    world.pass(16);
    const third = await waits(3);
    await world.domain.dispatcher.dispatch();
    expect(await assignees()).toEqual(['kenari', 'kenari', null]);
    // What it does now does not bring it back: it may do that from the street.
    await world.domain.conversations.close(officer('kenari'), { conversationId: second, silently: true });
    expect(await take('kenari')).toBe('notNow');
    await present('kenari');
    expect(await take('kenari')).toBe(third);
  });

  test('refuses skills that are none', async () => {
    expect(await present('kenari', ['Klaim!'])).toMatchObject({ kind: 'invalid', field: 'skills' });
    await expect(world.domain.routing.takeNext(as('participant', { participant: 'p' }))).rejects.toThrow(
      'conversations:write',
    );
  });
});
