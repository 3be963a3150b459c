import { beforeEach, describe, expect, test } from '@jest/globals';
import { eachChannelsWorld } from '../../test/kit/each-channels-world.js';
import { as, type ChannelsWorld, morning } from './testing/channels-world.js';

let world: ChannelsWorld;
let conversationId: string;
eachChannelsWorld((fresh) => (world = fresh));
beforeEach(async () => {
  for (const input of ['halo', '2', '1', 'Singkawang', 'Antreannya sangat lama.']) await world.receive(input);
  conversationId = (await world.conversation())._id;
});

const snapshot = (complaintId: string) => ({
  complaintId,
  ticket: 'K-7F3K',
  channelId: 'whatsapp-pandawa',
  participantId: null,
  confidential: false,
  category: 'SERVICE',
  severity: 'MEDIUM',
  classification: 'COMPLAINT',
  region: '61.72',
  subject: 'Pelayanan',
  status: 'RESOLVED',
  level: 'BRANCH',
  assigneeId: null,
  unit: null,
  filedAt: morning.toISOString(),
  updatedAt: morning.toISOString(),
  version: 3,
});

async function tell(name: 'complaintResolved' | 'complaintConfirmed', complaintId: string): Promise<void> {
  const data = { complaint: snapshot(complaintId), conversationId, language: null };
  const sealed = name === 'complaintResolved' ? { sealed: { text: 'Loket ditambah.' } } : {};
  await world.database.transaction(async (unit) => {
    await world.events.append(unit, name, { key: `complaint:${complaintId}`, actor: 'test', data, ...sealed });
  });
  await world.settled();
}

const answers = async () => (await world.logged('resolution.answered.v1')).map(({ data }) => data);
const choice = (id: string, title: string) => ({ kind: 'choice' as const, id, title });

describe('a participant is asked whether its complaint is solved', () => {
  test('and a tap, a word or a key is its answer, once', async () => {
    for (const [index, content] of [choice('resolution-yes:c0', 'Ya, sudah selesai'), 'Sudah!', '1'].entries()) {
      await tell('complaintResolved', `c${index}`);
      expect(world.host.outbox.at(-1)!.content).toMatchObject({
        kind: 'choices',
        choices: [{ id: `resolution-yes:c${index}` }, { id: `resolution-no:c${index}`, title: 'Belum selesai' }],
      });
      world.pass(1);
      await world.receive(content);
      expect(world.host.said().at(-1)).toBe('Terima kasih. Pengaduan K-7F3K kami tutup.');
    }
    await world.receive(choice('resolution-yes:c0', 'Ya, sudah selesai'));
    const at = (minute: number) => new Date(morning.getTime() + minute * 60_000).toISOString();
    expect(await answers()).toEqual(
      [0, 1, 2].map((index) => ({ complaintId: `c${index}`, conversationId, confirmed: true, at: at(index + 1) })),
    );
  });

  test('no is told with its own words sealed', async () => {
    await tell('complaintResolved', 'c1');
    await world.receive('belum selesai');
    const [event] = await world.logged('resolution.answered.v1');
    expect(event!.data).toMatchObject({ complaintId: 'c1', confirmed: false });
    expect(JSON.stringify(event)).not.toContain('belum');
    expect(world.host.said().at(-1)).toContain('buka kembali');
  });

  test('a tap counts after the conversation was closed, and a bare word only right after the question', async () => {
    await tell('complaintResolved', 'c1');
    await world.domain.conversations.close(as('officer'), { conversationId, silently: true });
    world.pass(60);
    await world.receive('Terima kasih, saya mau tanya lagi');
    await world.receive('1');
    expect(await answers()).toEqual([]);
    await world.receive(choice('resolution-no:c1', 'Belum selesai'));
    expect(await answers()).toMatchObject([{ complaintId: 'c1', confirmed: false }]);
  });

  test('a key that was sent before the question answers the menu', async () => {
    const sentBefore = { ...world.item('ya'), sentAt: new Date(morning.getTime() - 5_000) };
    await tell('complaintResolved', 'c1');
    await world.database.transaction((unit) => world.domain.inbound.handle(sentBefore, unit));
    expect(await answers()).toEqual([]);
  });

  test('somebody else cannot answer for it, nor anybody once it is settled', async () => {
    await tell('complaintResolved', 'c1');
    await world.receive(choice('resolution-yes:c1', 'Ya'), { key: '6289900000002', phone: '+6289900000002' });
    await tell('complaintConfirmed', 'c1');
    await world.receive(choice('resolution-yes:c1', 'Ya'));
    expect(await answers()).toEqual([]);
  });
});
