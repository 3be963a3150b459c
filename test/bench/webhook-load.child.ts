// Meta's side: the Graph API that takes the hub's messages, and a sender of signed webhooks.
import { Pool } from 'undici';
import { signHmacSha256 } from '../../plugins/sdk/signature.js';
import { startGraphSimulator } from '../../plugins/whatsapp/simulator/graph-simulator.js';
import { envelope, messagePart, textContent } from '../../plugins/whatsapp/simulator/payloads.js';
import { childInput, quantile, serveParent } from './benchmark.js';

const number = { accountId: 'waba-bench', phoneNumberId: '100000000000001', displayNumber: '628118165165' };
const secret = 'dev-whatsapp-secret';
const people = 300;

/** Webhooks to send: at a rate whatever the answers do, or as many as `connections` can take. */
export interface WebhookLoad {
  readonly url: string;
  readonly seconds: number;
  readonly perSecond?: number;
  readonly connections?: number;
}

export interface WebhookResult {
  readonly stored: number;
  readonly refused: number;
  readonly perSecond: number;
  /** Milliseconds from the moment a webhook was due to its 200. */
  readonly median: number;
  readonly p99: number;
}

export interface MetaReady {
  readonly apiBase: string;
}

await childInput();
const graph = await startGraphSimulator({ number, appSecret: secret, accessToken: 'dev-whatsapp-access-token' });
let sequence = 0;

function signedWebhook(): { body: string; headers: Record<string, string> } {
  sequence += 1;
  const waId = `62899${String(10_000_000 + (sequence % people))}`;
  const part = messagePart({ waId, name: `Orang Contoh ${waId.slice(-3)}` }, textContent(`Halo ${sequence}`));
  const body = JSON.stringify(envelope(number, [part]));
  return {
    body,
    headers: { 'content-type': 'application/json', 'x-hub-signature-256': signHmacSha256(secret, body, 'sha256=') },
  };
}

async function run({ url, seconds, perSecond, connections = 256 }: WebhookLoad): Promise<WebhookResult> {
  const { origin, pathname } = new URL(url);
  const pool = new Pool(origin, { connections, pipelining: 1 });
  const latencies: number[] = [];
  let refused = 0;
  const send = async (due: number) => {
    const response = await pool.request({ method: 'POST', path: pathname, ...signedWebhook() });
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

serveParent({ apiBase: graph.apiBase } satisfies MetaReady, run);
