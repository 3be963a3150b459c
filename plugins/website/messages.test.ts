import { describe, expect, test } from '@jest/globals';
import type { InboundMessage, InboundStatus } from '../sdk/index.js';
import { rates } from './http.js';
import { longestText, postMessage } from './messages.js';
import { postReceipts } from './receipts.js';
import { send } from './send.js';
import { enter, jsonOf, request, testBench, testConfig, type TestBench } from './testing/requests.js';
import { readToken } from './tokens.js';

const id = 'b1a7c0de-0000-4000-8000-000000000001';
const visitorOf = (bench: TestBench, token: string) =>
  readToken(testConfig.secret, 'session', token, bench.context.now())!.visitor;
const say = (bench: TestBench, token: string, json: unknown) => postMessage(request({ token, json }), bench.context);
const command = (key: string, messageId: string) => ({
  messageId,
  recipient: { key },
  content: { kind: 'text', text: 'Halo' } as const,
  attempt: 1,
});

describe('POST messages', () => {
  test('a text and a tapped choice come in under the visitor’s own key', async () => {
    const bench = testBench();
    const { token } = await enter(bench);
    const visitor = visitorOf(bench, token);
    expect((await say(bench, token, { id, text: 'Halo', language: 'en' })).status).toBe(202);
    expect((await say(bench, token, { id: `${id}2`, choice: { id: 'complaint', title: 'Pengaduan' } })).status).toBe(
      202,
    );
    const [first, second] = bench.received as InboundMessage[];
    expect(first).toMatchObject({
      kind: 'message',
      accountKey: 'demo',
      externalId: `${visitor}.${id}`,
      sender: { key: visitor, language: 'en' },
      content: { kind: 'text', text: 'Halo' },
    });
    expect(second!.content).toEqual({ kind: 'choice', id: 'complaint', title: 'Pengaduan' });
    const own = await bench.context.mailbox.read(visitor, 0);
    expect(own.map(({ value }) => (value as { text: string }).text)).toEqual(['Halo', 'Pengaduan']);
  });

  test('sent again, it is there once, in the inbox and in the conversation', async () => {
    const bench = testBench();
    const { token } = await enter(bench);
    const statuses = [];
    for (let i = 0; i < 3; i++) statuses.push((await say(bench, token, { id, text: 'Halo' })).status);
    expect(statuses).toEqual([202, 200, 200]);
    expect(bench.received).toHaveLength(1);
    expect(await bench.context.mailbox.read(visitorOf(bench, token), 0)).toHaveLength(1);
  });

  test('two visitors with equal ids are two, and neither sees the other', async () => {
    const bench = testBench();
    const [one, two] = [await enter(bench), await enter(bench)];
    await say(bench, one.token, { id, text: 'satu' });
    await say(bench, two.token, { id, text: 'dua' });
    expect(bench.received).toHaveLength(2);
    const seen = await bench.context.mailbox.read(visitorOf(bench, one.token), 0);
    expect(JSON.stringify(seen)).not.toContain('dua');
  });

  test('what could not be stored does not look sent', async () => {
    const bench = testBench({ receive: () => Promise.reject(new Error('the disk is full')) });
    const { token } = await enter(bench);
    await expect(say(bench, token, { id, text: 'Halo' })).rejects.toThrow('the disk is full');
    expect(await bench.context.mailbox.read(visitorOf(bench, token), 0)).toEqual([]);
  });

  test('odd bodies, missing and foreign sessions, and pages elsewhere are refused', async () => {
    const bench = testBench();
    const { token, resume } = await enter(bench);
    const odd = [
      undefined,
      'kein JSON',
      [],
      { id, text: '' },
      { id, text: '   ' },
      { id, text: 'x'.repeat(longestText + 1) },
      { id: 'a b', text: 'Halo' },
      { id, text: 'Halo', visitor: 'another' },
      { id, choice: { id: '', title: 'x' } },
    ];
    for (const json of odd) expect((await say(bench, token, json ?? '')).status).toBe(400);
    for (const wrong of ['', 'x.y', resume, `${token}x`])
      expect((await say(bench, wrong, { id, text: 'Halo' })).status).toBe(401);
    const foreign = request({ token, json: { id, text: 'Halo' }, headers: { origin: 'https://www.contoh.example' } });
    expect((await postMessage(foreign, bench.context)).status).toBe(403);
    expect(bench.received).toEqual([]);
  });

  test('a flood of one visitor is held back, with how long to wait', async () => {
    const bench = testBench();
    const { token } = await enter(bench);
    const answers = [];
    for (let i = 0; i < rates.message.burst + 5; i++)
      answers.push(await say(bench, token, { id: `${id}${i}`, text: 'Halo' }));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(5);
    expect(Number(refused[0]!.headers!['retry-after'])).toBeGreaterThan(0);
    expect(bench.received).toHaveLength(rates.message.burst);
  });
});

describe('what the hub sends', () => {
  test('lies in the visitor’s mailbox, once for each message id', async () => {
    const bench = testBench();
    const outcome = await send(command('visitor-a', 'msg_1'), bench.context);
    expect(outcome).toEqual({ status: 'accepted', externalId: 'msg_1' });
    expect(await send(command('visitor-a', 'msg_1'), bench.context)).toEqual(outcome);
    expect(await bench.context.mailbox.read('visitor-a', 0)).toHaveLength(1);
  });

  test('goes later when the mailbox cannot be written', async () => {
    const { context } = testBench();
    const mailbox = { ...context.mailbox, append: () => Promise.reject(new Error('secret detail')) };
    const outcome = await send(command('visitor-a', 'msg_1'), { ...context, mailbox });
    expect(outcome).toMatchObject({ status: 'rejected', permanent: false });
    expect(JSON.stringify(outcome)).not.toContain('secret detail');
  });
});

describe('POST receipts', () => {
  const receipts = (bench: TestBench, token: string, json: unknown) =>
    postReceipts(request({ token, json }), bench.context);

  test('become statuses of the hub’s own messages in this mailbox, and of nothing else', async () => {
    const bench = testBench();
    const [me, other] = [await enter(bench), await enter(bench)];
    await say(bench, me.token, { id, text: 'Halo' });
    await send(command(visitorOf(bench, me.token), 'msg_1'), bench.context);
    await send(command(visitorOf(bench, other.token), 'msg_2'), bench.context);
    bench.received.length = 0;
    const answer = await receipts(bench, me.token, { status: 'READ', sequences: [1, 2, 3] });
    expect(jsonOf(answer)).toEqual({ taken: 1 });
    expect(bench.received as InboundStatus[]).toMatchObject([
      { kind: 'status', status: 'READ', externalId: 'msg_1', variant: 'READ', reference: 'msg_1' },
    ]);
  });

  test('odd ones are refused', async () => {
    const bench = testBench();
    const { token } = await enter(bench);
    for (const json of [
      {},
      { status: 'FAILED', sequences: [1] },
      { status: 'READ', sequences: [] },
      { status: 'READ', sequences: [0] },
    ])
      expect((await receipts(bench, token, json)).status).toBe(400);
    expect((await receipts(bench, '', { status: 'READ', sequences: [1] })).status).toBe(401);
  });
});
