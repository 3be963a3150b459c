import { describe, expect, test } from '@jest/globals';
import { eachChannelsWorld } from '../../test/kit/each-channels-world.js';
import { clocksOf } from './domain/waits.js';
import { as, type ChannelsWorld } from './testing/channels-world.js';

let world: ChannelsWorld;
eachChannelsWorld((fresh) => (world = fresh));

describe('with an officer', () => {
  const handOff = async () => {
    await world.receive('halo');
    await world.receive('4');
    return (await world.conversations())[0]!._id;
  };
  const verdicts = async () => {
    const [row] = await world.conversations();
    const state = await world.domain.queries.find(as('officer'), row!._id);
    return clocksOf(state!.waits, world.clock).map(({ kind, state: stands, elapsed }) => [kind, stands, elapsed]);
  };

  test('both 30-minute clocks run by turns, on the time of the senders', async () => {
    const id = await handOff();
    expect((await world.conversations())[0]).toMatchObject({
      status: 'QUEUED',
      skill: 'general',
      menuPath: ['officer'],
    });
    world.pass(10);
    expect(
      await world.domain.conversations.send(as('officer'), { conversationId: id, text: 'Ada yang bisa dibantu?' }),
    ).toMatchObject({ kind: 'queued' });
    expect((await world.conversations())[0]).toMatchObject({ status: 'WAITING_PARTICIPANT', assigneeId: 'officer-1' });
    expect(await verdicts()).toEqual([
      ['OFFICER_RESPONSE', 'MET', 'PT10M'],
      ['PARTICIPANT_RESPONSE', 'RUNNING', 'PT0S'],
    ]);
    world.pass(20);
    await world.receive('Ya, saya mau bertanya');
    expect((await world.conversation()).status).toBe('WITH_OFFICER');
    expect((await verdicts())[1]).toEqual(['PARTICIPANT_RESPONSE', 'MET', 'PT20M']);
    expect((await verdicts())[2]).toEqual(['OFFICER_RESPONSE', 'RUNNING', 'PT0S']);
    expect(world.host.said().at(-1)).toBe('Ada yang bisa dibantu?');
  });

  test('thirty minutes of silence end the conversation at that instant, with a word', async () => {
    const conversationId = await handOff();
    await world.domain.conversations.send(as('officer'), { conversationId, text: 'Masih di sana?' });
    world.pass(29);
    expect(await world.domain.silence.settleDue()).toBeLessThanOrEqual(60_000);
    expect((await world.conversation()).status).toBe('WAITING_PARTICIPANT');
    world.pass(1);
    await world.domain.silence.settleDue();
    expect((await world.conversation()).status).toBe('CLOSED');
    expect(world.host.said().at(-1)).toBe('Sampai jumpa.');
    expect((await verdicts())[1]).toEqual(['PARTICIPANT_RESPONSE', 'BREACHED', 'PT30M']);
    expect((await world.logged('conversation.changed.v1')).at(-1)!.data).toMatchObject({ status: 'CLOSED' });
  });

  test('who waits for an officer is not cut off by silence', async () => {
    await handOff();
    world.pass(3 * 1440);
    await world.domain.silence.settleDue();
    expect((await world.conversation()).status).toBe('QUEUED');
  });

  test('a menu left alone for a day is over: the next message begins anew, not in the middle of a script', async () => {
    for (const input of ['halo', '2', '1']) await world.receive(input);
    world.pass(25 * 60);
    await world.receive('halo, apa kabar semuanya');
    expect((await world.conversations()).map(({ status }) => status)).toEqual(['CLOSED', 'MENU']);
    expect(await world.logged('complaint.requested.v1')).toEqual([]);
  });

  test('the menu is silent, and calling it back from the queue cancels the wait', async () => {
    await handOff();
    const said = world.host.outbox.length;
    await world.receive('masih menunggu');
    expect(world.host.outbox).toHaveLength(said);
    await world.receive('menu');
    expect((await world.conversations())[0]!.status).toBe('MENU');
    expect(await verdicts()).toEqual([['OFFICER_RESPONSE', 'CANCELLED', 'PT0S']]);
  });

  test('a key sends once, however often it is given', async () => {
    const id = await handOff();
    const send = () =>
      world.domain.conversations.send(as('officer'), { conversationId: id, text: 'Halo', idempotencyKey: 'k' });
    const results = await Promise.all([send(), send(), send()]);
    expect(new Set(results.map((result) => (result.kind === 'queued' ? result.message.id : result.kind))).size).toBe(1);
    expect(world.host.said().filter((text) => text === 'Halo')).toHaveLength(1);
  });

  test('closing says goodbye, ends the clocks, and the next message opens another conversation', async () => {
    const id = await handOff();
    expect(await world.domain.conversations.close(as('officer'), { conversationId: id })).toMatchObject({
      kind: 'changed',
    });
    expect(world.host.said().at(-1)).toBe('Sampai jumpa.');
    expect(await world.domain.conversations.close(as('officer'), { conversationId: id })).toMatchObject({
      kind: 'notNow',
    });
    expect(await world.domain.conversations.send(as('officer'), { conversationId: id, text: 'x' })).toMatchObject({
      kind: 'notNow',
    });
    world.pass(1);
    await world.receive('halo lagi');
    expect((await world.conversations()).map(({ status }) => status)).toEqual(['CLOSED', 'MENU']);
    expect(await world.logged('contact.discovered.v1')).toHaveLength(1);
  });

  test('refuses what cannot be sent, and tells why', async () => {
    const id = await handOff();
    const send = (text: string, conversationId = id) =>
      world.domain.conversations.send(as('officer'), { conversationId, text });
    expect(await send('   ')).toMatchObject({ kind: 'invalid', field: 'text' });
    expect(await send('Halo', 'cnv_unknown')).toEqual({ kind: 'notFound' });
    const assign = (officerId: string) =>
      world.domain.conversations.assign(as('officer'), { conversationId: id, officerId });
    for (const wrong of ['', 'x'.repeat(129)]) expect(await assign(wrong)).toMatchObject({ kind: 'invalid' });
    world.pass(25 * 60);
    expect(await send('Halo')).toMatchObject({ kind: 'notNow' });
    await expect(
      world.domain.conversations.send(as('participant', { participant: 'p' }), { conversationId: id, text: 'x' }),
    ).rejects.toThrow('conversations:write');
  });
});

test('receipts move a message forward only', async () => {
  await world.receive('halo');
  const { messageId } = world.host.outbox[0]!;
  const move = (status: 'SENT' | 'DELIVERED' | 'READ' | 'FAILED') =>
    world.database.transaction((unit) =>
      world.domain.receipts.handle({ channelId: 'whatsapp-pandawa', messageId, status, at: world.clock }, unit),
    );
  for (const status of ['DELIVERED', 'SENT', 'FAILED', 'READ', 'DELIVERED'] as const) await move(status);
  expect(await world.domain.models.messages.findById(messageId).lean()).toMatchObject({ status: 'READ' });
  expect(
    (await world.logged('message.status-changed.v1')).map(({ data }) => (data as { status: string }).status),
  ).toEqual(['DELIVERED', 'READ']);
});

describe('who sees what', () => {
  test('a participant sees its own conversations, an officer of other channels none, a partner may not ask', async () => {
    await world.receive('halo');
    const [row] = await world.conversations();
    const find = (context: ReturnType<typeof as>) => world.domain.queries.find(context, row!._id);
    expect(await find(as('officer'))).not.toBeNull();
    expect(await find(as('officer', { channels: ['instagram'] }))).toBeNull();
    expect(await find(as('participant', { participant: row!.participantId! }))).not.toBeNull();
    expect(await find(as('participant', { participant: 'par_else' }))).toBeNull();
    await expect(find(as('partner'))).rejects.toThrow('conversations:read');
  });

  test('updates are told live to those who may see them', async () => {
    const officer = world.domain.updates.subscribe(as('officer'), {});
    const stranger = world.domain.updates.subscribe(as('participant', { participant: 'par_else' }), {});
    const first = officer.next();
    const never = stranger.next();
    await world.receive('halo');
    expect((await first).value).toMatchObject({ kind: 'OPENED' });
    expect((await officer.next()).value).toMatchObject({ kind: 'MESSAGE_RECEIVED' });
    await officer.return?.();
    await stranger.return?.();
    expect(await never).toEqual({ done: true, value: undefined });
  });
});

test('pages of lists are cut the same way however they are asked for', async () => {
  for (let index = 0; index < 5; index += 1) {
    world.pass(1);
    await world.receive('halo', { key: `62${index}`, phone: undefined });
  }
  const first = await world.domain.queries.inbox(as('officer'), {}, undefined, 3);
  expect(first).toMatchObject({ hasNextPage: true, totalCount: 5 });
  const last = first.rows.at(-1)!;
  const second = await world.domain.queries.inbox(as('officer'), {}, [last.updatedAt.getTime(), last.id], 3);
  expect([...first.rows, ...second.rows].map((row) => row.contact.key)).toEqual(['624', '623', '622', '621', '620']);
  const messages = await world.domain.queries.messages(as('officer'), last, 1, 5);
  expect(messages).toMatchObject({ hasNextPage: false, totalCount: 2, rows: [{ sequence: 2, author: 'MENU' }] });
});
