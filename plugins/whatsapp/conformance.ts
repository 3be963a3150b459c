import { signHmacSha256 } from '../sdk/index.js';
import { defineConformance, type ProviderFault, type SimulatedProvider } from '../sdk/testing/index.js';
import type { WhatsAppConfig } from './config.js';
import { record, records } from './json.js';
import { whatsapp } from './plugin.js';
import { startGraphSimulator, type Fault } from './simulator/graph-simulator.js';
import { envelope, listReply, messagePart, statusPart, textContent, type WebhookPart } from './simulator/payloads.js';

const number = { accountId: '100000000000000', phoneNumberId: '100000000000001', displayNumber: '628118165165' };
const person = { waId: '6289900000001', name: 'Warga Contoh' };
const scoped = { ...person, waId: '6289900000002', userId: 'ID.13491208655302741918' };

const config: WhatsAppConfig = {
  appSecret: 'kit-app-secret',
  verifyToken: 'kit-verify-token',
  accessToken: 'kit-access-token',
  phoneNumberId: number.phoneNumberId,
  apiBase: 'http://127.0.0.1:1/v24.0',
};

const contents: Readonly<Record<string, object>> = {
  text: textContent('Halo'),
  'list reply': listReply('pengaduan', 'Pengaduan'),
  image: { type: 'image', image: { id: '1', mime_type: 'image/jpeg', sha256: 'abc', caption: 'Kartu' } },
  'voice message': { type: 'audio', audio: { id: '2', mime_type: 'audio/ogg', voice: true } },
  location: { type: 'location', location: { latitude: -6.2, longitude: 106.8 } },
  contacts: { type: 'contacts', contacts: [{ name: { formatted_name: 'Warga' }, phones: [{ phone: '+62899' }] }] },
  reaction: { type: 'reaction', reaction: { message_id: 'wamid.0', emoji: '👍' } },
  unsupported: { type: 'unsupported', errors: [{ code: 131051 }] },
  'a type of tomorrow': { type: 'hologram', hologram: { id: '3' } },
};

const body = (parts: readonly WebhookPart[]) => envelope(number, parts);

function samples(now: Date) {
  const status = (state: string, errorCode?: number) =>
    statusPart({
      id: 'wamid.out',
      status: state,
      recipient: person.waId,
      at: now,
      ...(errorCode ? { errorCode } : {}),
    });
  const messages = Object.entries(contents).map(([name, content]) => ({
    name,
    body: body([messagePart(person, content, now, `wamid.${name}`)]),
    items: 1,
  }));
  return [
    ...messages,
    {
      name: 'a user id without number',
      body: body([messagePart(scoped, textContent('Halo'), now, 'wamid.u')]),
      items: 1,
    },
    {
      name: 'statuses of one message',
      body: body([status('sent'), status('delivered'), status('read'), status('failed', 131047)]),
      items: 4,
    },
    {
      name: 'messages, a status of tomorrow and an error together',
      body: body([
        messagePart(person, textContent('satu'), now, 'wamid.a'),
        messagePart(person, textContent('dua'), now, 'wamid.b'),
        status('pondered'),
        { errors: [{ code: 130429, title: 'Rate limit hit' }] },
      ]),
      items: 4,
    },
    {
      name: 'another field',
      body: {
        object: 'whatsapp_business_account',
        entry: [{ id: '1', changes: [{ field: 'account_update', value: { event: 'DISABLED_UPDATE' } }] }],
      },
      items: 1,
    },
  ];
}

function toFault(fault: ProviderFault): Fault {
  switch (fault.kind) {
    case 'rate-limited':
      return { kind: 'error', code: 4, status: 429, retryAfter: fault.retryAfter / 1000 };
    case 'refused-for-good':
      return { kind: 'error', code: 131026 };
    case 'unavailable':
      return { kind: 'gateway-error', accepted: true };
    default:
      return fault;
  }
}

async function provider(): Promise<SimulatedProvider<WhatsAppConfig>> {
  const { appSecret, accessToken } = config;
  const graph = await startGraphSimulator({ number, appSecret, accessToken });
  return {
    config: { ...config, apiBase: graph.apiBase },
    attempts: () => graph.attempts,
    received: () => graph.sent.map((message) => message.body),
    next: (fault) => graph.fail(toFault(fault)),
    close: () => graph.close(),
  };
}

/** How the conformance kit plays Meta: `npm run plugin:check whatsapp`. */
export const conformance = defineConformance<WhatsAppConfig>({
  plugin: whatsapp,
  config,
  sign: (rawBody) => ({ 'x-hub-signature-256': signHmacSha256(config.appSecret, rawBody, 'sha256=') }),
  samples,
  batch: (bodies) => ({
    object: 'whatsapp_business_account',
    entry: bodies.flatMap((each) => records(record(each).entry)),
  }),
  recipient: { key: person.waId, phone: `+${person.waId}` },
  template: {
    kind: 'template',
    name: 'payment_reminder',
    language: 'id',
    category: 'utility',
    parameters: ['Rp35.000'],
    text: 'Tagihan Rp35.000',
  },
  provider,
});
