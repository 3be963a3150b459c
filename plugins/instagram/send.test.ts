import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { degrade, type MessageContent, type SendCommand } from '../sdk/index.js';
import { capabilities } from './capabilities.js';
import { moderate } from './comments.js';
import { addressOf } from './addresses.js';
import { send } from './send.js';
import type { Fault } from './simulator/answers.js';
import { splitText } from './split.js';
import { instagramWorld, person, type InstagramWorld } from './testing/world.js';

const hour = 3_600_000;
let world: InstagramWorld;

beforeAll(async () => (world = await instagramWorld()));
afterAll(() => world.meta.close());
beforeEach(() => {
  world.meta.usage = {};
  world.meta.messaging.lastInbound.set(person.id, world.clock.now());
});

const deliver = (
  change: Partial<SendCommand> = {},
  config?: Parameters<InstagramWorld['context']>[0],
  deadline?: number,
) =>
  send(
    {
      messageId: 'msg_1',
      recipient: { key: person.id },
      content: { kind: 'text', text: 'Halo' },
      attempt: 1,
      ...change,
    },
    world.context(config, deadline),
  );
const lastBody = () => world.meta.messaging.sent.at(-1)!.body;

describe('direct messages', () => {
  it('are posted as a response, and Meta’s id comes back', async () => {
    const outcome = await deliver();
    expect(outcome).toEqual({ status: 'accepted', externalId: world.meta.messaging.sent.at(-1)!.mid });
    expect(lastBody()).toEqual({ recipient: { id: person.id }, messaging_type: 'RESPONSE', message: { text: 'Halo' } });
    expect(world.meta.calls.at(-1)!.path).toBe('/v25.0/17841400000000001/messages');
  });

  it('go through the Page with Facebook Login', async () => {
    await deliver({}, { login: 'facebook', pageId: '1001' });
    expect(world.meta.calls.at(-1)!.path).toBe('/v25.0/1001/messages');
    await deliver({}, { login: 'facebook' });
    expect(world.meta.calls.at(-1)!.path).toBe('/v25.0/me/messages');
  });

  it('carry choices as quick replies and images as attachments', async () => {
    const choices = Array.from({ length: 13 }, (_, i) => ({ id: `c${i}`, title: `Pilihan ${i}` }));
    const fitted = degrade({ kind: 'choices', text: 'Pilih', choices }, capabilities).content;
    expect(await deliver({ content: fitted })).toMatchObject({ status: 'accepted' });
    expect(lastBody()).toMatchObject({ message: { text: 'Pilih', quick_replies: { length: 13 } } });
    const image: MessageContent = { kind: 'media', media: 'image', url: 'https://example.org/a.jpg', caption: 'Alur' };
    expect(degrade(image, capabilities).losses).toMatchObject([{ what: 'caption' }]);
    expect(await deliver({ content: degrade(image, capabilities).content })).toMatchObject({ status: 'accepted' });
    const many = degrade(
      { kind: 'choices', text: 'Pilih', choices: [...choices, { id: 'x', title: 'Lagi' }] },
      capabilities,
    );
    expect(many).toMatchObject({ content: { kind: 'text' }, losses: [{ what: 'layout' }] });
  });

  it('are split at 1000 bytes, in order, with the choices under the last part', async () => {
    const before = world.meta.messaging.sent.length;
    const text = 'Kartu tidak aktif karena iuran belum dibayar. '.repeat(40).trim();
    expect(await deliver({ content: { kind: 'text', text } })).toMatchObject({ status: 'accepted' });
    const parts = world.meta.messaging.sent.slice(before).map(({ body }) => (body.message as { text: string }).text);
    expect(parts.length).toBe(2);
    expect(parts.join(' ')).toBe(text);
    const emoji = '🏥'.repeat(260);
    const content: MessageContent = {
      kind: 'choices',
      text: emoji,
      choices: [{ id: 'a', title: 'A' }],
      layout: 'buttons',
    };
    await deliver({ content });
    const [first, second] = world.meta.messaging.sent.slice(-2).map(({ body }) => body.message);
    expect(first).not.toHaveProperty('quick_replies');
    expect(second).toHaveProperty('quick_replies');
  });

  it('that are sent in part only say so, and are not tried again', async () => {
    const content: MessageContent = { kind: 'text', text: 'kata '.repeat(500) };
    const before = world.meta.messaging.sent.length;
    const context = world.context();
    let calls = 0;
    const failing = {
      ...context,
      fetch: ((...given: Parameters<typeof fetch>) => {
        if (++calls === 2) world.meta.fail({ kind: 'error', code: 613 });
        return fetch(...given);
      }) as typeof fetch,
    };
    const command = { messageId: 'm', recipient: { key: person.id }, content, attempt: 1 };
    expect(await send(command, failing)).toMatchObject({
      status: 'rejected',
      permanent: true,
      error: { code: 'PARTIAL_613', message: expect.stringContaining('1 of 3 parts') },
    });
    expect(world.meta.messaging.sent.length).toBe(before + 1);
  });

  it('carry our id where the account is set to it', async () => {
    await deliver({}, { echoMetadata: 'true' });
    expect(lastBody()).toMatchObject({ message: { metadata: 'msg_1' } });
  });
});

describe('the windows', () => {
  const after = (hours: number, author?: 'OFFICER' | 'AUTOMATIC') => {
    const lastInboundAt = new Date(world.clock.now() - hours * hour);
    world.meta.messaging.lastInbound.set(person.id, lastInboundAt.getTime());
    return deliver({ lastInboundAt, ...(author ? { author } : {}) });
  };

  it('let an officer answer for 7 days, and nobody else after 24 hours', async () => {
    expect(await after(23, 'AUTOMATIC')).toMatchObject({ status: 'accepted' });
    expect(lastBody()).toMatchObject({ messaging_type: 'RESPONSE' });
    expect(await after(25, 'OFFICER')).toMatchObject({ status: 'accepted' });
    expect(lastBody()).toMatchObject({ messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' });
    const calls = world.meta.calls.length;
    for (const outcome of [await after(25, 'AUTOMATIC'), await after(25), await after(169, 'OFFICER')]) {
      expect(outcome).toMatchObject({ status: 'rejected', permanent: true, error: { code: 'WINDOW_CLOSED' } });
    }
    expect(world.meta.calls.length).toBe(calls);
  });

  it('are kept by Meta where the host does not know them', async () => {
    world.meta.messaging.lastInbound.set(person.id, world.clock.now() - 25 * hour);
    expect(await deliver()).toMatchObject({ status: 'rejected', permanent: true, error: { code: '10/2534022' } });
    expect(await deliver({ recipient: { key: 'nobody' } })).toMatchObject({ effect: 'FLAG_RECIPIENT' });
  });
});

describe('answers of Meta', () => {
  const error = (code: number, rest: Partial<Extract<Fault, { kind: 'error' }>> = {}): Fault => ({
    kind: 'error',
    code,
    ...rest,
  });

  it.each<[string, Fault, object]>([
    ['an expired token', error(190, { status: 401 }), { permanent: false, effect: 'STOP_ACCOUNT' }],
    ['a missing permission', error(200, { status: 403 }), { permanent: false, effect: 'STOP_ACCOUNT' }],
    ['a rate limit', error(613, { retryAfter: 7 }), { permanent: false, effect: 'DELAY_ACCOUNT', retryAfter: 7000 }],
    ['the limit of the app', error(4), { permanent: false, effect: 'DELAY_ACCOUNT' }],
    ['the limit of Instagram', error(80002), { permanent: false, effect: 'DELAY_ACCOUNT' }],
    ['somebody who blocked us', error(551, { subcode: 1545041 }), { permanent: true, effect: 'FLAG_RECIPIENT' }],
    ['a block for policy', error(368), { permanent: false, effect: 'STOP_ACCOUNT' }],
    ['an outage', error(2, { status: 500 }), { permanent: false }],
    ['a bad parameter', error(100), { permanent: true }],
    ['an unknown code', error(987_654), { permanent: true }],
    ['an unknown code said to be passing', error(987_654, { transient: true }), { permanent: false }],
  ])('turn %s into what to do', async (_name, fault, expected) => {
    world.meta.fail(fault);
    expect(await deliver()).toMatchObject({ status: 'rejected', ...expected });
  });

  it('are not guessed', async () => {
    world.meta.fail(
      { kind: 'hang' },
      { kind: 'cut' },
      { kind: 'gateway-error', carriedOut: true },
      error(1, { status: 500 }),
    );
    expect(await deliver({}, {}, 150)).toMatchObject({ status: 'unknown' });
    expect(await deliver()).toMatchObject({ status: 'unknown' });
    expect(await deliver()).toMatchObject({ status: 'unknown', error: { code: 'HTTP_502' } });
    expect(await deliver()).toMatchObject({ status: 'unknown', error: { code: '1' } });
    expect(await deliver({}, { apiHost: 'http://127.0.0.1:47' })).toMatchObject({
      status: 'rejected',
      permanent: false,
    });
  });

  it('slow the account down before Meta refuses, by its own estimate', async () => {
    world.meta.usage = { app: { call_count: 96, total_time: 3, total_cputime: 4 } };
    expect(await deliver()).toMatchObject({ status: 'accepted', effect: 'DELAY_ACCOUNT', retryAfter: 300_000 });
    const usage = [
      { type: 'instagram', call_count: 100, total_time: 1, total_cputime: 1, estimated_time_to_regain_access: 12 },
    ];
    world.meta.usage = { business: { '17841400000000001': usage } };
    world.meta.fail(error(80002));
    expect(await deliver()).toMatchObject({ status: 'rejected', effect: 'DELAY_ACCOUNT', retryAfter: 720_000 });
    world.meta.usage = { app: { call_count: 20 } };
    expect(await deliver()).not.toHaveProperty('effect');
  });

  it('never show the token', async () => {
    const accessToken = 'IGAA-other-secret';
    const outcomes = [
      await deliver({}, { accessToken }),
      await deliver({}, { accessToken, apiHost: 'http://127.0.0.1:47' }),
    ];
    expect(JSON.stringify(outcomes)).not.toContain(accessToken);
    expect(world.meta.calls.every(({ query }) => !query.toString().includes('IGAA'))).toBe(true);
  });
});

describe('answers to comments', () => {
  const commented = (id: string, given: { live?: boolean; hoursAgo?: number } = {}) => {
    const at = new Date(world.clock.now() - (given.hoursAgo ?? 0) * hour);
    world.meta.comments(person, 'Kapan buka?', { id, live: given.live ?? false, at });
    return { recipient: { key: `${given.live ? 'live-' : ''}comment:${id}` } };
  };

  it('are private, once, within 7 days, in text', async () => {
    const comment = commented('501');
    expect(await deliver(comment)).toMatchObject({ status: 'accepted' });
    expect(lastBody()).toEqual({ recipient: { comment_id: '501' }, message: { text: 'Halo' } });
    expect(await deliver(comment)).toMatchObject({ status: 'rejected', permanent: true, error: { code: '10900' } });
    expect(await deliver(commented('502', { hoursAgo: 169 }))).toMatchObject({
      permanent: true,
      error: { code: '10901' },
    });
    const image: MessageContent = { kind: 'media', media: 'image', url: 'https://example.org/a.jpg' };
    expect(await deliver({ ...commented('503'), content: image })).toMatchObject({
      error: { code: 'PRIVATE_REPLY_TEXT_ONLY' },
    });
    const long: MessageContent = { kind: 'text', text: 'é'.repeat(501) };
    expect(await deliver({ ...commented('504'), content: long })).toMatchObject({
      error: { code: 'PRIVATE_REPLY_TOO_LONG' },
    });
    const choices: MessageContent = {
      kind: 'choices',
      text: 'Pilih',
      choices: [{ id: 'a', title: 'A' }],
      layout: 'buttons',
    };
    await deliver({ ...commented('505'), content: choices });
    expect(lastBody()).toMatchObject({ message: { text: 'Pilih\n\n1. A' } });
  });

  it('on a broadcast only while it runs', async () => {
    expect(await deliver(commented('511', { live: true }))).toMatchObject({ status: 'accepted' });
    world.meta.messaging.liveIsOver = true;
    expect(await deliver(commented('512', { live: true }))).toMatchObject({ status: 'rejected', permanent: true });
  });

  it('can be public, and comments can be hidden, shown and deleted', async () => {
    commented('521');
    const act = (command: Parameters<typeof moderate>[0]) => moderate(command, world.context());
    const reply = await act({ action: 'reply', commentId: '521', text: 'Kantor buka pukul 08.00.' });
    expect(reply).toMatchObject({ status: 'accepted' });
    expect(reply).not.toMatchObject({ externalId: '521' });
    expect(await act({ action: 'hide', commentId: '521' })).toEqual({ status: 'accepted', externalId: '521' });
    await act({ action: 'show', commentId: '521' });
    await act({ action: 'delete', commentId: '521' });
    expect(world.meta.moderation.acts.slice(-4)).toMatchObject([
      { action: 'POST replies', body: { message: 'Kantor buka pukul 08.00.' } },
      { action: 'POST', body: { hide: true } },
      { action: 'POST', body: { hide: false } },
      { action: 'DELETE' },
    ]);
    expect(await act({ action: 'replyToMention', mediaId: '9', commentId: '8', text: 'Terima kasih' })).toMatchObject({
      status: 'accepted',
    });
    expect(world.meta.calls.at(-1)).toMatchObject({
      path: '/v25.0/17841400000000001/mentions',
      json: { media_id: '9', comment_id: '8' },
    });
    expect(await act({ action: 'hide', commentId: '999' })).toMatchObject({ status: 'rejected', permanent: true });
    const calls = world.meta.calls.length;
    expect(await act({ action: 'hide', commentId: '../me' })).toMatchObject({
      status: 'rejected',
      error: { code: 'BAD_COMMAND' },
    });
    expect(await act({ action: 'reply', commentId: '521', text: ' ' })).toMatchObject({ status: 'rejected' });
    expect(world.meta.calls.length).toBe(calls);
  });
});

describe('splitText', () => {
  it('keeps every word and character', () => {
    for (const text of ['a'.repeat(2500), 'kata kata. '.repeat(300), '👨‍👩‍👧'.repeat(200), 'é\n\n'.repeat(900), 'x', '']) {
      const parts = splitText(text, 100);
      expect(parts.every((part) => part !== '' && Buffer.byteLength(part) <= 100)).toBe(true);
      expect(parts.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
      expect(parts.join('')).not.toMatch(/\ufffd/);
    }
    expect(splitText('Satu kalimat di sini sekarang. Dua kalimat', 38)).toEqual([
      'Satu kalimat di sini sekarang.',
      'Dua kalimat',
    ]);
  });

  it('reads the keys that parse makes', () => {
    expect(addressOf('live-comment:1')).toEqual({ kind: 'comment', id: '1', live: true });
    expect(addressOf('6000')).toEqual({ kind: 'person', id: '6000' });
  });
});
