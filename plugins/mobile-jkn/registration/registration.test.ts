import { describe, expect, test } from '@jest/globals';
import type { HubAnswer, ServiceContext } from '../../sdk/index.js';
import { memoryStorage, serviceContext } from '../../sdk/testing/index.js';
import { conformance } from '../conformance.js';
import type { MobileJknConfig } from '../config.js';
import { confirmRegistration } from './confirm-registration.js';
import { mostTries } from './one-time-code.js';
import type { Person } from './person.js';
import { mobileNumber } from './phone.js';
import { giveProof, redeemProof } from './proof.js';
import { requestCode, type CodeRequested } from './request-code.js';

const installation = 'installation-1';
const phone = '0899-0000-0101';
const person: Person = {
  name: 'Seroja Rekaan',
  nationalId: '6171015203959101',
  birthDate: '1995-03-12',
  sex: 'FEMALE',
  segment: 'PBPU',
  region: '61.71',
  place: 'Kota Pontianak',
};

interface Message {
  readonly to: string;
  readonly text: string;
}

/** A registration desk over memory, whose clock, SMS gateway and hub the test plays. */
class Desk {
  clock = new Date('2026-11-20T09:00:00+07:00');
  readonly messages: Message[] = [];
  readonly registered: Record<string, unknown>[] = [];
  smsStatus = 202;
  answer: unknown = { __typename: 'ParticipantRegistered', participant: { id: 'par_seroja' } };
  readonly context: ServiceContext<MobileJknConfig>;

  constructor(config: Partial<MobileJknConfig> = {}) {
    const now = () => this.clock;
    this.context = serviceContext(
      { ...conformance.config, ...config },
      {
        now,
        storage: memoryStorage(() => this.clock.getTime()),
        fetch: (_url, init) => {
          if (this.smsStatus < 300) this.messages.push(JSON.parse(String(init?.body)) as Message);
          return Promise.resolve(new Response('{}', { status: this.smsStatus }));
        },
        hub: {
          execute: <Data>(_document: string, variables: Readonly<Record<string, unknown>> = {}) => {
            this.registered.push(variables.input as Record<string, unknown>);
            return Promise.resolve({
              data: { registerParticipant: this.answer },
              errors: [],
            } as unknown as HubAnswer<Data>);
          },
        },
      },
    );
  }

  pass(seconds: number): void {
    this.clock = new Date(this.clock.getTime() + seconds * 1_000);
  }

  request(change: object = {}): Promise<CodeRequested> {
    return requestCode(this.context, { phone, installation, ...change });
  }

  async challenge(): Promise<string> {
    const sent = await this.request();
    if (sent.kind !== 'sent') throw new Error(JSON.stringify(sent));
    return sent.challenge;
  }

  code(): string {
    return /\d{6}/.exec(this.messages.at(-1)!.text)![0];
  }

  confirm(challenge: string, code: string, change: object = {}) {
    return confirmRegistration(this.context, { challenge, code, installation, person, ...change });
  }
}

/** Codes that are not the right one. */
const wrongCodes = (right: string, count: number) =>
  Array.from({ length: count }, (_, index) => String((Number(right) + index + 1) % 1_000_000).padStart(6, '0'));

describe('asking for a code', () => {
  test.each([
    ['08990000101', '+628990000101'],
    ['+62 899-0000-0101', '+6289900000101'],
    ['62899 0000 0101', '+6289900000101'],
    ['021 555 1234', undefined],
    ['+1 202 555 0100', undefined],
    ['0812', undefined],
  ])('the number %s is %s', (written, expected) => expect(mobileNumber(written)).toBe(expected));

  test('sends six digits, keeps neither them nor the number in a key or in clear', async () => {
    const desk = new Desk();
    await desk.challenge();
    expect(desk.messages).toMatchObject([{ to: '+6289900000101', text: expect.stringMatching(/\b\d{6}\b.*5 menit/) }]);
    const entries = await desk.context.storage.list('');
    expect(entries.map(({ key }) => key).join()).not.toContain('899');
    expect(JSON.stringify(entries.map(({ value }) => value))).not.toContain(desk.code());
  });

  test('again is possible after 60 seconds, five times an hour and ten times a day from one phone', async () => {
    const desk = new Desk();
    expect((await desk.request()).kind).toBe('sent');
    desk.pass(59);
    expect(await desk.request()).toMatchObject({ kind: 'refused', reason: 'WAIT', retryAfter: 1 });
    desk.pass(1);
    for (let sent = 1; sent < 5; sent += 1) {
      expect((await desk.request({ installation: `installation-${sent}` })).kind).toBe('sent');
      desk.pass(60);
    }
    expect(await desk.request({ installation: 'installation-9' })).toMatchObject({ reason: 'WAIT' });
    desk.pass(3_600);
    for (let sent = 0; sent < 5; sent += 1) {
      await desk.request({ installation: `installation-a${sent}` });
      desk.pass(61);
    }
    desk.pass(3_600);
    const late = await desk.request({ installation: 'installation-z' });
    expect(late).toMatchObject({ reason: 'WAIT' });
    expect((late as { retryAfter: number }).retryAfter).toBeGreaterThan(3_600);
  });

  test('from one installation is limited whatever the numbers, and all together by the hour', async () => {
    const desk = new Desk();
    for (let other = 0; other < 5; other += 1)
      expect((await desk.request({ phone: `0899-0000-020${other}` })).kind).toBe('sent');
    expect(await desk.request({ phone: '0899-0000-0209' })).toMatchObject({ reason: 'WAIT' });
    const small = new Desk({ codesPerHour: 2 });
    const ask = (index: number) =>
      small.request({ phone: `0899-0000-030${index}`, installation: `installation-${index}` });
    const outcomes = await Promise.all([0, 1, 2, 3].map(ask));
    expect(outcomes.filter(({ kind }) => kind === 'sent')).toHaveLength(2);
  });

  test('says when the gateway takes nothing, and what is wrong with what was given', async () => {
    const desk = new Desk();
    desk.smsStatus = 503;
    expect(await desk.request()).toMatchObject({ kind: 'refused', reason: 'NOT_SENT' });
    expect(await desk.request({ phone: '165', installation: 'x' })).toMatchObject({
      kind: 'invalid',
      problems: [{ field: 'phone' }, { field: 'installation' }],
    });
  });
});

describe('a code', () => {
  test('is good for five minutes, to the millisecond', async () => {
    const desk = new Desk();
    const challenge = await desk.challenge();
    desk.pass(299.999);
    expect((await desk.confirm(challenge, desk.code())).kind).toBe('confirmed');
    const late = new Desk();
    const missed = await late.challenge();
    late.pass(300);
    expect(await late.confirm(missed, late.code())).toMatchObject({ reason: 'CODE_EXPIRED' });
  });

  test('cannot be found by trying: five tries, also when they come at once, and the right one is too late then', async () => {
    const desk = new Desk();
    const challenge = await desk.challenge();
    const right = desk.code();
    const outcomes = await Promise.all(wrongCodes(right, 30).map((code) => desk.confirm(challenge, code)));
    const reasons = outcomes.map((outcome) => (outcome.kind === 'refused' ? outcome.reason : outcome.kind));
    expect(reasons.filter((reason) => reason === 'CODE_WRONG')).toHaveLength(mostTries - 1);
    expect(new Set(reasons)).toEqual(new Set(['CODE_WRONG', 'TOO_MANY_TRIES']));
    expect(await desk.confirm(challenge, right)).toMatchObject({ reason: 'TOO_MANY_TRIES' });
    expect(desk.registered).toEqual([]);
  });

  test('belongs to its challenge and to the installation that asked', async () => {
    const desk = new Desk();
    const challenge = await desk.challenge();
    expect(await desk.confirm(challenge, desk.code(), { installation: 'installation-2' })).toMatchObject({
      reason: 'CODE_WRONG',
    });
    expect(await desk.confirm('no-such-challenge', desk.code())).toMatchObject({ reason: 'CODE_EXPIRED' });
    expect(await desk.confirm(challenge, '12')).toMatchObject({ kind: 'invalid' });
  });

  test('may be given again with corrected data, and again after a lost answer: one person, a proof each time', async () => {
    const desk = new Desk();
    const challenge = await desk.challenge();
    desk.answer = {
      __typename: 'ValidationFailed',
      problems: [{ field: 'nationalId', message: 'A NIK has 16 digits.' }],
    };
    for (let time = 0; time < 7; time += 1)
      expect(await desk.confirm(challenge, desk.code())).toMatchObject({
        kind: 'invalid',
        problems: [{ field: 'person.nationalId' }],
      });
    desk.answer = { __typename: 'ParticipantRegistered', participant: { id: 'par_seroja' } };
    const first = await desk.confirm(challenge, desk.code());
    const second = await desk.confirm(challenge, desk.code());
    expect([first, second]).toMatchObject([{ participantId: 'par_seroja' }, { participantId: 'par_seroja' }]);
    expect(desk.registered).toHaveLength(8);
    expect(desk.registered[0]).toMatchObject({ phone: '+6289900000101', name: 'Seroja Rekaan' });
  });

  test('does not let a phone try out who is registered: three refusals a code, ten descriptions a day', async () => {
    const desk = new Desk();
    desk.answer = { __typename: 'AlreadyRegistered', participantId: null };
    for (let round = 0; round < 5; round += 1) {
      const challenge = await desk.challenge();
      for (let time = 0; time < 4; time += 1)
        expect(await desk.confirm(challenge, desk.code())).toMatchObject({ reason: 'CANNOT_BE_CONFIRMED' });
      desk.pass(301);
    }
    expect(desk.registered).toHaveLength(10);
  });
});

describe('a proof of registration', () => {
  test('is redeemed once, by whoever is first, within ten minutes', async () => {
    const desk = new Desk();
    const { proof } = await giveProof(desk.context, 'par_seroja');
    const redeemed = await Promise.all([1, 2, 3].map(() => redeemProof(desk.context, proof)));
    expect(redeemed.filter((id) => id === 'par_seroja')).toHaveLength(1);
    const late = await giveProof(desk.context, 'par_seroja');
    desk.pass(600);
    expect(await redeemProof(desk.context, late.proof)).toBeNull();
    expect(await redeemProof(desk.context, 'made-up')).toBeNull();
    expect(JSON.stringify(await desk.context.storage.list(''))).not.toContain(proof);
  });
});
