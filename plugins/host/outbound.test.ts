import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Database } from '../../subgraphs/kernel/database.js';
import { quietLog, startTestServer, testVault, type TestServer } from '../../test/kit/database.js';
import type { MessageContent, Priority } from '../sdk/index.js';
import { whatsapp } from '../whatsapp/plugin.js';
import { startGraphSimulator, type GraphSimulator } from '../whatsapp/simulator/graph-simulator.js';
import { messagePart, statusPart, textContent } from '../whatsapp/simulator/payloads.js';
import { HostUnderTest } from './testing/host-under-test.js';
import { eventually } from './testing/recorder.js';

const number = { accountId: '1', phoneNumberId: '106540352242922', displayNumber: '628118165165' };
const settings = {
  appSecret: 'app-secret',
  verifyToken: 'verify-me',
  accessToken: 'EAAB-token',
  phoneNumberId: number.phoneNumberId,
};
const channelId = 'whatsapp-pandawa';
const warga = { waId: '6281100001111', name: 'Warga Contoh' };

let server: TestServer;
let database: Database;
let under: HostUnderTest;
let graph: GraphSimulator;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

beforeEach(async () => {
  database = await server.open();
  under = new HostUnderTest();
  await under.listen();
  graph = await startGraphSimulator({ number, ...settings, webhookUrl: under.webhookUrl(channelId) });
  const config = whatsapp.config.parse({ ...settings, apiBase: graph.apiBase });
  await under.start({
    database,
    vault: testVault(),
    log: quietLog,
    accounts: () => [{ id: channelId, plugin: whatsapp, config }],
  });
  await graph.deliver([messagePart(warga, textContent('Halo'))]);
  await eventually('the window is open', () => under.recorder.inbounds.length === 1);
});
afterEach(async () => {
  await under.close();
  await graph.close();
});

interface Draft {
  id?: string;
  text?: string;
  content?: MessageContent;
  to?: string;
  priority?: Priority;
}
let counter = 0;
function draft({
  id = `msg_${(counter += 1)}`,
  text = 'Jawaban',
  content,
  to = warga.waId,
  priority = 'reply',
}: Draft = {}) {
  const said = content ?? ({ kind: 'text', text } as const);
  return { channelId, conversationId: 'con_1', messageId: id, recipient: { key: to }, content: said, priority };
}
async function say(options: Draft = {}): Promise<string> {
  const message = draft(options);
  await database.transaction((unit) => under.host.enqueue(unit, message));
  return message.messageId;
}
interface Row {
  _id: string;
  status: string;
  attempts: number;
  externalId?: string;
}
const outbox = () => database.connection.db!.collection<Row>('channel_outbox');
const row = (id: string) => outbox().findOne({ _id: id });
/** In the database, and told to the handler (which hears of it right after the commit). */
const reaches = (id: string, wanted: string) =>
  eventually(
    `${id} is ${wanted}`,
    async () => (await row(id))?.status === wanted && under.recorder.statusesOf(id).at(-1) === wanted,
  );
const report = (id: string, news: string, reference?: string) =>
  graph.deliver([statusPart({ id, status: news, recipient: warga.waId, ...(reference ? { reference } : {}) })]);
const textOf = (body: Readonly<Record<string, unknown>>) => (body.text as { body?: string } | undefined)?.body;

describe('a message of the hub', () => {
  it('goes out after the commit and climbs the ladder by receipts, forward only', async () => {
    const id = await say({ text: 'Selamat pagi' });
    const sent = await graph.waitFor(({ reference }) => reference === id);
    expect(textOf(sent.body)).toBe('Selamat pagi');
    await reaches(id, 'SENT');
    for (const news of ['read', 'sent', 'delivered', 'read', 'failed']) await report(sent.id, news);
    await reaches(id, 'READ');
    await eventually('all receipts worked', async () => (await under.host.ledger(channelId)).processed === 5);
    expect(under.recorder.statusesOf(id)).toEqual(['SENT', 'READ']);
    expect(await under.host.ledger(channelId)).toMatchObject({ sent: 1, delivered: 1, read: 1, failed: 0, unknown: 0 });
    expect(await row(id)).not.toHaveProperty('sealed');
  });

  it('does not go out when the transaction is given up', async () => {
    await expect(
      database.transaction(async (unit) => {
        await under.host.enqueue(unit, draft());
        throw new Error('changed my mind');
      }),
    ).rejects.toThrow('changed my mind');
    const id = await say();
    await graph.waitFor(({ reference }) => reference === id);
    expect(graph.sent).toHaveLength(1);
  });

  it('goes out once, however often it is enqueued', async () => {
    const id = await say();
    await Promise.all([say({ id }), say({ id }), say({ id })]);
    await reaches(id, 'SENT');
    const last = await say();
    await reaches(last, 'SENT');
    expect(graph.sent).toHaveLength(2);
  });

  it('tells the sender what is lost, and refuses what nobody can send', async () => {
    const choices = Array.from({ length: 12 }, (_, i) => ({ id: `c${i}`, title: `Pilihan ${i}` }));
    const { degraded } = await database.transaction((unit) =>
      under.host.enqueue(unit, draft({ content: { kind: 'choices', text: 'Pilih', choices } })),
    );
    expect(degraded.map(({ what }) => what)).toEqual(['layout']);
    await expect(database.transaction((unit) => under.host.enqueue(unit, draft({ text: ' ' })))).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
    });
    await expect(
      database.transaction((unit) => under.host.enqueue(unit, { ...draft(), channelId: 'nobody' })),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('keeps the order of messages to one person', async () => {
    graph.fail({ kind: 'error', code: 131016, status: 503 });
    const texts = Array.from({ length: 6 }, (_, i) => `pesan ${i}`);
    await database.transaction(async (unit) => {
      for (const text of texts) await under.host.enqueue(unit, draft({ text }));
    });
    await eventually('all sent', () => graph.sent.length === texts.length);
    expect(graph.sent.map(({ body }) => textOf(body))).toEqual(texts);
  });

  it('lets replies go before campaigns', async () => {
    await under.restart({ sendConcurrency: 1 });
    const people = Array.from({ length: 12 }, (_, i) => `62811000020${String(i).padStart(2, '0')}`);
    await graph.deliver(people.map((waId) => messagePart({ waId, name: 'Warga' }, textContent('Halo'))));
    await eventually('windows', () => under.recorder.inbounds.length === 13);
    await database.transaction(async (unit) => {
      for (const to of people) await under.host.enqueue(unit, draft({ to, priority: 'campaign', text: 'kampanye' }));
      await under.host.enqueue(unit, draft({ text: 'balasan' }));
    });
    await eventually('all sent', () => graph.sent.length === 13);
    expect(graph.sent.map(({ body }) => textOf(body)).indexOf('balasan')).toBe(0);
  });
});

describe('what the provider may answer', () => {
  it('is tried again when it says so, and counted as failed when it never will', async () => {
    graph.fail({ kind: 'error', code: 130429, status: 429, retryAfter: 0.05 });
    const retried = await say();
    await reaches(retried, 'SENT');
    expect(under.recorder.statusesOf(retried)).toEqual(['SENT']);
    graph.fail({ kind: 'error', code: 131026 });
    const failed = await say();
    await reaches(failed, 'FAILED');
    expect(under.recorder.receipts.at(-1)).toMatchObject({
      messageId: failed,
      status: 'FAILED',
      error: { code: '131026' },
    });
    graph.fail(...Array.from({ length: 3 }, () => ({ kind: 'error' as const, code: 131016, status: 503 })));
    const exhausted = await say();
    await reaches(exhausted, 'FAILED');
    expect(graph.attempts).toBe(6);
    expect(await under.host.ledger(channelId)).toMatchObject({ sent: 1, failed: 2 });
  });

  it.each([
    ['no answer', { kind: 'hang' }],
    ['a cut connection', { kind: 'cut' }],
    ['a bare 502', { kind: 'gateway-error', accepted: true }],
  ] as const)('is never sent again after %s; a receipt settles it', async (_name, fault) => {
    graph.fail(fault);
    const id = await say();
    await reaches(id, 'UNKNOWN');
    expect(await under.host.ledger(channelId)).toMatchObject({ sent: 0, unknown: 1 });
    const next = await say();
    await reaches(next, 'SENT');
    expect(graph.attempts).toBe(2);
    await report(graph.sent[0]!.id, 'delivered', id);
    await reaches(id, 'DELIVERED');
    expect(under.recorder.statusesOf(id)).toEqual(['UNKNOWN', 'DELIVERED']);
    expect(await under.host.ledger(channelId)).toMatchObject({ sent: 2, delivered: 1, unknown: 0 });
    expect(await row(id)).toMatchObject({ externalId: graph.sent[0]!.id });
  });

  it('waits for the answer when the receipt is faster', async () => {
    await graph.deliver([statusPart({ id: 'wamid.early', status: 'delivered', recipient: warga.waId })]);
    const id = await say();
    await reaches(id, 'SENT');
    await outbox().updateOne({ _id: id }, { $set: { externalId: 'wamid.early' } });
    await reaches(id, 'DELIVERED');
  });
});
