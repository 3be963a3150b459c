import { generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { PluginContext, SendCommand, SendOutcome } from '../../sdk/index.js';
import { memoryMailbox, memoryStorage, pluginContext } from '../../sdk/testing/index.js';
import { conformance } from '../conformance.js';
import type { MobileJknConfig } from '../config.js';
import { setPreferences, defaultPreferences } from '../preferences.js';
import { send } from '../send.js';
import { startFcmSimulator, type FcmFault, type FcmSimulator } from '../simulator/fcm-simulator.js';
import { devicesOf, idleLifetime, mostDevices, registerDevice } from './devices.js';
import { backOff, retryAfterOf } from './fcm-errors.js';
import { fcmMessage } from './fcm.js';

const participant = 'par_seroja';
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

let fcm: FcmSimulator;
let clock: Date;
let context: PluginContext<MobileJknConfig>;

beforeEach(async () => {
  fcm = await startFcmSimulator({ projectId: 'kanal-test', publicKey });
  clock = new Date('2026-11-20T09:00:00+07:00');
  const account = {
    type: 'service_account',
    project_id: 'kanal-test',
    client_email: 'push@kanal-test.example',
    private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
    token_uri: `${fcm.url}/token`,
  };
  const config = { ...conformance.config, fcmBase: fcm.url, fcmServiceAccount: JSON.stringify(account) };
  const now = () => clock.getTime();
  context = pluginContext(config, { now: () => clock, storage: memoryStorage(now), mailbox: memoryMailbox(now) });
});

afterEach(() => fcm.close());

const device = (token = 'token-of-device-1', installation = 'installation-1', owner = participant) =>
  registerDevice(context, owner, { installation, token, platform: 'ANDROID', appVersion: '4.8.0', language: 'id' });

let count = 0;
const command = (change: Partial<SendCommand> = {}): SendCommand => ({
  messageId: `msg_${(count += 1)}`,
  recipient: { key: participant },
  content: { kind: 'text', text: 'Tanggapan atas K-ABCD-1234: rahasia' },
  attempt: 1,
  ...change,
});

const installations = async () => (await devicesOf(context, participant)).map(({ installation }) => installation);

async function meeting(fault: FcmFault, attempt = 1): Promise<SendOutcome> {
  await device();
  fcm.fail(fault);
  return send(command({ attempt }), context);
}

const error = (errorCode: string, status: number, more: object = {}): FcmFault => ({
  kind: 'error',
  errorCode,
  status,
  ...more,
});

describe('a push', () => {
  test('tells every device that something is there, and nothing of what it says', async () => {
    await device();
    await device('token-of-device-2', 'installation-2');
    const sent = command();
    expect(await send(sent, context)).toEqual({ status: 'accepted', externalId: sent.messageId });
    expect(fcm.taken.map(({ token }) => token).sort()).toEqual(['token-of-device-1', 'token-of-device-2']);
    expect(fcm.taken[0]!.message).toMatchObject({
      notification: { title: 'Mobile JKN', body: 'Anda memiliki pesan baru.' },
      data: { type: 'message', messageId: sent.messageId, reference: 'K-ABCD-1234' },
    });
    expect(JSON.stringify(fcm.taken)).not.toContain('rahasia');
    expect(await context.mailbox.read(participant, 0)).toMatchObject([
      { id: sent.messageId, value: { content: sent.content } },
    ]);
  });

  test('is signed in by the service account once, and again when Google takes the access back', async () => {
    await device();
    for (let time = 0; time < 3; time += 1) await send(command(), context);
    expect(fcm.tokens).toBe(1);
    fcm.revokeAccess();
    expect(await send(command(), context)).toMatchObject({ permanent: false, effect: 'STOP_ACCOUNT' });
    expect(await send(command(), context)).toMatchObject({ status: 'accepted' });
    expect(fcm.tokens).toBe(2);
  });

  test('stays away where nobody has a telephone, in quiet hours, and when pushes are off; the inbox has it', async () => {
    await send(command(), context);
    await device();
    await setPreferences(context, participant, { ...defaultPreferences, quietFrom: '22:00', quietTo: '06:00' });
    clock = new Date('2026-11-20T23:30:00+07:00');
    expect(await send(command(), context)).toMatchObject({ status: 'accepted' });
    await setPreferences(context, participant, { ...defaultPreferences, push: false });
    await send(command(), context);
    expect(fcm.attempts).toBe(0);
    expect(await context.mailbox.read(participant, 0)).toHaveLength(3);
    await setPreferences(context, participant, {
      ...defaultPreferences,
      quietFrom: '22:00',
      quietTo: '06:00',
      zone: 'WIT',
    });
    clock = new Date('2026-11-21T06:00:00+09:00');
    await send(command(), context);
    expect(fcm.attempts).toBe(1);
  });

  test('holds at most 4096 bytes', () => {
    const notice = { messageId: 'm', language: 'id', attempt: 1 } as const;
    expect(() => fcmMessage('t', { ...notice, reference: 'x'.repeat(4_096) })).toThrow(RangeError);
  });
});

describe('the error table of FCM', () => {
  test.each([
    ['UNREGISTERED', error('UNREGISTERED', 404)],
    ['SENDER_ID_MISMATCH', error('SENDER_ID_MISMATCH', 403)],
    ['INVALID_ARGUMENT of the token', error('INVALID_ARGUMENT', 400, { field: 'message.token' })],
  ])('%s: the device is forgotten, the message stands in the inbox', async (_name, fault) => {
    expect(await meeting(fault)).toMatchObject({ status: 'accepted' });
    expect(await installations()).toEqual([]);
  });

  test.each([
    [
      'INVALID_ARGUMENT of another field',
      error('INVALID_ARGUMENT', 400, { field: 'message.data' }),
      { permanent: true },
    ],
    ['QUOTA_EXCEEDED', error('QUOTA_EXCEEDED', 429), { permanent: false, retryAfter: 60_000, effect: 'DELAY_ACCOUNT' }],
    [
      'QUOTA_EXCEEDED with a wait',
      error('QUOTA_EXCEEDED', 429, { retryAfter: 90 }),
      { permanent: false, retryAfter: 90_000 },
    ],
    ['UNAVAILABLE with a wait', error('UNAVAILABLE', 503, { retryAfter: 7 }), { permanent: false, retryAfter: 7_000 }],
    ['INTERNAL', error('INTERNAL', 500), { permanent: false, retryAfter: expect.any(Number) }],
    ['THIRD_PARTY_AUTH_ERROR', error('THIRD_PARTY_AUTH_ERROR', 401), { permanent: false, effect: 'STOP_ACCOUNT' }],
    ['PERMISSION_DENIED', error('PERMISSION_DENIED', 403), { permanent: false, effect: 'STOP_ACCOUNT' }],
  ])('%s', async (_name, fault, expected) => {
    expect(await meeting(fault)).toMatchObject({ status: 'rejected', ...expected });
    expect(await installations()).toEqual(['installation-1']);
  });

  test.each([
    ['an answer of a proxy', { kind: 'gateway-error' }],
    ['a cut connection', { kind: 'cut' }],
  ] as const)('%s is unknown', async (_name, fault) =>
    expect(await meeting(fault)).toMatchObject({ status: 'unknown' }),
  );

  test('no answer in time is unknown', async () => {
    context = { ...context, signal: AbortSignal.timeout(500) };
    expect(await meeting({ kind: 'hang' })).toMatchObject({ status: 'unknown' });
  });

  test('a service account that is none, or that Google refuses, stops the account', async () => {
    await device();
    for (const fcmServiceAccount of ['{}', conformance.config.fcmServiceAccount]) {
      const wrong = { ...context, config: { ...context.config, fcmServiceAccount } };
      expect(await send(command(), wrong)).toMatchObject({ permanent: false, effect: 'STOP_ACCOUNT' });
    }
  });

  test('waits grow from a second to ten minutes, half of them by chance', () => {
    expect([1, 2, 5, 30].map((attempt) => backOff(attempt, () => 1))).toEqual([1_000, 2_000, 16_000, 600_000]);
    expect(backOff(3, () => 0)).toBe(2_000);
    expect(retryAfterOf('Fri, 20 Nov 2026 02:00:30 GMT', clock)).toBe(30_000);
    expect(retryAfterOf('soon', clock)).toBeUndefined();
  });
});

describe('a repetition', () => {
  test('tells only the devices that were not told', async () => {
    await device();
    await device('token-of-device-2', 'installation-2');
    fcm.fail(error('UNAVAILABLE', 503, { retryAfter: 1 }));
    const sent = command();
    expect(await send(sent, context)).toMatchObject({ status: 'rejected', permanent: false });
    expect(await send({ ...sent, attempt: 2 }, context)).toMatchObject({ status: 'accepted' });
    expect(fcm.taken.map(({ token }) => token).sort()).toEqual(['token-of-device-1', 'token-of-device-2']);
    expect(await context.mailbox.read(participant, 0)).toHaveLength(1);
  });
});

describe('devices', () => {
  test('are forgotten after 270 days without a sign of life', async () => {
    await device();
    clock = new Date(clock.getTime() + idleLifetime - 1);
    expect(await installations()).toEqual(['installation-1']);
    await device();
    clock = new Date(clock.getTime() + idleLifetime);
    expect(await installations()).toEqual([]);
  });

  test('that change hands tell the new owner only', async () => {
    await device();
    await device('token-of-device-1', 'installation-9', 'par_other');
    expect(await installations()).toEqual([]);
    expect(await devicesOf(context, 'par_other')).toHaveLength(1);
  });

  test('are ten at most: the one seen least lately goes', async () => {
    for (let index = 0; index <= mostDevices; index += 1) {
      clock = new Date(clock.getTime() + 1_000);
      await device(`token-of-device-${index}`, `installation-${index}`);
    }
    expect(await installations()).toHaveLength(mostDevices);
    expect(await installations()).not.toContain('installation-0');
  });
});
