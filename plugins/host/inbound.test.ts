import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createLogger } from '../../subgraphs/kernel/logging.js';
import { createMetrics } from '../../subgraphs/kernel/metrics.js';
import type { Database } from '../../subgraphs/kernel/database.js';
import { startTestServer, testVault, type TestServer } from '../../test/kit/database.js';
import { signHmacSha256 } from '../sdk/index.js';
import { whatsapp } from '../whatsapp/plugin.js';
import {
  envelope,
  messagePart,
  newMessageId,
  statusPart,
  textContent,
  type WebhookPart,
} from '../whatsapp/simulator/payloads.js';
import { createHost, type Host } from './index.js';
import { eventually, Recorder } from './testing/recorder.js';

const secret = 'app-secret';
const number = { accountId: '102290129340398', phoneNumberId: '106540352242922', displayNumber: '628118165165' };
const config = whatsapp.config.parse({
  appSecret: secret,
  verifyToken: 'verify-me',
  accessToken: 'token',
  phoneNumberId: number.phoneNumberId,
  apiBase: 'http://127.0.0.1:47',
});
const warga = { waId: '6281100001111', name: 'Warga Contoh' };
const tetangga = { waId: '6281100002222', name: 'Tetangga Contoh' };

let server: TestServer;
let database: Database;
let host: Host;
let recorder: Recorder;
let http: Server;
let url: string;
let logged: string;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

async function startHost(): Promise<void> {
  const destination = new Writable({ write: (chunk, _encoding, done) => ((logged += String(chunk)), done()) });
  host = await createHost({
    database,
    vault: testVault(),
    log: createLogger({ name: 'test', level: 'debug', destination }),
    metrics: createMetrics(),
    production: true,
    accounts: [{ id: 'whatsapp-pandawa', plugin: whatsapp, config }],
    handlers: recorder,
    tuning: { retryDelay: 10, inboxAttempts: 3, pollInterval: 50 },
  });
  await host.start();
}

beforeEach(async () => {
  logged = '';
  recorder = new Recorder();
  database = await server.open();
  await startHost();
  http = createServer((request, response) => void host.nodeHandler(request, response));
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(http.address() as AddressInfo).port}/webhooks/whatsapp-pandawa`;
});
afterEach(async () => {
  http.closeAllConnections();
  await new Promise((resolve) => http.close(resolve));
  await host.stop();
});

async function post(body: string, headers: Record<string, string> = {}, target = url) {
  const response = await fetch(target, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
  });
  return { status: response.status, text: await response.text() };
}
const signed = (body: string, key = secret) => ({ 'x-hub-signature-256': signHmacSha256(key, body, 'sha256=') });
async function deliver(parts: readonly WebhookPart[]) {
  const body = JSON.stringify(envelope(number, parts));
  return (await post(body, signed(body))).status;
}
const rows = () => database.connection.db!.collection('channel_inbox').find().toArray();
const ledger = () => host.ledger('whatsapp-pandawa');

async function expectBalance() {
  const { received, stored, rejected, duplicates } = await ledger();
  expect(received).toBe(stored + rejected + duplicates);
}

describe('a genuine webhook', () => {
  it('is stored whole, acknowledged and handed over once', async () => {
    const at = new Date(Math.floor(Date.now() / 1000) * 1000 - 60_000);
    expect(
      await deliver([
        messagePart(warga, textContent('Halo'), at, 'wamid.1'),
        messagePart(tetangga, textContent('Pagi'), at),
      ]),
    ).toBe(200);
    await eventually('both messages', () => recorder.inbounds.length === 2);
    expect(recorder.inbounds.find((item) => item.externalId === 'wamid.1')).toMatchObject({
      channelId: 'whatsapp-pandawa',
      accountKey: number.phoneNumberId,
      kind: 'message',
      sentAt: at,
      sender: { key: warga.waId, phone: '+6281100001111', name: warga.name },
      content: { kind: 'text', text: 'Halo' },
    });
    expect(await ledger()).toMatchObject({ received: 2, stored: 2, rejected: 0, duplicates: 0, processed: 2 });
    expect(host.health('whatsapp-pandawa')).toMatchObject({
      state: 'OK',
      circuit: 'CLOSED',
      lastInboundAt: expect.any(Date),
    });
  });

  it('leaves nothing personal on disk after it was worked, nor in the log', async () => {
    recorder.onInbound = () => {
      throw new Error('handler is down');
    };
    await deliver([messagePart(warga, textContent('Keluhan rahasia'))]);
    await eventually('a dead letter', async () => (await ledger()).deadLettered === 1);
    const before = JSON.stringify(await rows());
    recorder.onInbound = () => undefined;
    expect(await host.replay('whatsapp-pandawa')).toBe(1);
    await eventually('the replayed message', async () => (await ledger()).processed === 1);
    expect(await ledger()).toMatchObject({ received: 1, stored: 1, processed: 1, deadLettered: 0 });
    const after = await rows();
    expect(after[0]).not.toHaveProperty('sealed');
    for (const text of [before, JSON.stringify(after), logged]) {
      for (const personal of ['rahasia', warga.waId, warga.name]) expect(text).not.toContain(personal);
    }
    expect(logged).not.toContain(secret);
  });

  it('counts once, however often it comes, in parallel and across a restart', async () => {
    const body = JSON.stringify(
      envelope(number, [messagePart(warga, textContent('Sekali'), new Date(), newMessageId())]),
    );
    const statuses = await Promise.all(Array.from({ length: 5 }, () => post(body, signed(body))));
    expect(statuses.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    await eventually('the message', () => recorder.inbounds.length === 1);
    await host.stop();
    await startHost();
    expect((await post(body, signed(body))).status).toBe(200);
    await eventually('all counted', async () => (await ledger()).received === 6);
    expect(recorder.texts).toEqual(['Sekali']);
    expect(await ledger()).toMatchObject({ stored: 1, duplicates: 5, processed: 1 });
  });

  it('keeps items that nobody knows', async () => {
    const change = { field: 'account_update', value: { event: 'VERIFIED_ACCOUNT' } };
    const body = JSON.stringify({ object: 'whatsapp_business_account', entry: [{ id: '1', changes: [change] }] });
    expect((await post(body, signed(body))).status).toBe(200);
    expect(await deliver([messagePart(warga, { type: 'hologram' })])).toBe(200);
    await eventually('both done', async () => (await ledger()).processed === 2 && recorder.inbounds.length === 1);
    expect(recorder.inbounds.map((item) => item.content)).toEqual([{ kind: 'unsupported', rawType: 'hologram' }]);
    expect((await rows()).find((row) => row.kind === 'unknown')).toHaveProperty('sealed');
  });
});

describe('order and faults', () => {
  it('works the messages of a person by the time they were sent, and does not wait for others', async () => {
    let release = () => undefined as void;
    const held = new Promise<void>((resolve) => (release = resolve));
    recorder.onInbound = (item) => (item.content.kind === 'text' && item.content.text === 'satu' ? held : undefined);
    const at = (seconds: number) => new Date(Date.now() - 60_000 + seconds * 1000);
    await deliver([
      messagePart(warga, textContent('tiga'), at(3)),
      messagePart(warga, textContent('satu'), at(1)),
      messagePart(warga, textContent('dua'), at(2)),
      messagePart(tetangga, textContent('lain'), at(4)),
    ]);
    await eventually('the other person', () => recorder.texts.includes('lain'));
    release();
    await eventually('all', () => recorder.inbounds.length === 4);
    expect(recorder.texts).toEqual(['lain', 'satu', 'dua', 'tiga']);
  });

  it('tries again without overtaking, then sets aside what cannot be worked', async () => {
    let tries = 0;
    recorder.onInbound = (item) => {
      if (item.content.kind !== 'text') return;
      if (item.content.text === 'racun' || (item.content.text === 'goyah' && (tries += 1) < 3))
        throw new TypeError('no');
    };
    const at = (seconds: number) => new Date(Date.now() - 60_000 + seconds * 1000);
    await deliver([
      messagePart(warga, textContent('goyah'), at(1)),
      messagePart(warga, textContent('racun'), at(2)),
      messagePart(warga, textContent('sehat'), at(3)),
    ]);
    await eventually('the healthy ones', () => recorder.inbounds.length === 2);
    expect(recorder.texts).toEqual(['goyah', 'sehat']);
    expect(tries).toBe(3);
    expect(await ledger()).toMatchObject({ processed: 2, deadLettered: 1 });
    expect(await host.deadLetters('whatsapp-pandawa', 10)).toMatchObject([
      { kind: 'message', attempts: 3, fault: 'TypeError' },
    ]);
  });

  it('undoes what a failed handler wrote', async () => {
    const notes = database.connection.db!.collection('notes');
    await database.connection.db!.createCollection('notes');
    let tries = 0;
    const original = recorder.inbound;
    Object.assign(recorder, {
      inbound: async (...[item, unit]: Parameters<typeof original>) => {
        await notes.insertOne({ note: item.id }, { session: unit.session });
        if ((tries += 1) < 3) throw new Error('after the write');
        await original(item, unit);
      },
    });
    await deliver([messagePart(warga, textContent('Halo'))]);
    await eventually('the message', () => recorder.inbounds.length === 1);
    expect(await notes.countDocuments()).toBe(1);
  });

  it('works what an earlier process stored but did not work', async () => {
    await host.stop();
    recorder.onInbound = () =>
      new Promise((_, reject) => setTimeout(() => reject(new Error('stopped in the middle')), 50));
    await startHost();
    await deliver([messagePart(warga, textContent('tertunda'))]);
    await host.stop();
    recorder.onInbound = () => undefined;
    await startHost();
    await eventually('the left message', () => recorder.texts.includes('tertunda'));
    expect(recorder.inbounds).toHaveLength(1);
  });
});

describe('what is refused', () => {
  const body = () => JSON.stringify(envelope(number, [messagePart(warga, textContent('Halo'))]));
  const dated = (at: Date) => JSON.stringify(envelope(number, [messagePart(warga, textContent('Halo'), at)]));

  it('stores nothing without a good signature', async () => {
    const text = body();
    const attempts = [{}, signed(text, 'other-secret'), { 'x-hub-signature-256': 'sha256=00' }, signed(`${text} `)];
    for (const headers of attempts)
      expect(await post(text, headers)).toMatchObject({
        status: 401,
        text: expect.stringContaining('UNAUTHENTICATED'),
      });
    expect(await rows()).toEqual([]);
    expect(await ledger()).toMatchObject({ received: 4, rejected: 4, stored: 0 });
  });

  it('stores nothing that is stale', async () => {
    const old = dated(new Date(Date.now() - 8 * 86_400_000));
    const future = dated(new Date(Date.now() + 600_000));
    expect((await post(old, signed(old))).status).toBe(401);
    expect((await post(future, signed(future))).status).toBe(401);
    expect(await rows()).toEqual([]);
    await expectBalance();
  });

  it('answers as JSON to what is no webhook', async () => {
    const large = JSON.stringify({ filler: 'x'.repeat(3_200_000) });
    expect(await post(large, signed(large))).toMatchObject({
      status: 413,
      text: expect.stringContaining('PAYLOAD_TOO_LARGE'),
    });
    expect(await post('{"object":', signed('{"object":'))).toMatchObject({
      status: 400,
      text: expect.stringContaining('BAD_REQUEST'),
    });
    expect(await post('[]', signed('[]'))).toMatchObject({ status: 400 });
    expect(await post('{}', {}, url.replace('pandawa', 'nobody'))).toMatchObject({
      status: 404,
      text: expect.stringContaining('NOT_FOUND'),
    });
    expect((await fetch(url, { method: 'PUT', body: '{}' })).status).toBe(405);
    expect(await rows()).toEqual([]);
    expect(await ledger()).toMatchObject({ received: 3, rejected: 3 });
  });

  it('shakes hands only with who knows the token', async () => {
    const ask = (token: string) =>
      fetch(`${url}?hub.mode=subscribe&hub.verify_token=${token}&hub.challenge=1158201444`);
    const good = await ask('verify-me');
    expect([good.status, await good.text()]).toEqual([200, '1158201444']);
    expect((await ask('guess')).status).toBe(403);
  });

  it('takes a receipt of a message that nobody knows, without holding anything up', async () => {
    expect(await deliver([statusPart({ id: 'wamid.other', status: 'read', recipient: warga.waId })])).toBe(200);
    await deliver([messagePart(warga, textContent('Halo'))]);
    await eventually('the message', () => recorder.inbounds.length === 1);
    expect(recorder.receipts).toEqual([]);
  });
});
