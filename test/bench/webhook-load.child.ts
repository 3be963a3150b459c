// The providers' side: simulators that take the hub's messages, and senders of signed webhooks.
import { Pool } from 'undici';
import { startSimulators } from '../../hub/simulators.js';
import { signHmacSha256 } from '../../plugins/sdk/signature.js';
import { envelope, messagePart, textContent } from '../../plugins/whatsapp/simulator/payloads.js';
import { Senders } from '../e2e/mixed-webhooks.senders.js';
import { childInput, quantile, serveParent } from './benchmark.js';
import { benchConfiguration } from './seed.js';

const number = { accountId: 'waba-bench', phoneNumberId: '100000000000001', displayNumber: '628118165165' };
const secret = 'dev-whatsapp-secret';
const people = 300;

/** What is posted: messages of WhatsApp, or those with messages and comments of Instagram among them, or calls. */
export type Mix = 'whatsapp' | 'messages' | 'calls';

/** Webhooks to send: at a rate whatever the answers do, or as many as `connections` can take. */
export interface WebhookLoad {
  /** Of the hub. */
  readonly url: string;
  readonly mix: Mix;
  readonly seconds: number;
  readonly perSecond?: number;
  readonly connections?: number;
}

export interface WebhookResult {
  /** Answered with 200. */
  readonly stored: number;
  readonly refused: number;
  readonly perSecond: number;
  /** Milliseconds from the moment a webhook was due to its 200. */
  readonly median: number;
  readonly p99: number;
}

export interface ProvidersReady {
  /** Where the hub finds these providers. */
  readonly environment: Readonly<Record<string, string>>;
}

interface Signed {
  readonly path: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

const { folder } = await childInput<{ readonly folder: string }>();
const senders = await Senders.start('https://hub.example', Math.random);
const { KANAL_PLUGINS: _all, ...environment } = senders.environment;
let others: Promise<unknown> | undefined;
let sequence = 0;

function whatsappMessage(): Signed {
  sequence += 1;
  const waId = `62899${String(10_000_000 + (sequence % people))}`;
  const part = messagePart({ waId, name: `Orang Contoh ${waId.slice(-3)}` }, textContent(`Halo ${sequence}`));
  const body = JSON.stringify(envelope(number, [part]));
  const path = '/webhooks/whatsapp-pandawa';
  return {
    path,
    body,
    headers: { 'content-type': 'application/json', 'x-hub-signature-256': signHmacSha256(secret, body, 'sha256=') },
  };
}

const instagramMessage = (): Signed => senders.people({ whatsapp: 0, instagram: 1, calls: 0 })[0]!;

/** Three of four messages come by WhatsApp, the fourth by Instagram. */
const makers: Readonly<Record<Mix, () => Signed>> = {
  whatsapp: whatsappMessage,
  messages: () => (Math.random() < 0.75 ? whatsappMessage() : instagramMessage()),
  calls: () => senders.people({ whatsapp: 0, instagram: 0, calls: 1 })[0]!,
};

async function run({ url, mix, seconds, perSecond, connections = 256 }: WebhookLoad): Promise<WebhookResult> {
  // The channels that nobody writes on are on too, with their providers.
  others ??= startSimulators(benchConfiguration(folder, environment), url);
  await others;
  const pool = new Pool(url, { connections, pipelining: 1 });
  const latencies: number[] = [];
  let refused = 0;
  const send = async (due: number) => {
    const response = await pool.request({ method: 'POST', ...makers[mix]() });
    await response.body.dump();
    latencies.push(performance.now() - due);
    if (response.statusCode !== 200) refused += 1;
  };
  const began = performance.now();
  if (perSecond === undefined) await closedLoop(send, connections, began + seconds * 1000);
  else await openLoop(send, perSecond, seconds);
  const elapsed = (performance.now() - began) / 1000;
  await pool.close();
  const stored = latencies.length - refused;
  return {
    stored,
    refused,
    perSecond: stored / elapsed,
    median: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
  };
}

async function closedLoop(send: (due: number) => Promise<void>, lanes: number, end: number): Promise<void> {
  const lane = async () => {
    while (performance.now() < end) await send(performance.now());
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

/** A slow answer does not put off the next webhook: what waits counts from the moment it was due. */
async function openLoop(send: (due: number) => Promise<void>, perSecond: number, seconds: number): Promise<void> {
  const began = performance.now();
  const sent: Promise<void>[] = [];
  for (let index = 0; index < perSecond * seconds; index++) {
    const due = began + (index * 1000) / perSecond;
    const wait = due - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    sent.push(send(due));
  }
  await Promise.all(sent);
}

serveParent({ environment } satisfies ProvidersReady, run);
