import { describe, expect, it } from '@jest/globals';
import type { InboundItem, InboundMessage } from '../sdk/index.js';
import { toItems } from './items.js';
import { bounce, letter, letterWithFiles } from './simulator/mails.js';
import { configWith, fetched } from './testing/world.js';
import { messageIdHeader } from './thread-token.js';

const config = configWith();
const itemsOf = (source: string) => toItems(fetched(source), config);

async function messageFrom(source: string): Promise<InboundMessage> {
  const [item] = await itemsOf(source);
  if (item?.kind !== 'message') throw new Error(`expected a message, got ${JSON.stringify(item)}`);
  return item;
}

async function textOf(source: string): Promise<string> {
  const { content } = await messageFrom(source);
  return content.kind === 'text' ? content.text : `(${content.kind})`;
}

const reply = (text: string) => letter({ text, headers: [`In-Reply-To: ${messageIdHeader('m-1', config)}`] });

describe('a letter', () => {
  it('is a message of its author with subject, text and key', async () => {
    const message = await messageFrom(letter({ text: 'Kartu saya hilang.', subject: '=?utf-8?q?Kartu_=C3=A9?=' }));
    expect(message).toMatchObject({
      accountKey: 'layanan@jkn.example/INBOX',
      externalId: '<letter-1@warga.example>',
      sender: { key: 'sari@warga.example', name: 'Sari Contoh' },
      content: { kind: 'text', text: 'Kartu é\n\nKartu saya hilang.' },
    });
    expect(message.replyTo).toBeUndefined();
  });

  it('without Message-ID is known again by its bytes', async () => {
    const source = letter({ messageId: null });
    const [first, second] = [await messageFrom(source), await messageFrom(source)];
    expect(first.externalId).toMatch(/^<sha256\.[0-9a-f]{64}@synthesised\.invalid>$/);
    expect(second.externalId).toBe(first.externalId);
    expect((await messageFrom(letter({ messageId: null, text: 'Lain' }))).externalId).not.toBe(first.externalId);
  });

  it('in HTML alone is reduced to text: no markup, no pictures, no script', async () => {
    const text = await textOf(
      letter({
        headers: ['Content-Type: text/html; charset=utf-8'],
        text: '<p>Selamat <b>pagi</b></p><script>alert(1)</script><style>b{}</style><img src="https://lacak.example/x.png">',
      }),
    );
    expect(text).toContain('Selamat pagi');
    expect(text).not.toMatch(/[<>]|alert|lacak|b\{\}/);
  });

  it('with HTML too long to be reduced keeps its subject', async () => {
    const text = `<p>${'panjang '.repeat(150_000)}</p>`;
    expect(await textOf(letter({ headers: ['Content-Type: text/html'], text }))).toBe('Pertanyaan');
  });

  it('has the time of its author only where that is believable', async () => {
    const receivedAt = new Date('2026-11-20T08:00:00Z');
    const timeOf = async (date: Date) => (await toItems(fetched(letter({ date }), { receivedAt }), config))[0]?.at;
    expect(await timeOf(new Date('2026-11-20T07:30:00Z'))).toEqual(new Date('2026-11-20T07:30:00Z'));
    expect(await timeOf(new Date('1990-01-01T00:00:00Z'))).toEqual(receivedAt);
    expect(await timeOf(new Date('2030-01-01T00:00:00Z'))).toEqual(receivedAt);
  });
});

describe('an answer', () => {
  it('is its new words alone, so that a number chooses', async () => {
    expect(await textOf(reply('2\n\nPada Sen, 16 Nov 2026 Layanan JKN menulis:\n> 1. Informasi\n> 2. Pengaduan'))).toBe(
      '2',
    );
    expect(await textOf(reply('Ya\n\nOn Mon, 16 Nov 2026 at 10:00,\nLayanan JKN <l@jkn.example> wrote:\n> x'))).toBe(
      'Ya',
    );
    expect(await textOf(reply('Ya\n-- \nSari Contoh\nJalan Contoh 1'))).toBe('Ya');
    expect(await textOf(reply('Ya\n\n-----Original Message-----\nFrom: x'))).toBe('Ya');
  });

  it('keeps everything when its words stand nowhere else', async () => {
    expect(await textOf(reply('> Pertanyaan?'))).toBe('> Pertanyaan?');
  });

  it('names the message that it answers', async () => {
    expect((await messageFrom(reply('Ya'))).replyTo).toBe(messageIdHeader('m-1', config));
  });

  it('reads References of one id and of several', async () => {
    const own = messageIdHeader('m-7', config);
    for (const references of [own, `<a@x.example> ${own}`, `<a@x.example>\r\n\t${own}`]) {
      expect((await messageFrom(letter({ headers: [`References: ${references}`] }))).replyTo).toBe(own);
    }
  });
});

describe('attachments', () => {
  const png = Buffer.from('89504e470d0a1a0a00', 'hex');
  const contents = async (files: { name: string; type: string; content: Buffer }[], changes = {}) =>
    ((await toItems(fetched(letterWithFiles({}, files)), configWith(changes))) as InboundMessage[]).map(
      ({ content, variant }) => [variant, content],
    );

  it('follow the words, each with a key of its own', async () => {
    const [words, picture] = await contents([{ name: '../../kartu.png', type: 'image/png', content: png }]);
    expect(words).toEqual([undefined, { kind: 'text', text: 'Pertanyaan\n\nTerlampir.' }]);
    expect(picture).toMatchObject([
      'attachment-1',
      { kind: 'media', media: 'image', mimeType: 'image/png', fileName: 'kartu.png', mediaId: '1.1.1' },
    ]);
  });

  it('that may not come in are told, not kept', async () => {
    const files = [
      { name: 'a.exe', type: 'application/x-msdownload', content: Buffer.from('MZ') },
      { name: 'a.pdf', type: 'application/pdf', content: Buffer.from('MZ is no PDF') },
      { name: 'b.png', type: 'image/png', content: Buffer.concat([png, Buffer.alloc(2000)]) },
    ];
    const codes = (await contents(files, { maximumAttachmentBytes: '1000' })).slice(1).map(([, content]) => content);
    expect(codes).toEqual(
      ['TYPE_NOT_ALLOWED', 'TYPE_NOT_ALLOWED', 'TOO_LARGE'].map((code) => ({
        kind: 'unsupported',
        rawType: 'attachment',
        code,
      })),
    );
  });

  it('beyond ten are one refusal', async () => {
    const files = Array.from({ length: 14 }, (_, i) => ({ name: `${i}.png`, type: 'image/png', content: png }));
    const all = await contents(files);
    expect(all).toHaveLength(12);
    expect(all.at(-1)?.[1]).toMatchObject({ code: 'TOO_MANY' });
  });
});

const reasonOf = ([item]: InboundItem[]) =>
  item?.kind === 'unknown' ? `${item.name}: ${(item.raw as { reason: string }).reason}` : item?.kind;

describe('mail that no person wrote for us', () => {
  it.each([
    ['Auto-Submitted: auto-replied', 'auto-submitted'],
    ['Auto-Submitted: auto-generated; owner-email="x@y.example"', 'auto-submitted'],
    ['Return-Path: <>', 'empty return path'],
    ['List-Id: <berita.warga.example>', 'mailing list'],
    ['List-Unsubscribe: <mailto:x@warga.example>', 'mailing list'],
    ['Precedence: bulk', 'precedence'],
    ['Precedence: auto_reply', 'precedence'],
    ['X-Auto-Response-Suppress: DR, AutoReply', 'response suppressed'],
    ['X-Autoreply: yes', 'autoreply'],
  ])('%s is never a message', async (header, reason) => {
    expect(reasonOf(await itemsOf(letter({ headers: [header] })))).toBe(`automatic: ${reason}`);
  });

  it.each(['MAILER-DAEMON@x.example', 'no-reply@x.example', 'noreply+7@x.example', 'owner-berita@x.example'])(
    'from %s is never a message',
    async (from) => {
      expect(reasonOf(await itemsOf(letter({ from })))).toBe('automatic: daemon');
    },
  );

  it('of our own address is never a message', async () => {
    expect(reasonOf(await itemsOf(letter({ from: 'LAYANAN@jkn.example' })))).toBe('automatic: own address');
  });

  it('is told from letters that look like it', async () => {
    for (const headers of [['Auto-Submitted: no'], ['Return-Path: <sari@warga.example>'], ['Precedence: normal']]) {
      expect(reasonOf(await itemsOf(letter({ headers })))).toBe('message');
    }
    expect(reasonOf(await itemsOf(letter({ from: 'norepli@x.example' })))).toBe('message');
  });

  it('without a sender is kept', async () => {
    expect(reasonOf(await itemsOf(letter({ from: 'undisclosed:;' })))).toBe('no-sender: no usable From');
  });
});

describe('a bounce', () => {
  const originalMessageId = messageIdHeader('m-1', config);

  it.each([false, true])('of our message is its receipt FAILED (headers only: %s)', async (headersOnly) => {
    expect(await itemsOf(bounce({ originalMessageId, headersOnly }))).toMatchObject([
      {
        kind: 'status',
        status: 'FAILED',
        externalId: originalMessageId,
        reference: 'm-1',
        error: { code: '5.1.1', message: 'the address does not take mail' },
      },
    ]);
  });

  it('names no address in its error', async () => {
    expect(JSON.stringify(await itemsOf(bounce({ originalMessageId })))).not.toContain('warga.example');
  });

  it('that is forged, or reports a delay, moves nothing', async () => {
    const forged = messageIdHeader('m-1', configWith({ threadSecret: 'another-secret-of-tests' }));
    expect(reasonOf(await itemsOf(bounce({ originalMessageId: forged })))).toBe('delivery-report: no signed message');
    expect(reasonOf(await itemsOf(bounce({ originalMessageId, action: 'delayed', status: '4.4.1' })))).toBe(
      'delivery-report: no failure',
    );
  });
});

describe('Authentication-Results', () => {
  const trusting = configWith({ authservId: 'mx.jkn.example' });
  const failing = 'Authentication-Results: mx.jkn.example; spf=pass; dmarc=fail (p=reject) header.from=warga.example';
  const passing = 'Authentication-Results: mx.jkn.example 1; dmarc=pass header.from=warga.example';
  const kindOf = async (headers: string[], given = trusting) =>
    reasonOf(await toItems(fetched(letter({ headers })), given));

  it('of our edge keep forged senders out', async () => {
    expect(await kindOf([failing])).toBe('forged-sender: dmarc=fail at our edge');
    expect(await kindOf([passing])).toBe('message');
  });

  it('of others, and a second one under our name, mean nothing', async () => {
    expect(await kindOf([failing.replace('mx.jkn', 'mx.warga')])).toBe('message');
    expect(await kindOf([failing, passing])).toBe('forged-sender: dmarc=fail at our edge');
    expect(await kindOf([failing], config)).toBe('message');
  });
});
