import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Database, UnitOfWork } from '../../subgraphs/kernel/database.js';
import { quietLog, startTestServer, testVault, type TestServer } from '../../test/kit/database.js';
import type { StoredInbound } from '../sdk/index.js';
import { fixturePlugin, type FixtureBehaviour } from './testing/fixture-plugin.js';
import { HostUnderTest } from './testing/host-under-test.js';
import { eventually } from './testing/recorder.js';
import type { HostTuning } from './types.js';

let server: TestServer;
let database: Database;
let under: HostUnderTest;
/** What the plugin was asked to send the ordinary way. */
let sent: string[];
/** Times that the plugin wrote an answer. */
let written: string[];

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());
beforeEach(async () => {
  database = await server.open();
  under = new HostUnderTest();
  await under.listen();
  sent = [];
  written = [];
});
afterEach(() => under.close());

const textOf = (content: object) => ('text' in content ? String(content.text) : '');

const speaking: FixtureBehaviour = {
  answer: (_request, messages) => {
    const body = `<say>${messages.map(({ content }) => textOf(content)).join(' | ') || 'Mohon tunggu.'}</say>`;
    written.push(body);
    return { status: 200, headers: { 'content-type': 'text/xml' }, body };
  },
  send: ({ content, messageId }) => {
    sent.push(textOf(content));
    return Promise.resolve({ status: 'accepted', externalId: messageId });
  },
};

async function start(behaviour: FixtureBehaviour = {}, tuning: Partial<HostTuning> = {}, on = database) {
  const plugin = fixturePlugin({ ...speaking, ...behaviour });
  const accounts = () => [{ id: 'phone', plugin, config: {} }];
  await under.start({ database: on, vault: testVault(), log: quietLog, accounts, tuning });
}

/** The hub says these texts to the sender of each item, in the step that works it. */
function hubSays(...texts: string[]): void {
  onStep(async (item, unit) => {
    for (const [place, text] of texts.entries()) await say(text, `${item.externalId}-${place}`, unit, item.sender.key);
  });
}
function onStep(step: (item: StoredInbound, unit: UnitOfWork) => Promise<void>): void {
  const { inbound } = under.recorder;
  Object.assign(under.recorder, {
    inbound: async (item: StoredInbound, unit: UnitOfWork) => {
      await step(item, unit);
      await inbound(item, unit);
    },
  });
}
async function say(text: string, messageId: string, unit: UnitOfWork, to = 'penelepon'): Promise<void> {
  const content = { kind: 'text', text } as const;
  const message = { channelId: 'phone', conversationId: 'c', messageId, recipient: { key: to }, content };
  await under.host.enqueue(unit, { ...message, priority: 'reply' });
}

async function call(id: string, key = 'penelepon'): Promise<{ status: number; type: string | null; body: string }> {
  const item = {
    kind: 'message',
    accountKey: 'a',
    externalId: id,
    sender: { key },
    content: { kind: 'text', text: id },
  };
  const headers = { 'x-test': 'genuine' };
  const response = await fetch(under.webhookUrl('phone'), { method: 'POST', headers, body: JSON.stringify([item]) });
  return { status: response.status, type: response.headers.get('content-type'), body: await response.text() };
}
const rows = () =>
  database.connection.db!.collection<{ _id: string; status: string }>('channel_outbox').find().toArray();

describe('a webhook that is answered with what the hub says', () => {
  it('holds the messages of its step, in order; they count as sent and go no other way', async () => {
    await start();
    hubSays('Selamat datang.', 'Tekan 1 untuk informasi.');
    const answer = await call('panggilan-1');
    expect(answer).toEqual({
      status: 200,
      type: 'text/xml',
      body: '<say>Selamat datang. | Tekan 1 untuk informasi.</say>',
    });
    expect((await rows()).map(({ status }) => status)).toEqual(['SENT', 'SENT']);
    expect(under.recorder.statusesOf('panggilan-1-0')).toEqual(['SENT']);
    expect(await under.host.ledger('phone')).toMatchObject({ received: 1, stored: 1, processed: 1, sent: 2 });
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(sent).toEqual([]);
  });

  it('gets the same answer when it comes again, also after a restart and many at once', async () => {
    await start();
    hubSays('Selamat datang.');
    const first = await call('panggilan-1');
    expect(await call('panggilan-1')).toEqual(first);
    await under.restart();
    expect(await Promise.all([1, 2, 3].map(() => call('panggilan-1')))).toEqual([first, first, first]);
    expect(written).toHaveLength(1);
    const many = await Promise.all([1, 2, 3, 4].map(() => call('panggilan-2')));
    expect(new Set(many.map(({ body }) => body)).size).toBe(1);
    expect(many[0]!.body).toBe('<say>Selamat datang.</say>');
  });

  it('does not take messages to others, nor those of another step', async () => {
    await start();
    onStep((item, unit) => say('Untuk orang lain.', `lain-${item.externalId}`, unit, 'orang-lain'));
    await database.transaction((unit) => say('Sudah ada sebelumnya.', 'before', unit, 'siapa-saja'));
    expect((await call('panggilan-1')).body).toBe('<say>Mohon tunggu.</say>');
    await eventually('both are sent', () => sent.length === 2);
  });

  it('is answered with the stopgap at the deadline; what is said later goes the ordinary way, and the stopgap stays', async () => {
    await start({ capabilities: {} }, { answerDeadline: 250 });
    onStep(async (item, unit) => {
      await new Promise((resolve) => setTimeout(resolve, 500));
      await say('Terlambat.', `late-${item.externalId}`, unit);
    });
    const answer = await call('panggilan-1');
    expect(answer.body).toBe('<say>Mohon tunggu.</say>');
    await eventually('it is sent', () => sent.includes('Terlambat.'));
    expect(await call('panggilan-1')).toEqual(answer);
  });

  it('fails late messages of a plugin that can only answer', async () => {
    await start({ mute: true }, { answerDeadline: 150 });
    onStep(async (item, unit) => {
      await new Promise((resolve) => setTimeout(resolve, 400));
      await say('Terlambat.', `late-${item.externalId}`, unit);
    });
    await call('panggilan-1');
    await eventually('it failed', () => under.recorder.statusesOf('late-panggilan-1').includes('FAILED'));
  });

  it('lets a later message to the person go at once, behind the answered ones', async () => {
    await start();
    hubSays('Selamat datang.');
    onStep((_item, unit) => {
      unit.afterCommit(() => void database.transaction((later) => say('Tiket Anda K-1.', 'ticket', later)));
      return Promise.resolve();
    });
    expect((await call('panggilan-1')).body).toBe('<say>Selamat datang.</say>');
    await eventually('the ticket is sent', () => sent.includes('Tiket Anda K-1.'), 1_500);
    expect(sent).toEqual(['Tiket Anda K-1.']);
  });

  it('works an item again whose first delivery crashed before the work, and answers with what is said then', async () => {
    await start();
    hubSays('Selamat datang.');
    // As a crash leaves it: stored, unworked, and its first webhook no longer waits.
    await call('panggilan-1');
    const db = database.connection.db!;
    for (const name of ['channel_outbox', 'channel_answers']) await db.collection(name).deleteMany({});
    const sealed = await sealedItem('panggilan-1');
    const open = { state: 'open', dueAt: new Date(), answerBy: new Date(Date.now() - 60_000), sealed };
    await db.collection('channel_inbox').updateMany({}, { $set: open });
    expect((await call('panggilan-1')).body).toBe('<say>Selamat datang.</say>');
  });

  it('a crash between work and answer: the next delivery answers with the held messages, or they go on their own', async () => {
    let cut = false;
    const fragile: Database = {
      ...database,
      transaction: (work) =>
        database.transaction(async (unit) => {
          const result = await work(unit);
          if (cut && (await unitAnswers(unit))) throw new Error('power cut');
          return result;
        }),
    };
    await start({}, { answerDeadline: 300 }, fragile);
    hubSays('Selamat datang.');
    cut = true;
    expect((await call('panggilan-1')).status).toBe(503);
    cut = false;
    expect((await call('panggilan-1')).body).toBe('<say>Selamat datang.</say>');
    cut = true;
    expect((await call('panggilan-2')).status).toBe(503);
    cut = false;
    await eventually('it is sent', () => sent.length === 1);
    expect((await call('panggilan-2')).body).toBe('<say>Mohon tunggu.</say>');
    expect(sent).toEqual(['Selamat datang.']);
  });

  it('is refused for now when the plugin cannot write an answer, and the messages go the ordinary way', async () => {
    await start(
      {
        answer: () => {
          throw new RangeError('a bug');
        },
      },
      { answerDeadline: 200 },
    );
    hubSays('Selamat datang.');
    expect((await call('panggilan-1')).status).toBe(503);
    expect(under.host.health('phone').state).toBe('DEGRADED');
    await eventually('it is sent', () => sent.length === 1);
  });

  it('answers webhooks without a message at once', async () => {
    await start();
    const response = await fetch(under.webhookUrl('phone'), {
      method: 'POST',
      headers: { 'x-test': 'genuine' },
      body: '[]',
    });
    expect(await response.text()).toBe('<say>Mohon tunggu.</say>');
  });
});

/** Whether a transaction stores an answer. */
async function unitAnswers({ session }: UnitOfWork): Promise<boolean> {
  const answers = database.connection.db!.collection('channel_answers');
  return (await answers.countDocuments({}, { session })) > (await answers.countDocuments());
}

/** The sealed content of an item as the host stores it. */
async function sealedItem(id: string): Promise<string> {
  const row = await database.connection.db!.collection<{ _id: string }>('channel_inbox').findOne();
  const content = { kind: 'text', text: id };
  return testVault().seal({ sender: { key: 'penelepon' }, content }, `channel-inbox:${row!._id}`);
}
