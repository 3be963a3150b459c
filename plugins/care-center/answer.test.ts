import { beforeEach, describe, expect, test } from '@jest/globals';
import type { MessageContent, PluginContext, SendCommand } from '../sdk/index.js';
import { pluginContext } from '../sdk/testing/index.js';
import { officerAddress } from './answer.js';
import { readCall } from './call-record.js';
import type { CareCenterConfig } from './config.js';
import { menu } from './menu.js';
import { careCenter } from './plugin.js';
import { twimlFaults } from './simulator/twiml-rules.js';
import { parseXml, type Element } from './simulator/xml.js';

const config: CareCenterConfig = {
  authToken: 'test-token',
  accountSid: `AC${'0'.repeat(32)}`,
  publicUrl: 'https://hub.example.id/webhooks/care-center-165',
  apiBase: 'http://127.0.0.1:1',
  officerAddress: 'client:{officer}',
};
const call = `CA${'1'.repeat(32)}`;
let context: PluginContext<CareCenterConfig>;

beforeEach(() => {
  context = pluginContext(config);
});

async function bodyOf(query: string, form: Record<string, string> = {}, contents: readonly MessageContent[] = []) {
  const rawBody = Buffer.from(new URLSearchParams({ CallSid: call, From: '+6289900000001', ...form }).toString());
  const request = { method: 'POST', headers: {}, query: new URLSearchParams(query), rawBody };
  const messages = contents.map((content, i): SendCommand => ({
    messageId: `m${i}`,
    recipient: { key: call },
    content,
    attempt: 1,
  }));
  const { status, headers, body } = await careCenter.operational!.answer!(request, messages, context);
  expect([status, headers?.['content-type']]).toEqual([200, 'text/xml; charset=utf-8']);
  return body;
}
async function answer(...given: Parameters<typeof bodyOf>): Promise<Element> {
  const body = await bodyOf(...given);
  const document = parseXml(body);
  const isQueue = given[0].includes('step=wait') || given[0].includes('step=queue-key');
  expect(twimlFaults(document, body.length, isQueue ? 'queue' : 'call')).toEqual([]);
  return document;
}
const verbs = ({ children }: Element) => children.map(({ name }) => name);
const words = (document: Element) =>
  document.children.flatMap((verb) => [verb.text, ...verb.children.map(({ text }) => text)]).join(' ');
const redirectOf = (document: Element) =>
  document.children.find(({ name }) => name === 'Redirect')!.text.split('?')[1]!;

describe('a hub that is not ready', () => {
  test('makes the caller hold, ask again, and in the end go on without a word lost', async () => {
    let document = await answer('step=input&turn=a&language=en', { Digits: '1' });
    expect(words(document)).toContain('Please hold');
    const asked = new Set<string>();
    for (let round = 0; verbs(document).includes('Redirect'); round++) {
      expect(verbs(document)).toContain('Pause');
      const query = redirectOf(document);
      expect(asked.has(query)).toBe(false);
      asked.add(query);
      document = await answer(query);
      expect(round).toBeLessThan(20);
    }
    expect(words(document)).toContain('still being worked on');
    expect(words(document)).toContain('Press zero for the main menu');
    expect(asked.size).toBeGreaterThan(5);
  });

  test('answers a repeated request alike, and different ones with addresses of their own', async () => {
    const text: MessageContent = { kind: 'text', text: menu.texts.complaintReceived.id };
    const ask = (turn: string) => bodyOf(`step=input&turn=${turn}&language=id`, { Digits: '1' }, [text]);
    expect(await ask('a')).toBe(await ask('a'));
    expect(await ask('a')).not.toBe(await ask('b'));
    expect(verbs(parseXml(await ask('a')))).toEqual(['Say', 'Pause', 'Redirect']);
  });
});

describe('the queue', () => {
  test('is entered with the answer about recording, which is kept for the officer', async () => {
    const agreed = await answer('step=consent&turn=c&language=id', { Digits: '1' });
    expect(words(agreed)).toContain('akan direkam');
    expect(agreed.children.find(({ name }) => name === 'Enqueue')).toMatchObject({ text: 'care-center' });
    expect(await readCall(context.storage, call)).toMatchObject({ stage: 'queued', consent: true });
    for (const Digits of ['2', '', '9']) {
      expect(words(await answer('step=consent&turn=c&language=id', { Digits }))).toContain('tidak direkam');
      expect(await readCall(context.storage, call)).toMatchObject({ consent: false });
    }
  });

  test('is passed over when an officer is there already', async () => {
    const query = 'step=consent&turn=c&language=id&officer=kenari';
    const dial = (await answer(query, { Digits: '1' })).children.at(-1)!;
    expect(dial).toMatchObject({ name: 'Dial', attributes: { record: 'record-from-answer-dual' } });
    expect((await answer(query, { Digits: '' })).children.at(-1)).toMatchObject({
      attributes: { record: 'do-not-record' },
    });
  });

  test('says only what is certain: how long it has been', async () => {
    expect(words(await answer('step=wait&turn=q&language=id&round=0', { QueueTime: '0' }))).not.toContain('menunggu');
    expect(words(await answer('step=wait&turn=q&language=id&round=1', { QueueTime: '59' }))).not.toContain('menunggu');
    expect(words(await answer('step=wait&turn=q&language=id&round=9', { QueueTime: '130' }))).toContain(
      'menunggu 2 menit',
    );
    expect(words(await answer('step=wait&turn=q&language=en&round=5', { QueueTime: '61' }))).toContain('for 1 minute.');
  });

  test('is left by zero only, and forgotten then', async () => {
    await answer('step=consent&turn=c&language=id', { Digits: '1' });
    expect(verbs(await answer('step=queue-key&turn=q&language=id&round=1', { Digits: '5' }))).toEqual(['Redirect']);
    expect(verbs(await answer('step=queue-key&turn=q&language=id&round=1', { Digits: '0' }))).toEqual(['Leave']);
    await answer('step=dequeued&turn=q&language=id', { QueueResult: 'leave' });
    expect(await readCall(context.storage, call)).toBeNull();
    expect(words(await answer('step=dequeued&turn=q&language=id', { QueueResult: 'queue-full' }))).toContain(
      'tidak dapat menerima',
    );
  });
});

describe('an officer who does not answer', () => {
  test('is rung again with the same consent; then the caller may leave a message only if it agreed', async () => {
    const query = (round: number, consent: number) =>
      `step=dialled&turn=d&language=id&officer=kenari&round=${round}&consent=${consent}`;
    const again = await answer(query(1, 1), { DialCallStatus: 'busy' });
    expect(again.children.at(-1)).toMatchObject({ name: 'Dial', attributes: { record: 'record-from-answer-dual' } });
    expect((await answer(query(1, 0), { DialCallStatus: 'busy' })).children.at(-1)).toMatchObject({
      attributes: { record: 'do-not-record' },
    });
    const last = await answer(query(3, 1), { DialCallStatus: 'no-answer' });
    expect(verbs(last)).toEqual(['Say', 'Record', 'Say', 'Hangup']);
    expect(verbs(await answer(query(3, 0), { DialCallStatus: 'no-answer' }))).toEqual(['Say', 'Say', 'Hangup']);
    expect(verbs(await answer(query(1, 1), { DialCallStatus: 'completed' }))).toEqual(['Say', 'Hangup']);
  });

  test('is called where the settings say', () => {
    expect(officerAddress('client:{officer}', 'kenari@kantor')).toBe('client:kenari_kantor');
    expect(officerAddress('sip:{officer}@bursa.example.id', 'kenari satu')).toBe('sip:kenari%20satu@bursa.example.id');
    expect(officerAddress('+6221165', 'kenari')).toBe('+6221165');
  });
});

test('reports of the provider are answered with an empty document, and the end is forgotten', async () => {
  await answer('step=consent&turn=c&language=id', { Digits: '1' });
  for (const query of ['step=status', 'step=recording', 'step=leg', 'step=hologram&a=1'])
    expect(
      verbs(await answer(query, { CallStatus: 'ringing', ...(query.includes('hologram') ? { CallSid: 'x' } : {}) })),
    ).toEqual([]);
  await answer('step=status', { CallStatus: 'completed' });
  expect(await readCall(context.storage, call)).toBeNull();
});

test('a call that met a fault is told so and goes on', async () => {
  const document = await answer('step=fallback&turn=&language=id', { ErrorCode: '11205', ErrorUrl: '' });
  expect(words(document)).toContain('gangguan');
  expect(verbs(document)).toContain('Gather');
});
