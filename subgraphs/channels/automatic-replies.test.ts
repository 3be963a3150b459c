import { beforeEach, expect, test } from '@jest/globals';
import { eachChannelsWorld } from '../../test/kit/each-channels-world.js';
import { as, type ChannelsWorld } from './testing/channels-world.js';
import { exampleChannel } from './testing/fake-host.js';

const hour = 3_600_000;
let world: ChannelsWorld;
eachChannelsWorld((fresh) => (world = fresh));
beforeEach(() => {
  const { capabilities } = exampleChannel;
  const limited = { ...capabilities, replyWindow: null, automaticReplyInterval: 24 * hour };
  world.host.channels = () => [{ ...exampleChannel, capabilities: limited }];
});

/** What is said because of a message. */
async function answersTo(text: string): Promise<string[]> {
  const before = world.host.outbox.length;
  await world.receive(text);
  return world.host.said().slice(before);
}

const status = async () => (await world.conversations()).at(-1)!.status;

test('a sender is greeted once in 24 hours; what it did not ask for after that goes to the officers in silence', async () => {
  expect((await answersTo('Mohon bantuan'))[0]).toContain('Selamat datang.');
  world.pass(60);
  expect(await answersTo('Saya sedang tidak di kantor sampai tanggal 30.')).toEqual([]);
  expect(await status()).toBe('QUEUED');
  expect(await answersTo('Saya sedang tidak di kantor sampai tanggal 30.')).toEqual([]);
  const conversationId = (await world.conversation())._id;
  await world.domain.conversations.close(as('officer'), { conversationId });
  // A new conversation within the day: no greeting either, and nobody is lost.
  expect(await answersTo('Halo lagi')).toEqual([]);
  expect(await status()).toBe('QUEUED');
  expect(world.host.outbox).toHaveLength(1);
});

test('the only reply that a provider takes is left to the officer', async () => {
  await world.receive('Kartu saya tidak aktif', { key: 'comment:1', singleReply: true });
  expect(world.host.outbox).toEqual([]);
  expect(await status()).toBe('QUEUED');
  const conversationId = (await world.conversation())._id;
  const kenari = as('officer', { subject: 'kenari' });
  await world.domain.conversations.assign(kenari, { conversationId });
  expect(world.host.outbox).toEqual([]);
  await world.domain.conversations.send(kenari, { conversationId, text: 'Kami bantu.' });
  expect(world.host.said()).toEqual(['Kami bantu.']);
});

test('who answers the menu is answered, and the officer is never held back', async () => {
  await answersTo('halo');
  expect((await answersTo('2')).join()).toContain('Keluhan tentang apa?');
  expect((await answersTo('1')).join()).toContain('kabupaten/kota mana?');
  expect(await answersTo('bukan tempat')).toEqual([]);
  expect(await status()).toBe('QUEUED');
  expect((await answersTo('menu')).join()).toContain('Silakan pilih layanan.');
  expect((await answersTo('4')).join()).toContain('Anda nomor 1 dalam antrean.');
  const conversationId = (await world.conversation())._id;
  for (const text of ['Halo', 'Ada yang bisa dibantu?']) {
    expect(await world.domain.conversations.send(as('officer'), { conversationId, text })).toMatchObject({
      kind: 'queued',
    });
  }
  expect(world.host.outbox.map(({ author }) => author)).toEqual([
    ...Array<string>(world.host.outbox.length - 2).fill('AUTOMATIC'),
    'OFFICER',
    'OFFICER',
  ]);
});

test('after the interval a new conversation is greeted again; another sender at once', async () => {
  await answersTo('halo');
  await world.domain.conversations.close(as('officer'), { conversationId: (await world.conversation())._id });
  const before = world.host.outbox.length;
  await world.receive('halo', { key: '6289900000002', phone: '+6289900000002' });
  expect(world.host.said()[before]).toContain('Selamat datang.');
  world.pass(24 * 60);
  expect((await answersTo('halo'))[0]).toContain('Selamat datang.');
});

test('a crash between the note and the commit takes the note back', async () => {
  const item = world.item('halo');
  const crash = world.database.transaction(async (unit) => {
    await world.domain.inbound.handle(item, unit);
    throw new Error('killed');
  });
  await expect(crash).rejects.toThrow('killed');
  await world.database.transaction((unit) => world.domain.inbound.handle(item, unit));
  expect(world.host.said()[0]).toContain('Selamat datang.');
});
