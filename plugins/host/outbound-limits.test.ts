import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Database } from '../../subgraphs/kernel/database.js';
import { quietLog, startTestServer, testVault, type TestServer } from '../../test/kit/database.js';
import type { MessageContent } from '../sdk/index.js';
import { whatsapp } from '../whatsapp/plugin.js';
import { startGraphSimulator, type GraphSimulator } from '../whatsapp/simulator/graph-simulator.js';
import { messagePart, textContent } from '../whatsapp/simulator/payloads.js';
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
}
let counter = 0;
function draft({ id = `msg_${(counter += 1)}`, text = 'Jawaban', content, to = warga.waId }: Draft = {}) {
  const said = content ?? ({ kind: 'text', text } as const);
  return {
    channelId,
    conversationId: 'con_1',
    messageId: id,
    recipient: { key: to },
    content: said,
    priority: 'reply' as const,
  };
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

describe('crashes and limits', () => {
  it('does not send again what a vanished process was sending', async () => {
    await under.restart({ sendLease: 50 });
    const id = await say();
    await reaches(id, 'SENT');
    const before = graph.attempts;
    await outbox().updateOne(
      { _id: id },
      {
        $set: {
          state: 'sending',
          status: 'QUEUED',
          pending: true,
          worker: 'gone',
          leaseUntil: new Date(Date.now() - 1),
        },
        $unset: { externalId: '' },
      },
    );
    await reaches(id, 'UNKNOWN');
    expect(under.recorder.receipts.at(-1)).toMatchObject({
      messageId: id,
      status: 'UNKNOWN',
      error: { code: 'INTERRUPTED' },
    });
    expect(graph.attempts).toBe(before);
  });

  it('sends later what was enqueued while nobody ran', async () => {
    await under.host.stop();
    const id = await say();
    await under.start();
    await reaches(id, 'SENT');
  });

  it('knows the 24-hour window before it sends', async () => {
    expect(await under.host.replyWindow(channelId, warga.waId)).toMatchObject({
      limited: true,
      openUntil: expect.any(Date),
    });
    expect(await under.host.replyWindow(channelId, '6281100009999')).toEqual({ limited: true, openUntil: null });
    const free = await say({ to: '6281100009999' });
    await reaches(free, 'FAILED');
    expect(under.recorder.receipts.at(-1)).toMatchObject({ messageId: free, error: { code: 'WINDOW_CLOSED' } });
    expect(graph.attempts).toBe(0);
    const template = await say({
      to: '6281100009999',
      content: {
        kind: 'template',
        name: 'pengingat',
        language: 'id',
        category: 'utility',
        parameters: [],
        text: 'Pengingat',
      },
    });
    await reaches(template, 'SENT');
  });

  it('stops when the account is refused, says so, and goes on when a probe agrees', async () => {
    graph.fail({ kind: 'error', code: 190, status: 401 });
    const id = await say();
    await eventually('the channel is down', () => under.host.health(channelId).state === 'DOWN');
    expect(under.host.health(channelId)).toMatchObject({
      message: expect.stringContaining('190'),
      action: expect.any(String),
    });
    await reaches(id, 'SENT');
    expect(under.host.health(channelId).state).toBe('OK');
    expect((await row(id))?.attempts).toBe(1);
  });

  it('opens the circuit after failures in a row and closes it again', async () => {
    graph.fail({ kind: 'cut' }, { kind: 'cut' }, { kind: 'cut' });
    for (let i = 0; i < 3; i++) await reaches(await say(), 'UNKNOWN');
    expect(under.host.health(channelId)).toMatchObject({ state: 'DEGRADED', circuit: 'OPEN' });
    const id = await say();
    expect(graph.attempts).toBe(3);
    await reaches(id, 'SENT');
    expect(under.host.health(channelId)).toMatchObject({ state: 'OK', circuit: 'CLOSED' });
  });

  it('settles what is in flight before it stops', async () => {
    graph.fail({ kind: 'hang' });
    const id = await say();
    await eventually('it is under way', () => graph.attempts === 1);
    await under.host.stop();
    expect((await row(id))?.status).toBe('UNKNOWN');
    await under.start();
  });
});
