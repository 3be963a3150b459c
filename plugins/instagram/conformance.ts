import { signHmacSha256 } from '../sdk/index.js';
import {
  defineConformance,
  memoryStorage,
  type ProviderFault,
  type ServiceParts,
  type SimulatedProvider,
} from '../sdk/testing/index.js';
import { instagramConfig, type InstagramConfig } from './config.js';
import { record, records } from './json.js';
import { instagram } from './plugin.js';
import type { Fault } from './simulator/answers.js';
import { changeEntry, commentChange, echoEntry, envelope, messagingEntry } from './simulator/payloads.js';
import { InstagramSimulator } from './simulator/simulator.js';

const account = { accountId: '17841400000000001', username: 'jkn.contoh' };
const person = { id: '6000000000000001', username: 'warga.contoh' };
const other = { id: '6000000000000002', username: 'warga.lain' };

const config = instagramConfig.parse({
  login: 'instagram',
  accountId: account.accountId,
  appSecret: 'kit-app-secret',
  verifyToken: 'kit-verify-token',
  accessToken: 'kit-access-token',
  apiHost: 'http://127.0.0.1:1',
});

/** What a person does in the direct messages. */
const parts: Readonly<Record<string, object>> = {
  text: { message: { mid: 'mid.text', text: 'Halo' } },
  'quick reply': { message: { mid: 'mid.quick', text: 'Pengaduan', quick_reply: { payload: 'pengaduan' } } },
  image: {
    message: { mid: 'mid.image', attachments: [{ type: 'image', payload: { url: 'https://cdn.example/1.jpg' } }] },
  },
  postback: { postback: { mid: 'mid.postback', title: 'Mulai', payload: 'start' } },
  reaction: { reaction: { mid: 'mid.ours', action: 'react', reaction: 'love', emoji: '❤' } },
  read: { read: { mid: 'mid.ours' } },
  referral: { referral: { ref: 'poster', source: 'SHORTLINK', type: 'OPEN_THREAD' } },
  'a message taken back': { message: { mid: 'mid.deleted', is_deleted: true } },
  'an event of tomorrow': { hologram: { id: '3' } },
};

const pictures = [1, 2].map((number) => ({ type: 'image', payload: { url: `https://cdn.example/${number}.jpg` } }));

function samples(now: Date) {
  const one = (name: string, entry: object, items = 1) => ({ name, body: envelope([{ ...entry }]), items });
  const comment = (id: string, live = false) => commentChange(other, { id, text: 'Kapan buka?', live });
  const mention = { field: 'mentions', value: { media_id: '1790', comment_id: '1791' } };
  return [
    ...Object.entries(parts).map(([name, part]) => one(name, messagingEntry(account, person, part, now))),
    one(
      'words and two pictures',
      messagingEntry(account, person, { message: { mid: 'mid.many', text: 'Ini', attachments: pictures } }, now),
      3,
    ),
    one('an echo', echoEntry(account, person.id, { mid: 'mid.echoed' }, now)),
    one('a comment', changeEntry(account, comment('1801'), 'changes', now)),
    one('a comment in the other shape', changeEntry(account, comment('1802'), 'direct', now)),
    one('a live comment', changeEntry(account, comment('1803', true), 'direct', now)),
    one('a mention', changeEntry(account, mention, 'changes', now)),
    one('a field of tomorrow', changeEntry(account, { field: 'holograms', value: { id: '4' } }, 'changes', now)),
    {
      name: 'several entries in a list',
      body: [
        envelope([messagingEntry(account, person, { message: { mid: 'mid.a', text: 'satu' } }, now)]),
        envelope([messagingEntry(account, other, { message: { mid: 'mid.b', text: 'dua' } }, now)]),
      ],
      items: 2,
    },
  ];
}

/** Faults hit the messages edge only: nothing else carries a message. */
function toFault(fault: ProviderFault): Fault {
  const path = /\/messages$/;
  switch (fault.kind) {
    case 'rate-limited':
      return { kind: 'error', path, code: 4, status: 429, retryAfter: fault.retryAfter / 1000 };
    case 'refused-for-good':
      return { kind: 'error', path, code: 551 };
    case 'unavailable':
      return { kind: 'gateway-error', path, carriedOut: true };
    default:
      return { ...fault, path };
  }
}

/** One of the ids that the kit tries, so that some of its calls are carried out. */
const knownComment = '3171';

/** A hub with a conversation that began with a comment. */
function service(): ServiceParts<InstagramConfig> {
  const edges = [{ node: { externalId: knownComment } }];
  return {
    storage: memoryStorage(),
    hub: {
      execute: <Data>() => Promise.resolve({ data: { conversation: { messages: { edges } } } as Data, errors: [] }),
    },
  };
}

async function provider(): Promise<SimulatedProvider<InstagramConfig>> {
  const { appSecret, accessToken } = config;
  const meta = await InstagramSimulator.start({ account, appSecret, accessToken });
  meta.says(person, 'Halo');
  meta.comments(other, 'Kapan buka?', { id: knownComment });
  return {
    config: { ...config, apiHost: meta.apiHost },
    attempts: () => meta.calls.filter(({ path }) => path.endsWith('/messages')).length,
    received: () => meta.messaging.sent.map(({ body }) => body),
    next: (fault) => meta.fail(toFault(fault)),
    close: () => meta.close(),
  };
}

/** How the conformance kit plays Meta: `npm run plugin:check plugins/instagram`. */
export const conformance = defineConformance<InstagramConfig>({
  plugin: instagram,
  config,
  sign: (rawBody) => ({ 'x-hub-signature-256': signHmacSha256(config.appSecret, rawBody, 'sha256=') }),
  samples,
  batch: (bodies) => ({
    object: 'instagram',
    entry: bodies.flatMap((body) =>
      (Array.isArray(body) ? body : [body]).flatMap((each: unknown) => records(record(each).entry)),
    ),
  }),
  recipient: { key: person.id },
  provider,
  service,
});
