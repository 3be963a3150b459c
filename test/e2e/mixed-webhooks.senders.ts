import { careCenter } from '../../plugins/care-center/plugin.js';
import { signatureOf } from '../../plugins/care-center/simulator/webhooks.js';
import { TwilioSimulator } from '../../plugins/care-center/simulator/twilio-simulator.js';
import { instagram } from '../../plugins/instagram/plugin.js';
import { envelope as instagramEnvelope, type WebhookEntry } from '../../plugins/instagram/simulator/payloads.js';
import { InstagramSimulator } from '../../plugins/instagram/simulator/simulator.js';
import { signHmacSha256, type ChannelPlugin } from '../../plugins/sdk/index.js';
import { whatsapp } from '../../plugins/whatsapp/plugin.js';
import {
  startGraphSimulator,
  type GraphSimulator,
  type SentMessage,
} from '../../plugins/whatsapp/simulator/graph-simulator.js';
import {
  envelope as whatsappEnvelope,
  messagePart,
  statusPart,
  textContent,
  type WebhookPart,
} from '../../plugins/whatsapp/simulator/payloads.js';

/** The channels that take part, with their plugins. */
export const mixedChannels = {
  'whatsapp-pandawa': whatsapp,
  instagram,
  'care-center-165': careCenter,
} satisfies Record<string, ChannelPlugin>;
export type MixedChannel = keyof typeof mixedChannels;

/** One webhook as its provider posts it, again and again the same. */
export interface Webhook {
  readonly channel: MixedChannel;
  /** With the query, where there is one. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const number = { accountId: 'waba', phoneNumberId: '100000000000001', displayNumber: '628118165165' };
const appSecret = 'dev-whatsapp-secret';
const accountSid = 'AC00000000000000000000000000000165';
const instagramAccount = { accountId: '17841400000000001', username: 'jkn.contoh' };

/** Share of webhooks that carry several items, as Meta batches under load. */
const batched = 0.1;

/** The providers of the three channels, with their people: all fictional. */
export class Senders {
  /** The words of every message that a person wrote or said in public: no two alike. */
  readonly words = new Set<string>();
  private readonly seen = { whatsapp: 0, instagram: 0 };
  private counter = 0;

  private constructor(
    readonly graph: GraphSimulator,
    readonly meta: InstagramSimulator,
    readonly twilio: TwilioSimulator,
    private readonly hubUrl: string,
    private readonly random: () => number,
  ) {}

  static async start(hubUrl: string, random: () => number): Promise<Senders> {
    const graph = await startGraphSimulator({ number, appSecret, accessToken: 'dev-whatsapp-access-token' });
    const meta = await InstagramSimulator.start({
      account: instagramAccount,
      appSecret: 'dev-instagram-secret',
      accessToken: 'dev-instagram-access-token',
    });
    const publicUrl = `${hubUrl}/webhooks/care-center-165`;
    const twilio = await new TwilioSimulator({ accountSid, authToken: 'dev-twilio-auth-token', publicUrl }).start();
    return new Senders(graph, meta, twilio, hubUrl, random);
  }

  /** What the hub must know to speak with them. */
  get environment(): Record<string, string> {
    return {
      KANAL_PLUGINS: 'whatsapp-pandawa=whatsapp,instagram=instagram,care-center-165=care-center',
      WHATSAPP_PANDAWA_API_BASE: this.graph.apiBase,
      INSTAGRAM_API_HOST: this.meta.apiHost,
      CARE_CENTER_165_API_BASE: this.twilio.apiBase,
      CARE_CENTER_165_PUBLIC_URL: `${this.hubUrl}/webhooks/care-center-165`,
    };
  }

  async close(): Promise<void> {
    await this.graph.close();
    await this.meta.close();
    await this.twilio.close();
  }

  /** What people do by themselves: messages, comments and calls. */
  people(counts: { whatsapp: number; instagram: number; calls: number }): Webhook[] {
    const several = (count: number, make: () => Webhook[]) => Array.from({ length: count }, make).flat();
    return [
      ...several(counts.whatsapp, () => [this.whatsapp(this.some(() => this.whatsappMessage()))]),
      ...several(counts.instagram, () => [this.instagram(this.some(() => this.instagramEntry()))]),
      ...several(counts.calls, () => this.call()),
    ];
  }

  /** What providers report of messages that the hub sent since the last call. */
  reports(): Webhook[] {
    const sent = this.graph.sent.slice(this.seen.whatsapp);
    const replies = this.meta.messaging.sent.slice(this.seen.instagram);
    this.seen.whatsapp += sent.length;
    this.seen.instagram += replies.length;
    const readers = replies.filter(({ to }) => this.meta.messaging.lastInbound.has(to));
    return [
      ...sent.flatMap((message) => this.statusesOf(message)),
      ...readers.map(({ mid, to }) =>
        this.instagram([this.meta.does({ id: to, username: 'warga' }, { read: { mid } })]),
      ),
    ];
  }

  private some<T>(make: () => T): T[] {
    const size = this.random() < batched ? 2 + Math.floor(this.random() * 3) : 1;
    return Array.from({ length: size }, make);
  }

  private next(what: string): string {
    this.counter += 1;
    const words = `${what} ${this.counter}`;
    this.words.add(words);
    return words;
  }

  private whatsappMessage(): WebhookPart {
    const waId = String(6_289_900_200_000 + Math.floor(this.random() * 700));
    return messagePart({ waId, name: 'Orang Rekaan' }, textContent(this.next('Halo')));
  }

  private statusesOf({ id, to: recipient, reference }: SentMessage): Webhook[] {
    const part = (status: string) => statusPart({ id, status, recipient, ...(reference ? { reference } : {}) });
    if (this.random() < batched)
      return [this.whatsapp([part('sent'), part('delivered')]), this.whatsapp([part('read')])];
    return ['sent', 'delivered', 'read'].map((status) => this.whatsapp([part(status)]));
  }

  private whatsapp(parts: readonly WebhookPart[]): Webhook {
    return signed('whatsapp-pandawa', JSON.stringify(whatsappEnvelope(number, parts)), appSecret);
  }

  private instagramEntry(): WebhookEntry {
    const person = { id: String(6_000_000_000_200_000 + Math.floor(this.random() * 400)), username: 'warga.rekaan' };
    if (this.random() < 0.25) return this.meta.comments(person, this.next('Komentar'));
    return this.meta.says(person, this.next('Permisi'));
  }

  private instagram(entries: readonly WebhookEntry[]): Webhook {
    return signed('instagram', JSON.stringify(instagramEnvelope(entries)), 'dev-instagram-secret');
  }

  /** A call begins, a key is pressed, it ends: three webhooks. */
  private call(): Webhook[] {
    this.counter += 1;
    const sid = `CA${String(this.counter).padStart(32, '0')}`;
    const base = { CallSid: sid, AccountSid: accountSid, From: `+62899003${String(this.counter).padStart(5, '0')}` };
    const ended = { CallStatus: 'completed', CallDuration: '42', SequenceNumber: '0' };
    return [
      this.twiml('', { ...base, CallStatus: 'ringing', Direction: 'inbound' }),
      this.twiml('?step=input&turn=a&language=id', { ...base, Digits: '1' }),
      this.twiml('?step=status', { ...base, ...ended, Timestamp: new Date().toUTCString().replace('GMT', '+0000') }),
    ];
  }

  private twiml(query: string, form: Readonly<Record<string, string>>): Webhook {
    const path = `/webhooks/care-center-165${query}`;
    const headers = {
      'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
      'x-twilio-signature': signatureOf('dev-twilio-auth-token', `${this.hubUrl}${path}`, form),
    };
    return { channel: 'care-center-165', path, headers, body: new URLSearchParams(form).toString() };
  }
}

function signed(channel: MixedChannel, body: string, secret: string): Webhook {
  const headers = {
    'content-type': 'application/json',
    'x-hub-signature-256': signHmacSha256(secret, body, 'sha256='),
  };
  return { channel, path: `/webhooks/${channel}`, headers, body };
}

/** The items of webhooks by their keys, as their plugins read them. */
export function itemKeys(webhooks: Iterable<Webhook>): Map<MixedChannel, Set<string>> {
  const keys = new Map<MixedChannel, Set<string>>();
  for (const { channel, path, headers, body } of webhooks) {
    const query = new URL(path, 'http://hub').searchParams;
    const request = { method: 'POST', headers, query, rawBody: Buffer.from(body) };
    const known = keys.get(channel) ?? new Set();
    for (const item of mixedChannels[channel].operational?.parse?.(request) ?? []) {
      known.add(JSON.stringify([item.accountKey, item.externalId, item.kind, item.variant ?? null]));
    }
    keys.set(channel, known);
  }
  return keys;
}
