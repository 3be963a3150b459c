import { expect, it } from '@jest/globals';
import { signHmacSha256, type InboundItem } from '../sdk/index.js';
import { checkInbound, seededRandom } from '../sdk/testing/index.js';
import { parse } from './parse.js';
import { instagram } from './plugin.js';
import { changeEntry, commentChange, echoEntry, envelope, messagingEntry } from './simulator/payloads.js';

const account = { accountId: '17841400000000001', username: 'jkn.contoh' };
const person = { id: '6000000000000001', username: 'warga.contoh' };
const parsed = (body: unknown) => parse(Buffer.from(JSON.stringify(body)));

it('never throws but SyntaxError, and every item can be stored', () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const random = seededRandom(seed);
  for (let i = 0; i < 3000; i++) {
    const body = randomEnvelope(random);
    let items: InboundItem[] = [];
    try {
      items = parsed(body);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw new Error(`seed ${seed}, body ${i}: ${String(error)}`);
    }
    const bad = items.find(
      ({ externalId, accountKey, at: time }) => !externalId || !accountKey || (time && Number.isNaN(+time)),
    );
    if (bad) throw new Error(`seed ${seed}, body ${i}: an item cannot be stored`);
  }
});

const words = [
  'object',
  'instagram',
  'entry',
  'id',
  'messaging',
  'changes',
  'field',
  'value',
  'message',
  'mid',
  'text',
  'comments',
  'sender',
  'reaction',
  'read',
  'attachments',
  'type',
  'payload',
  '__proto__',
  'constructor',
  'from',
  'media',
  'timestamp',
  'standby',
  'story_insights',
  'media_id',
];

function randomJson(random: () => number, depth: number): unknown {
  const pick = Math.floor(random() * (depth > 0 ? 8 : 6));
  const word = words[Math.floor(random() * words.length)];
  if (pick < 6) return [null, true, Math.floor(random() * 1e16), word, '\ud800', -1.5][pick];
  const parts = Array.from({ length: Math.floor(random() * 5) }, () => randomJson(random, depth - 1));
  if (pick === 6) return parts;
  return Object.fromEntries(parts.map((part) => [words[Math.floor(random() * words.length)], part]));
}

function randomEnvelope(random: () => number): unknown {
  if (random() < 0.1) return randomJson(random, 4);
  const member = () => {
    const names = ['id', 'time', 'messaging', 'changes', 'field', 'value', 'standby'].filter(() => random() < 0.6);
    const make = (name: string) =>
      random() < 0.7 && /messaging|changes|standby/.test(name) ? [randomJson(random, 5)] : randomJson(random, 5);
    return Object.fromEntries(names.map((name) => [name, make(name)]));
  };
  return { object: 'instagram', entry: [member(), member()] };
}

it('keeps the inbound rules of the contract', () => {
  const secret = 'app-secret';
  const config = instagram.config.parse({
    login: 'instagram',
    accountId: account.accountId,
    appSecret: secret,
    verifyToken: 'v',
    accessToken: 't',
    graphVersion: 'v25.0',
  });
  const seed = Math.floor(Math.random() * 2 ** 31);
  const results = checkInbound(
    {
      plugin: instagram,
      config,
      sign: (rawBody) => ({ 'x-hub-signature-256': signHmacSha256(secret, rawBody, 'sha256=') }),
      samples: (now) => [
        {
          name: 'text',
          body: envelope([messagingEntry(account, person, { message: { mid: '1', text: 'Halo' } }, now)]),
          items: 1,
        },
        {
          name: 'direct comment',
          body: envelope([changeEntry(account, commentChange(person, { id: '4', text: 'x' }), 'direct', now)]),
          items: 1,
        },
        {
          name: 'batch',
          body: envelope([
            messagingEntry(
              account,
              person,
              { message: { mid: '2', text: 'x', attachments: [{ type: 'image', payload: { url: 'u' } }] } },
              now,
            ),
            echoEntry(account, person.id, { mid: '3' }, now),
            messagingEntry(account, person, { read: { mid: '3' } }, now),
            messagingEntry(account, person, { reaction: { mid: '3', action: 'react', reaction: 'love' } }, now),
            messagingEntry(account, person, { postback: { mid: '5', title: 'x', payload: 'y' } }, now),
            changeEntry(account, { field: 'mentions', value: { media_id: '1' } }, 'changes', now),
            changeEntry(account, { field: 'story_insights', value: { media_id: '1', reach: 3 } }, 'direct', now),
          ]),
          items: 8,
        },
      ],
    },
    seed,
  );
  expect(results.filter((result) => !result.passed)).toEqual([]);
});
