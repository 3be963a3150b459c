import { describe, expect, test } from '@jest/globals';
import { seededRandom } from '../../sdk/testing/random.js';
import { careCenter } from '../plugin.js';
import { readEvent } from './read.js';
import { readStep, stepQuery } from './steps.js';
import type { Step } from '../voice/contract.js';

const call = `CA${'1'.repeat(32)}`;
const leg = `CA${'2'.repeat(32)}`;
const base = { CallSid: call, AccountSid: `AC${'0'.repeat(32)}`, From: '+6289900000001', To: '+6221165' };

function request(query: string, form: Record<string, string> = {}) {
  const body = new URLSearchParams({ ...base, ...form }).toString();
  return { method: 'POST', headers: {}, query: new URLSearchParams(query), rawBody: Buffer.from(body) };
}
const read = (query: string, form?: Record<string, string>) => readEvent(request(query, form));
const items = (query: string, form?: Record<string, string>) => careCenter.operational!.parse!(request(query, form));

describe('a request of Twilio', () => {
  test('without a step begins the call, or ends it', () => {
    expect(read('', { CallStatus: 'ringing' })).toEqual({
      kind: 'call.started',
      call: { id: call, account: base.AccountSid, caller: '+6289900000001' },
    });
    expect(read('', { CallStatus: 'completed' })).toMatchObject({ kind: 'call.ended', status: 'completed' });
  });

  test.each(['anonymous', '+266696687', '+86282452253', 'client:kenari', 'sip:+6289900000001@x.example', '165', ''])(
    'from %p tells no number',
    (From) => {
      expect(read('', { From })).toMatchObject({ kind: 'call.started', call: { id: call } });
      expect(read('', { From })!.call.caller).toBeUndefined();
      expect(items('', { From })[0]).toMatchObject({ sender: { key: call } });
      expect(JSON.stringify(items('', { From }))).not.toContain('phone');
    },
  );

  test('with keys or speech is input', () => {
    expect(items('step=input&turn=a', { Digits: '2' })).toMatchObject([
      { externalId: call, variant: 'input/a', content: { kind: 'keypad', digits: '2' } },
    ]);
    expect(items('step=input&turn=b', { SpeechResult: ' antre lama. ' })).toMatchObject([
      { variant: 'input/b', content: { kind: 'text', text: 'antre lama.' } },
    ]);
    expect(items('step=input&turn=c', { Digits: '' })).toMatchObject([{ content: { kind: 'text', text: '-' } }]);
  });

  test('in the queue is noted once, however long it lasts', () => {
    expect(items('step=wait&turn=q&round=0', { QueueTime: '0' })).toMatchObject([
      { variant: 'queued/q', content: { event: 'NOTED', name: 'call.queued' } },
    ]);
    expect(items('step=wait&turn=q&round=2', { QueueTime: '40' })).toEqual([]);
    expect(read('step=wait&turn=q&round=2', { QueueTime: '40' })).toMatchObject({ seconds: 40, step: { round: 2 } });
    expect(items('step=queue-key&turn=q', { Digits: '0' })).toEqual([]);
    expect(items('step=dequeued&turn=q', { QueueResult: 'leave' })).toMatchObject([
      { content: { kind: 'keypad', digits: '0' } },
    ]);
    expect(items('step=dequeued&turn=q', { QueueResult: 'redirected' })).toEqual([]);
    expect(items('step=dequeued&turn=q', { QueueResult: 'queue-full' })).toMatchObject([
      { content: { event: 'NOTED' } },
    ]);
  });

  test("of an officer's line belongs to the caller's call, without a number", () => {
    const form = {
      CallSid: leg,
      ParentCallSid: call,
      CallStatus: 'in-progress',
      From: '+6221165',
      To: 'client:kenari',
    };
    const [item] = items('step=leg', { ...form, Timestamp: 'Fri, 20 Nov 2026 02:00:00 +0000' });
    expect(item).toMatchObject({
      externalId: call,
      variant: `bridged/${leg}`,
      sender: { key: call },
      at: new Date('2026-11-20T02:00:00Z'),
      content: { event: 'OFFICER_ANSWERED' },
    });
    expect(JSON.stringify(item)).not.toContain('6221165');
    expect(items('step=leg', { ...form, CallStatus: 'ringing' })).toEqual([]);
    expect(items('step=leg', { ...form, ParentCallSid: 'x' })).toEqual([]);
  });

  test.each([
    ['completed', 'answered'],
    ['busy', 'busy'],
    ['no-answer', 'no-answer'],
    ['canceled', 'failed'],
    ['', 'failed'],
  ])('after ringing an officer with %p: %p', (DialCallStatus, result) => {
    expect(read('step=dialled&turn=d&round=2', { DialCallStatus })).toMatchObject({ kind: 'call.unbridged', result });
  });

  test('about a recording keeps its reference only', () => {
    const reference = `RE${'5'.repeat(32)}`;
    const form = {
      RecordingSid: reference,
      RecordingUrl: 'https://api.twilio.com/secret.wav',
      RecordingStatus: 'completed',
      RecordingDuration: '7',
    };
    const [item] = items('step=recording', form);
    expect(item).toMatchObject({ content: { text: `Recording ${reference}: completed, 7 s.` } });
    expect(JSON.stringify(item)).not.toContain('api.twilio.com');
    expect(items('step=recording', { RecordingStatus: 'absent' })).toMatchObject([
      { content: { text: 'Recording unknown: absent.' } },
    ]);
  });

  test('about the end is told apart by its sequence number', () => {
    const end = (SequenceNumber: string) =>
      items('step=status', { CallStatus: 'completed', CallDuration: '42', SequenceNumber })[0];
    expect(end('0')).toMatchObject({ variant: 'ended/0', content: { event: 'ENDED' } });
    expect(end('1')).toMatchObject({ variant: 'ended/1' });
    expect(items('step=status', { CallStatus: 'ringing' })).toEqual([]);
  });

  test('to the fallback is an error of the account, one for each document that failed', () => {
    const ErrorUrl = 'https://hub.example.id/webhooks/care-center-165?step=input&turn=abc&language=id';
    expect(items('step=fallback', { ErrorCode: '11205', ErrorUrl })).toMatchObject([
      { kind: 'error', externalId: call, variant: 'troubled/abc', error: { code: '11205' } },
    ]);
    expect(items('step=fallback')).toMatchObject([{ variant: 'troubled/start', error: { code: 'unknown' } }]);
  });

  test('that is of no call is kept as it came', () => {
    const rawBody = Buffer.from('{"Level":"ERROR"}');
    const [item] = careCenter.operational!.parse!({
      method: 'POST',
      headers: {},
      query: new URLSearchParams(),
      rawBody,
    });
    expect(item).toMatchObject({ kind: 'unknown', raw: '{"Level":"ERROR"}' });
  });
});

test('a step comes back from an address as it was', () => {
  const step: Step = {
    name: 'dialled',
    turn: 'a-_1',
    language: 'en',
    round: 2,
    officer: 'kenari & co',
    consent: false,
  };
  const query = new URLSearchParams(stepQuery(step));
  expect(query.toString()).toBe(stepQuery(step));
  expect(readStep(query)).toEqual(step);
  expect(readStep(new URLSearchParams('step=hologram'))).toBeNull();
});

test('any form and address give items that can be stored, and the same ones again', () => {
  const seed = Date.now() % 2 ** 31;
  const random = seededRandom(seed);
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)] as T;
  const names =
    'CallSid AccountSid From Digits SpeechResult CallStatus QueueResult QueueTime ParentCallSid Timestamp RecordingSid SequenceNumber ErrorUrl DialCallStatus __proto__';
  const values = [
    call,
    leg,
    '1',
    '',
    '\u0000',
    '\ud800',
    'x'.repeat(5_000),
    'completed',
    'leave',
    '1e9',
    'Fri, 99 Nov 2026 99:00',
    '%',
    '😀',
  ];
  const texts = values.filter((value) => value !== '\ud800');
  const steps = [
    'input',
    'wait',
    'consent',
    'leg',
    'status',
    'recording',
    'dialled',
    'dequeued',
    'fallback',
    'hold',
    'x',
    '',
  ];
  for (let i = 0; i < 5_000; i++) {
    const form = names
      .split(' ')
      .flatMap((name) => (random() < 0.5 ? [`${name}=${encodeURIComponent(pick(texts))}`] : []));
    const query = new URLSearchParams({
      step: pick(steps),
      turn: pick(values),
      round: pick(values),
      language: pick(values),
    });
    const rawBody = Buffer.from(random() < 0.9 ? form.join('&') : pick(values));
    const parse = () => careCenter.operational!.parse!({ method: 'POST', headers: {}, query, rawBody });
    const found = parse();
    const note = `seed ${seed}, request ${i}`;
    expect([note, JSON.stringify(found)]).toEqual([note, JSON.stringify(parse())]);
    for (const item of found) {
      expect([note, item.externalId === '' || item.accountKey === '']).toEqual([note, false]);
      expect([note, item.at === null || Number.isFinite(item.at.getTime())]).toEqual([note, true]);
    }
  }
});
