import { expect, test } from '@jest/globals';
import { eachChannelsWorld } from '../../test/kit/each-channels-world.js';
import type { ChannelsWorld } from './testing/channels-world.js';

const phone = '+6289900000001';
let world: ChannelsWorld;
eachChannelsWorld((fresh) => (world = fresh));

async function tell(participantId: string, heldConversationIds: string[] = []): Promise<void> {
  const known = { participantId, participantIds: [participantId], heldComplaintIds: [], heldConversationIds };
  const data = { ...known, complete: heldConversationIds.length === 0, at: world.clock.toISOString() };
  await world.database.transaction((unit) =>
    world.events.append(unit, 'participantErased', { key: `participant:${participantId}`, actor: 'test', data }),
  );
  await world.settled();
}

/** Everything in the database as one text. */
async function everything(): Promise<string> {
  const db = world.database.connection.db!;
  const names = (await db.listCollections().toArray()).map(({ name }) => name);
  const all = await Promise.all(names.map((name) => db.collection(name).find().toArray()));
  return JSON.stringify(all);
}

test('a conversation loses messages, contact and menu, and is closed; the same phone is a new prospect', async () => {
  await world.receive('Halo');
  const { _id, participantId, contactId } = await world.conversation();
  await tell(participantId!);
  const left = await world.conversation();
  expect(left).toMatchObject({ _id, participantId: null, status: 'CLOSED', menu: null, menuPath: [], messageCount: 2 });
  expect(await world.domain.models.messages.countDocuments()).toBe(0);
  const all = await everything();
  for (const trace of [contactId, world.vault.lookupHash('phone', phone), world.vault.lookupHash('prospect', phone)])
    expect(all).not.toContain(trace);
  expect(await world.logged('contact.discovered.v1')).toMatchObject([{ redacted: {}, data: { phoneHash: null } }]);
  for (const key of [`conversation:${_id}`, `contact:${participantId}`])
    expect((await world.events.verify(key)).verified).toBe(true);

  await world.receive('Halo lagi');
  const fresh = (await world.conversations()).find((row) => row._id !== _id)!;
  expect(fresh.participantId).toMatch(/^par_[0-9a-f]{24}$/);
  expect(fresh.participantId).not.toBe(participantId);
  expect(await world.logged('contact.discovered.v1')).toHaveLength(2);
});

test('what belongs to an open case stays until it is told again', async () => {
  await world.register('par_demo', phone);
  await world.receive('Halo');
  const { _id } = await world.conversation();
  await tell('par_demo', [_id]);
  expect(await world.conversation()).toMatchObject({ participantId: 'par_demo', open: true });
  expect(await world.domain.models.messages.countDocuments()).toBe(2);
  expect(await world.domain.models.directory.countDocuments()).toBe(1);
  await world.receive('Masih saya');
  await tell('par_demo');
  expect(await world.conversation()).toMatchObject({ participantId: null, status: 'CLOSED' });
  expect(await world.domain.models.messages.countDocuments()).toBe(0);
  expect(await world.domain.models.directory.countDocuments()).toBe(0);
  expect(await world.domain.models.contacts.countDocuments()).toBe(0);
  const before = await everything();
  await tell('par_demo');
  expect((await everything()).length).toBeLessThan(before.length + 1_000);
});

test('what the host keeps is forgotten in the same transaction; a fault in between loses nothing', async () => {
  await world.receive('Halo');
  const { participantId } = await world.conversation();
  const orders: object[] = [];
  let faults = 1;
  Object.assign(world.host, {
    forget: (_unit: unknown, order: object) => {
      if (faults-- > 0) return Promise.reject(new Error('cut off'));
      orders.push(order);
      return Promise.resolve();
    },
  });
  await tell(participantId!);
  expect(orders).toEqual([
    {
      messageIds: [expect.any(String), expect.any(String)],
      senders: [{ channelId: 'whatsapp-pandawa', key: '6289900000001' }],
      participantIds: [participantId],
    },
  ]);
});

test('a service request keeps its steps and nothing of the person', async () => {
  const base = { reference: 'P-TESTTEST', kind: 'INFORMATION', code: null, participantId: 'par_demo' } as const;
  const more = {
    channelId: 'whatsapp-pandawa',
    conversationId: null,
    payload: { note: 'Zamrud' },
    openedAt: world.clock,
  };
  const open = (reference: string) =>
    world.database.transaction((unit) =>
      world.domain.serviceRequests.open(unit, { ...base, ...more, reference, actor: 'test', origin: reference }),
    );
  const ended = await open('P-ENDED');
  await open('P-OPEN');
  const step = { status: 'DONE', actor: 'test', note: 'Zamrud selesai', key: null, at: world.clock } as const;
  await world.database.transaction((unit) => world.domain.serviceRequests.advance(unit, ended, step));
  await tell('par_demo', ['cnv_held']);
  const rows = await world.domain.models.serviceRequests.find().sort({ reference: 1 }).lean();
  expect(rows[0]).toMatchObject({ participantId: null, history: [{ note: null }, { note: null, status: 'DONE' }] });
  expect(world.domain.serviceRequests.fromRow(rows[0]!).payload).toEqual({});
  expect(rows[1]).toMatchObject({ participantId: 'par_demo', origin: 'P-OPEN' });
  const [event] = await world.logged('serviceRequest.advanced.v1');
  expect(event).not.toHaveProperty('sealed');
  expect((await world.events.verify(`service-request:${ended._id}`)).verified).toBe(true);
});
