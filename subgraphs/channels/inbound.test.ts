import { describe, expect, test } from '@jest/globals';
import { eachChannelsWorld } from '../../test/kit/each-channels-world.js';
import type { ChannelsWorld } from './testing/channels-world.js';

let world: ChannelsWorld;
eachChannelsWorld((fresh) => (world = fresh));

describe('the first message', () => {
  test('of a stranger opens a conversation, answers with the menu and discovers a prospect', async () => {
    await world.receive('Selamat pagi, saya mau tanya', { phone: '+6289911110000', key: '6289911110000' });
    const [row] = await world.conversations();
    expect(row).toMatchObject({ status: 'MENU', language: 'id', messageCount: 2, open: true });
    expect(row!.participantId).toMatch(/^par_[0-9a-f]{24}$/);
    expect(world.host.said()).toEqual(['Selamat datang.\n\nSilakan pilih layanan.']);
    expect(world.host.outbox[0]).toMatchObject({ recipient: { key: '6289911110000' }, conversationId: row!._id });
    const [discovered] = await world.logged('contact.discovered.v1');
    expect(discovered!.data).toMatchObject({ participantId: row!.participantId, language: 'id' });
    expect(world.vault.open(discovered!.sealed as string, `event:${String(discovered!._id)}`)).toMatchObject({
      phone: '+6289911110000',
    });
    expect((await world.logged()).map(({ type }) => type as string).sort()).toEqual([
      'contact.discovered.v1',
      'conversation.changed.v1',
      'conversation.opened.v1',
      'message.queued.v1',
      'message.received.v1',
    ]);
  });

  test('of a registered participant recognises the person by phone number, and discovers nobody', async () => {
    await world.register('par_demo', '+6289900000001', { language: 'en' });
    await world.receive('Halo');
    expect((await world.conversations())[0]).toMatchObject({ participantId: 'par_demo', language: 'en' });
    expect(await world.logged('contact.discovered.v1')).toEqual([]);
  });

  test('of a signed-in participant is its own whatever number it gives, also before the directory knows it', async () => {
    await world.register('par_demo', '+6289900000001', { language: 'en' });
    const signedIn = { key: 'par_other', participantId: 'par_other' };
    await world.receive('Halo', signedIn);
    await world.receive('1', signedIn);
    expect(await world.conversations()).toMatchObject([{ participantId: 'par_other' }]);
    expect(await world.logged('contact.discovered.v1')).toEqual([]);
  });

  test('keeps words, phone number and name sealed', async () => {
    await world.receive('rahasia keluarga kami');
    const all = JSON.stringify([
      await world.conversations(),
      await world.domain.models.messages.find().lean(),
      await world.logged(),
    ]);
    for (const secret of ['rahasia', '6289900000001', 'Melati']) expect(all).not.toContain(secret);
  });

  test('under another key of the same person goes on in the same conversation', async () => {
    await world.receive('halo', { key: 'ID.123', aliases: ['6289900000001'] });
    await world.receive('1', { key: '6289900000001' });
    await world.receive({ kind: 'identityChanged', newKey: '6289955550000' });
    await world.receive('1', { key: '6289955550000', phone: undefined });
    expect(await world.conversations()).toHaveLength(1);
    expect(await world.logged('contact.discovered.v1')).toHaveLength(1);
  });

  test('that is only a reaction opens nothing', async () => {
    await world.receive({ kind: 'reaction', to: 'x', emoji: '👍' });
    expect(await world.conversations()).toEqual([]);
  });
});

describe('the complaint script', () => {
  const complain = async () => {
    await world.register('par_demo', '+6289900000001');
    for (const input of ['halo', '2', '1', 'Antrean panjang sejak pagi']) await world.receive(input);
    return (await world.logged('complaint.requested.v1')).at(-1)!;
  };

  test('ends in a request for a complaint with all it needs, once', async () => {
    const requested = await complain();
    const [row] = await world.conversations();
    expect(requested.data).toMatchObject({
      requestId: `${row!._id}:1`,
      conversationId: row!._id,
      participantId: 'par_demo',
      category: 'QUEUE',
      region: '61.71',
      language: 'id',
    });
    expect(world.vault.open(requested.sealed as string, `event:${String(requested._id)}`)).toEqual({
      description: 'Antrean panjang sejak pagi',
    });
    expect(world.host.said().at(-1)).toBe('Keluhan dicatat.');
  });

  const complaint = {
    complaintId: 'cmp_1',
    ticket: 'K-7F3K',
    channelId: 'whatsapp-pandawa',
    participantId: 'par_demo',
    confidential: false,
    category: 'QUEUE',
    severity: 'NORMAL',
    classification: 'COMPLAINT',
    region: '61.71',
    subject: 'Antrean',
    status: 'RECEIVED',
    level: 'BRANCH',
    assigneeId: null,
    unit: null,
    filedAt: '2026-11-20T02:00:00.000Z',
    updatedAt: '2026-11-20T02:00:00.000Z',
    version: 1,
  };
  const base = { key: 'complaint:cmp_1', actor: 'test' };

  test('is followed by ticket and pin, answer and solution in the language of the conversation', async () => {
    const requested = await complain();
    const { conversationId, requestId } = requested.data as { conversationId: string; requestId: string };
    await world.database.transaction(async (unit) => {
      await world.events.append(unit, 'complaintFiled', {
        ...base,
        data: { complaint, requestId, conversationId, language: 'en' },
        sealed: { pin: '482915' },
      });
      await world.events.append(unit, 'complaintResponded', {
        ...base,
        data: { complaint, conversationId, language: null },
        sealed: { text: 'Kami periksa.' },
      });
      await world.events.append(unit, 'complaintResolved', {
        ...base,
        data: { complaint, conversationId, language: null },
        sealed: { text: 'Loket ditambah.' },
      });
      await world.events.append(unit, 'complaintFiled', {
        ...base,
        data: { complaint, requestId: null, conversationId: null, language: null },
        sealed: { pin: '1' },
      });
    });
    await world.settled();
    expect(world.host.said().slice(-3)).toEqual([
      'Ticket K-7F3K, pin 482915.',
      'Jawaban K-7F3K: Kami periksa.',
      'Selesai K-7F3K: Loket ditambah.. Sudah benar?',
    ]);
  });

  test('whose answer comes after the reply window is told by a template', async () => {
    const { conversationId } = (await complain()).data as { conversationId: string };
    world.pass(5 * 1440);
    await world.database.transaction(async (unit) => {
      await world.events.append(unit, 'complaintResponded', {
        ...base,
        data: { complaint, conversationId, language: null },
        sealed: { text: 'Kami periksa.\nTerima kasih.' },
      });
    });
    await world.settled();
    expect(world.host.outbox.at(-1)!.content).toEqual({
      kind: 'template',
      name: 'complaint_responded',
      language: 'id',
      category: 'utility',
      parameters: ['K-7F3K', 'Kami periksa. Terima kasih.'],
      text: 'Jawaban K-7F3K: Kami periksa.\nTerima kasih.',
    });
  });

  test('a service request is entered with sealed answers under the reference that was said', async () => {
    for (const input of ['halo', '3', '6171014101900001', '01-01-1990', '2']) await world.receive(input);
    const [request] = await world.domain.models.serviceRequests.find().lean();
    expect(request).toMatchObject({ kind: 'REGISTRATION', code: 'A', status: 'OPENED' });
    expect(world.host.said().at(-1)).toContain(request!.reference);
    expect(JSON.stringify(request)).not.toContain('6171014101900001');
    expect(world.domain.serviceRequests.fromRow(request!).payload).toMatchObject({ nationalId: '6171014101900001' });
  });
});
