import { describe, expect, it } from '@jest/globals';
import { checkInbound } from '../sdk/testing/index.js';
import { signHmacSha256, type InboundItem } from '../sdk/index.js';
import { parse } from './parse.js';
import { whatsapp } from './plugin.js';
import { envelope, messagePart, statusPart, textContent } from './simulator/payloads.js';

const number = { accountId: '102290129340398', phoneNumberId: '106540352242922', displayNumber: '628118165165' };
const person = { waId: '6281100001111', name: 'Warga Contoh' };
const at = new Date('2026-11-21T03:04:05Z');
const parsed = (body: unknown) => parse(Buffer.from(JSON.stringify(body)));
const one = (content: object) =>
  parsed(envelope(number, [messagePart(person, content, at, 'wamid.1')]))[0] as Extract<
    InboundItem,
    { kind: 'message' }
  >;

describe('parse of WhatsApp messages', () => {
  it('gives account, sender, time and text', () => {
    expect(one({ ...textContent('Halo'), context: { from: '628118165165', id: 'wamid.0' } })).toEqual({
      kind: 'message',
      accountKey: number.phoneNumberId,
      externalId: 'wamid.1',
      at,
      sender: { key: person.waId, phone: '+6281100001111', name: person.name },
      content: { kind: 'text', text: 'Halo' },
      replyTo: 'wamid.0',
    });
  });

  it.each<[string, object, object]>([
    [
      'list reply',
      {
        type: 'interactive',
        interactive: { type: 'list_reply', list_reply: { id: 'a', title: 'A', description: 'd' } },
      },
      { kind: 'choice', id: 'a', title: 'A', description: 'd' },
    ],
    [
      'button reply',
      { type: 'interactive', interactive: { type: 'button_reply', button_reply: { id: 'b', title: 'B' } } },
      { kind: 'choice', id: 'b', title: 'B' },
    ],
    [
      'flow',
      {
        type: 'interactive',
        interactive: { type: 'nfm_reply', nfm_reply: { name: 'flow', body: 'Sent', response_json: '{"nik":"x"}' } },
      },
      { kind: 'form', name: 'flow', values: { nik: 'x' } },
    ],
    [
      'template button',
      { type: 'button', button: { payload: 'stop', text: 'Berhenti' } },
      { kind: 'choice', id: 'stop', title: 'Berhenti' },
    ],
    [
      'image',
      { type: 'image', image: { id: '1', mime_type: 'image/jpeg', sha256: 'x', caption: 'Bukti' } },
      { kind: 'media', media: 'image', mediaId: '1', mimeType: 'image/jpeg', sha256: 'x', caption: 'Bukti' },
    ],
    [
      'voice note',
      { type: 'audio', audio: { id: '2', mime_type: 'audio/ogg', voice: true } },
      { kind: 'media', media: 'audio', mediaId: '2', mimeType: 'audio/ogg', voice: true },
    ],
    [
      'document',
      {
        type: 'document',
        document: { id: '3', filename: 'kk.pdf', mime_type: 'application/pdf', url: 'https://example.org/x' },
      },
      {
        kind: 'media',
        media: 'document',
        mediaId: '3',
        fileName: 'kk.pdf',
        mimeType: 'application/pdf',
        url: 'https://example.org/x',
      },
    ],
    ['video', { type: 'video', video: { id: '4' } }, { kind: 'media', media: 'video', mediaId: '4' }],
    ['sticker', { type: 'sticker', sticker: { id: '5' } }, { kind: 'media', media: 'sticker', mediaId: '5' }],
    [
      'location',
      { type: 'location', location: { latitude: -0.02, longitude: 109.33, name: 'Alun-alun' } },
      { kind: 'location', latitude: -0.02, longitude: 109.33, name: 'Alun-alun' },
    ],
    [
      'contacts',
      { type: 'contacts', contacts: [{ name: { formatted_name: 'Tetangga' }, phones: [{ phone: '+62 811' }] }] },
      { kind: 'contacts', contacts: [{ name: 'Tetangga', phones: ['+62 811'] }] },
    ],
    [
      'reaction',
      { type: 'reaction', reaction: { message_id: 'wamid.0', emoji: '👍' } },
      { kind: 'reaction', to: 'wamid.0', emoji: '👍' },
    ],
    [
      'reaction taken back',
      { type: 'reaction', reaction: { message_id: 'wamid.0' } },
      { kind: 'reaction', to: 'wamid.0', emoji: null },
    ],
    [
      'order',
      { type: 'order', order: { product_items: [{ product_retailer_id: 'p', quantity: 2 }] } },
      { kind: 'order', items: [{ id: 'p', quantity: 2 }] },
    ],
    [
      'changed number',
      { type: 'system', system: { type: 'user_changed_number', wa_id: '6281100002222' } },
      { kind: 'identityChanged', newKey: '6281100002222', phone: '+6281100002222' },
    ],
    [
      'unsupported',
      { type: 'unsupported', errors: [{ code: 131051 }] },
      { kind: 'unsupported', rawType: 'unsupported', code: '131051' },
    ],
    ['a kind of the future', { type: 'hologram', hologram: {} }, { kind: 'unsupported', rawType: 'hologram' }],
    ['a known kind in an odd shape', { type: 'text', text: 'Halo' }, { kind: 'unsupported', rawType: 'text' }],
    ['a type named like a member of Object', { type: 'constructor' }, { kind: 'unsupported', rawType: 'constructor' }],
  ])('reads a %s', (_name, content, expected) => {
    expect(one(content).content).toEqual(expected);
  });

  it('knows people by their user id when there is one, and keeps the number as alias', () => {
    const [item] = parsed(
      envelope(number, [messagePart({ ...person, userId: 'ID.13491208655302741918' }, textContent('Halo'), at)]),
    );
    expect(item).toMatchObject({
      sender: { key: 'ID.13491208655302741918', phone: '+6281100001111', aliases: [person.waId] },
    });
  });

  it('knows people without a number', () => {
    const value = {
      contacts: [{ profile: { username: 'warga' }, user_id: 'ID.1' }],
      messages: [{ from_user_id: 'ID.1', id: 'wamid.9', timestamp: '1', type: 'text', text: { body: 'x' } }],
    };
    const [item] = parsed(envelope(number, [value]));
    expect(item).toMatchObject({ kind: 'message', sender: { key: 'ID.1', name: 'warga' } });
    expect(item).not.toHaveProperty('sender.phone');
  });
});

describe('parse of WhatsApp envelopes', () => {
  it('returns every item of a batch, whatever it is', () => {
    const batch = envelope(number, [
      messagePart(person, textContent('satu'), at, 'wamid.a'),
      messagePart(person, textContent('dua'), at, 'wamid.b'),
      statusPart({ id: 'wamid.c', status: 'delivered', recipient: person.waId, reference: 'msg_1', at }),
      statusPart({ id: 'wamid.c', status: 'failed', recipient: person.waId, errorCode: 131047, at }),
      statusPart({ id: 'wamid.c', status: 'pondered', recipient: person.waId, at }),
      { errors: [{ code: 130429, title: 'Rate limit hit' }] },
    ]);
    expect(parsed(batch).map((item) => [item.kind, item.variant])).toEqual([
      ['message', undefined],
      ['message', undefined],
      ['status', 'delivered'],
      ['status', 'failed'],
      ['unknown', 'statuses'],
      ['error', undefined],
    ]);
    expect(parsed(batch)[2]).toMatchObject({ status: 'DELIVERED', reference: 'msg_1', externalId: 'wamid.c', at });
    expect(parsed(batch)[3]).toMatchObject({ status: 'FAILED', error: { code: '131047' } });
  });

  it('keeps webhooks of other fields and other products', () => {
    const change = { field: 'account_update', value: { event: 'DISABLED_UPDATE' } };
    expect(parsed({ object: 'whatsapp_business_account', entry: [{ id: '1', changes: [change] }] })).toMatchObject([
      { kind: 'unknown', name: 'account_update', raw: change },
    ]);
    expect(parsed({ object: 'page', entry: [] })).toMatchObject([{ kind: 'unknown', name: 'page' }]);
  });

  it('takes an empty envelope as empty, and refuses what is no JSON object', () => {
    expect(parsed({ object: 'whatsapp_business_account', entry: [] })).toEqual([]);
    expect(() => parse(Buffer.from('{"object":'))).toThrow(SyntaxError);
    expect(() => parse(Buffer.from('[]'))).toThrow(SyntaxError);
  });
});

it('keeps the inbound rules of the contract', () => {
  const secret = 'app-secret';
  const config = whatsapp.config.parse({
    appSecret: secret,
    verifyToken: 'v',
    accessToken: 't',
    phoneNumberId: '1',
    apiBase: 'http://127.0.0.1:1',
  });
  const seed = Math.floor(Math.random() * 2 ** 31);
  const results = checkInbound(
    {
      plugin: whatsapp,
      config,
      sign: (rawBody) => ({ 'x-hub-signature-256': signHmacSha256(secret, rawBody, 'sha256=') }),
      samples: (now) => [
        { name: 'text', body: envelope(number, [messagePart(person, textContent('Halo'), now, 'wamid.1')]), items: 1 },
        {
          name: 'batch',
          body: envelope(number, [
            messagePart(person, { type: 'image', image: { id: '1' } }, now, 'wamid.2'),
            statusPart({ id: 'wamid.3', status: 'sent', recipient: '1', at: now }),
            statusPart({ id: 'wamid.3', status: 'read', recipient: '1', at: now }),
          ]),
          items: 3,
        },
      ],
    },
    seed,
  );
  expect(results.filter((result) => !result.passed)).toEqual([]);
});
