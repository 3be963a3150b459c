import { createHash, createHmac } from 'node:crypto';
import { defineConformance, type ProviderFault, type SimulatedProvider } from '../sdk/testing/index.js';
import type { CareCenterConfig } from './config.js';
import { careCenter } from './plugin.js';
import { TwilioSimulator, type Fault } from './simulator/twilio-simulator.js';
import { signatureOf, type Form } from './simulator/webhooks.js';

const config: CareCenterConfig = {
  authToken: 'kit-twilio-auth-token',
  accountSid: 'AC0123456789abcdef0123456789abcdef',
  publicUrl: 'https://hub.example.id/webhooks/care-center-165',
  apiBase: 'http://127.0.0.1:1',
  officerAddress: 'client:{officer}',
};
const call = 'CA0123456789abcdef0123456789abcdef';
const leg = 'CAfedcba9876543210fedcba9876543210';
const base: Form = { CallSid: call, AccountSid: config.accountSid, From: '+6289900000001', To: '+6221165' };
const form = (rest: Form) => new URLSearchParams({ ...base, ...rest }).toString();
const step = (name: string, rest: Form = {}) =>
  new URLSearchParams({ step: name, turn: 'kit', language: 'id', ...rest }).toString();
const dated = (at: Date) => at.toUTCString().replace('GMT', '+0000');

function samples(now: Date) {
  const Timestamp = dated(now);
  return [
    { name: 'a call', body: form({ CallStatus: 'ringing', Direction: 'inbound' }), items: 1 },
    { name: 'a key', query: step('input', { turn: 'a' }), body: form({ Digits: '2' }), items: 1 },
    { name: 'spoken words', query: step('input', { turn: 'b' }), body: form({ SpeechResult: 'antre lama' }), items: 1 },
    { name: 'holding', query: step('hold', { round: '2' }), body: form({}), items: 0 },
    { name: 'consent', query: step('consent'), body: form({ Digits: '1' }), items: 1 },
    { name: 'the queue', query: step('wait', { round: '0' }), body: form({ QueueTime: '0' }), items: 1 },
    { name: 'the queue later', query: step('wait', { round: '3' }), body: form({ QueueTime: '60' }), items: 0 },
    { name: 'left the queue', query: step('dequeued'), body: form({ QueueResult: 'leave' }), items: 1 },
    {
      name: 'the officer answers',
      query: step('leg'),
      body: form({ CallSid: leg, ParentCallSid: call, CallStatus: 'in-progress', SequenceNumber: '2', Timestamp }),
      items: 1,
    },
    { name: 'the officer hung up', query: step('dialled'), body: form({ DialCallStatus: 'completed' }), items: 1 },
    {
      name: 'a recording',
      query: step('recording'),
      body: form({ RecordingSid: `RE${'5'.repeat(32)}`, RecordingStatus: 'completed', RecordingDuration: '7' }),
      items: 1,
    },
    {
      name: 'the call is over',
      query: 'step=status',
      body: form({ CallStatus: 'completed', CallDuration: '42', SequenceNumber: '0', Timestamp }),
      items: 1,
    },
    {
      name: 'the fallback',
      query: 'step=fallback',
      body: form({ ErrorCode: '11205', ErrorUrl: `${config.publicUrl}?${step('input')}` }),
      items: 1,
    },
    { name: 'ringing', query: 'step=status', body: form({ CallStatus: 'ringing', SequenceNumber: '1' }), items: 0 },
    { name: 'something of tomorrow', query: 'step=hologram', body: 'Hologram=1', items: 1 },
    json('a report as JSON', JSON.stringify({ AccountSid: config.accountSid, Level: 'ERROR' })),
  ];
}

/** Twilio signs the address of a JSON body, which holds its hash. */
const json = (name: string, body: string) => ({
  name,
  body,
  query: `bodySHA256=${createHash('sha256').update(body).digest('hex')}`,
  headers: { 'content-type': 'application/json' },
  items: 1,
});

function sign(rawBody: Buffer, { query }: { readonly query: URLSearchParams }): Record<string, string> {
  const search = query.toString();
  const url = search === '' ? config.publicUrl : `${config.publicUrl}?${search}`;
  if (query.has('bodySHA256'))
    return { 'x-twilio-signature': createHmac('sha1', config.authToken).update(url).digest('base64') };
  const parameters = Object.fromEntries(new URLSearchParams(rawBody.toString('utf8')));
  return { 'x-twilio-signature': signatureOf(config.authToken, url, parameters) };
}

function toFault(fault: ProviderFault): Fault {
  switch (fault.kind) {
    case 'rate-limited':
      return { kind: 'error', status: 429, code: 20429, retryAfter: fault.retryAfter / 1000 };
    case 'refused-for-good':
      return { kind: 'error', status: 400, code: 21220 };
    default:
      return fault;
  }
}

async function provider(): Promise<SimulatedProvider<CareCenterConfig>> {
  const { accountSid, authToken, publicUrl } = config;
  const twilio = await new TwilioSimulator({ accountSid, authToken, publicUrl }).start();
  twilio.standIn(call);
  return {
    config: { ...config, apiBase: twilio.apiBase },
    attempts: () => twilio.attempts,
    received: () => twilio.modifications,
    next: (fault) => twilio.fail(toFault(fault)),
    close: () => twilio.close(),
  };
}

/** How the conformance kit plays Twilio: `npm run plugin:check care-center`. */
export const conformance = defineConformance<CareCenterConfig>({
  plugin: careCenter,
  config,
  sign,
  samples,
  recipient: { key: call, phone: '+6289900000001' },
  provider,
});
