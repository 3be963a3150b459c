import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { pluginContext } from '../../sdk/testing/index.js';
import type { CareCenterConfig } from '../config.js';
import { careCenter } from '../plugin.js';
import { Caller } from '../testing/caller.js';
import { simulatedPerson } from './person.js';
import { TwilioSimulator } from './twilio-simulator.js';

const account = { accountSid: `AC${'a'.repeat(32)}`, authToken: 'test-token' };
const publicUrl = 'https://hub.example.id/webhooks/care-center-165';

let hub: Server;
let twilio: TwilioSimulator | undefined;
let webhookUrl: string;
/** What the hub does with a request: an answer, or none. */
let serve: (query: URLSearchParams) => string | number | null;
const asked: { query: string; token: string | undefined }[] = [];

beforeEach(async () => {
  asked.length = 0;
  hub = createServer((request, response) => {
    const url = new URL(request.url!, 'http://hub');
    asked.push({ query: url.search, token: request.headers['i-twilio-idempotency-token'] as string | undefined });
    const answer = serve(url.searchParams);
    if (answer === null) return;
    response.writeHead(typeof answer === 'number' ? answer : 200, { 'content-type': 'text/xml' });
    response.end(typeof answer === 'number' ? '' : answer);
  });
  await new Promise<void>((resolve) => hub.listen(0, '127.0.0.1', resolve));
  webhookUrl = `http://127.0.0.1:${(hub.address() as AddressInfo).port}/webhooks/care-center-165`;
});
afterEach(async () => {
  await twilio?.close();
  twilio = undefined;
  hub.closeAllConnections();
  await new Promise((resolve) => hub.close(resolve));
});

const start = async (patience = 300) =>
  (twilio = await new TwilioSimulator({ ...account, publicUrl, webhookUrl, patience }).start());
const response = (verbs: string) => `<?xml version="1.0"?><Response>${verbs}</Response>`;
const say = (text: string) => `<Say language="id-ID" voice="Google.id-ID-Standard-A">${text}</Say>`;

describe('the simulated Twilio', () => {
  test.each<[string, string | number | null, string]>([
    ['hangs', null, '11205'],
    ['fails', 500, '11200'],
    ['answers something else', 'Not Found', '12100'],
  ])('calls the fallback when the hub %s', async (_name, broken, code) => {
    serve = (query) =>
      query.get('step') === 'fallback'
        ? response(`${say('Maaf')}<Hangup/>`)
        : query.has('step')
          ? response('')
          : broken;
    const caller = Caller.dials(await start());
    await caller.hears(/Maaf/);
    await caller.call.ended();
    expect(caller.call.delivered.find(({ url }) => url.endsWith('?step=fallback'))!.form).toMatchObject({
      ErrorCode: code,
      ErrorUrl: publicUrl,
    });
  });

  test('repeats a webhook under one token, and posts the end once the call is over', async () => {
    serve = () => response(`${say('Halo')}<Hangup/>`);
    const caller = Caller.dials(await start(), { times: 3 });
    await caller.call.ended();
    expect(asked.map(({ query }) => query)).toEqual(['', '', '', '?step=status', '?step=status', '?step=status']);
    expect(new Set(asked.map(({ token }) => token)).size).toBe(2);
  });

  test('gives the plugin’s own words when the hub was late, and signs what the plugin takes', async () => {
    const config: CareCenterConfig = {
      ...account,
      publicUrl,
      apiBase: 'http://127.0.0.1:1',
      officerAddress: 'client:{officer}',
    };
    let body = '';
    serve = (query) => (query.get('step') === 'fallback' ? body : query.has('step') ? response('') : null);
    const form = new URLSearchParams({ CallSid: `CA${'1'.repeat(32)}`, ErrorCode: '11205', ErrorUrl: '' }).toString();
    const request = {
      method: 'POST',
      headers: {},
      query: new URLSearchParams('step=fallback'),
      rawBody: Buffer.from(form),
    };
    ({ body } = await careCenter.operational!.answer!(request, [], pluginContext(config)));
    const caller = Caller.dials(await start());
    await caller.hears(/gangguan.*Tekan nol/);
    await caller.hangsUp();
    expect(caller.call.faults).toEqual([]);
  });

  test('finds what Twilio would not take', async () => {
    serve = (query) =>
      response(query.has('step') ? '' : `${say('')}<Gather numDigits="0"><Dial/></Gather><Shout/><Hangup/>${say('x')}`);
    const caller = Caller.dials(await start());
    await caller.comesTo('listening');
    await caller.hangsUp();
    expect(caller.call.faults).toEqual([
      'Say holds words',
      'Gather.numDigits is not 1 to 1000',
      'Dial inside Gather',
      'Dial names nobody',
      'Shout is not allowed here',
      'a verb stands where nothing reaches it',
    ]);
  });

  test('lets a terminal be the caller: keys, words, hanging up', async () => {
    const gather = `<Gather input="dtmf speech" action="${publicUrl}?step=input">${say('Tekan satu')}</Gather>`;
    serve = (query) => (query.get('step') === 'status' ? response('') : response(gather));
    const { apiBase } = await start();
    const config: CareCenterConfig = { ...account, publicUrl, apiBase, officerAddress: 'client:{officer}' };
    const person = await simulatedPerson(config, webhookUrl, {});
    expect(person.title).toContain('+6289900000001');
    expect(await person.next()).toEqual([{ text: 'Tekan satu', choices: [] }]);
    expect(await person.say('1')).toBeNull();
    expect(await person.next()).toEqual([{ text: 'Tekan satu', choices: [] }]);
    expect(await person.say('pengaduan')).toBeNull();
    expect(await person.next()).toEqual([{ text: 'Tekan satu', choices: [] }]);
    await person.say('/hangup');
    expect(await person.next()).toEqual([{ text: '(The call is over.)', choices: [] }]);
    await person.close();
    await expect(simulatedPerson(config, webhookUrl, { key: 'abc' })).rejects.toThrow(RangeError);
    const inputs = twilio!.calls
      .values()
      .next()
      .value!.delivered.map(({ form }) => form.Digits ?? form.SpeechResult);
    expect(inputs.slice(1, 3)).toEqual(['1', 'pengaduan']);
  });
});
