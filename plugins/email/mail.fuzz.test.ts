import { expect, it } from '@jest/globals';
import type { InboundItem } from '../sdk/index.js';
import { seededRandom } from '../sdk/testing/index.js';
import { toItems } from './items.js';
import { bounce, letter, letterWithFiles } from './simulator/mails.js';
import { configWith, fetched } from './testing/world.js';
import { messageIdHeader } from './thread-token.js';

const config = configWith();

const samples = [
  letter({ headers: [`References: <a@x.example> ${messageIdHeader('m-1', config)}`] }),
  letter({ headers: ['Content-Type: text/html'], text: '<table><tr><td>a</td></tr></table>' }),
  letterWithFiles({}, [{ name: 'a.png', type: 'image/png', content: Buffer.from('89504e47', 'hex') }]),
  bounce({ originalMessageId: messageIdHeader('m-1', config) }),
];

const pieces = [
  '\r\n\r\n',
  '\0',
  'Content-Type: multipart/mixed; boundary="simulated-boundary"\r\n',
  'Content-Type: message/rfc822\r\n',
  'Content-Transfer-Encoding: base64\r\n',
  'Content-Type: text/plain; charset=iso-2022-jp\r\n',
  '--simulated-boundary\r\n',
  '=?utf-8?b?////?=',
  '=?utf-16?q?=D8=00?=',
  'From: "a"@b <c@d>, e:;\r\n',
  'Date: Fri, 99 Foo 99999\r\n',
  'Message-ID: <\r\n',
  `${'<div>'.repeat(300)}`,
  'References: <<<>>> <a\r\n',
];

function damage(source: string, random: () => number): Buffer {
  const bytes = Buffer.from(source, 'latin1');
  const at = () => Math.floor(random() * bytes.length);
  const piece = Buffer.from(pieces[Math.floor(random() * pieces.length)] ?? '', 'latin1');
  switch (Math.floor(random() * 4)) {
    case 0:
      return bytes.subarray(0, at());
    case 1: {
      const place = at();
      return Buffer.concat([bytes.subarray(0, place), piece, bytes.subarray(place)]);
    }
    case 2: {
      const [one, other] = [at(), at()];
      return Buffer.concat([bytes.subarray(one), bytes.subarray(0, other)]);
    }
    default:
      for (let i = 0; i < 8; i++) bytes[at()] = Math.floor(random() * 256);
      return bytes;
  }
}

function fault(items: readonly InboundItem[]): string | null {
  if (items.length === 0) return 'no item';
  for (const item of items) {
    if (!item.externalId || !item.accountKey) return 'an item without key';
    if (item.at !== null && !Number.isFinite(item.at.getTime())) return 'an impossible time';
    if (item.kind === 'message' && !item.sender.key) return 'a message without sender';
  }
  const keys = new Set(items.map((item) => JSON.stringify([item.externalId, item.kind, item.variant])));
  return keys.size === items.length ? null : 'two items with one key';
}

it('any bytes become items that can be stored, twice the same', async () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const random = seededRandom(seed);
  const receivedAt = new Date();
  for (let i = 0; i < 250; i++) {
    const source = damage(samples[i % samples.length] as string, random);
    const given = fetched(source, { receivedAt });
    try {
      const items = await toItems(given, config);
      expect(fault(items)).toBeNull();
      expect(await toItems(given, config)).toEqual(items);
    } catch (error) {
      throw new Error(`seed ${seed}, mail ${i}: ${String(error)}`);
    }
  }
});

it('a mail of thousands of nested parts is kept and ends soon', async () => {
  const nested = Array.from(
    { length: 3000 },
    (_, i) => `Content-Type: multipart/mixed; boundary=b${i}\r\n\r\n--b${i}\r\n`,
  );
  const source = `From: sari@warga.example\r\nMessage-ID: <nested@warga.example>\r\n${nested.join('')}`;
  expect(await toItems(fetched(source), config)).toHaveLength(1);
});
