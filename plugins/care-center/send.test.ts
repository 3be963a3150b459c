import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { MessageContent, PluginContext, SendOutcome } from '../sdk/index.js';
import { pluginContext } from '../sdk/testing/index.js';
import { changeCall, readCall, type CallRecord } from './call-record.js';
import type { CareCenterConfig } from './config.js';
import { menu } from './menu.js';
import { careCenter } from './plugin.js';
import { TwilioSimulator } from './simulator/twilio-simulator.js';

const account = { accountSid: `AC${'a'.repeat(32)}`, authToken: 'test-token' };
const publicUrl = 'https://hub.example.id/webhooks/care-center-165';
const live = `CA${'1'.repeat(32)}`;

let twilio: TwilioSimulator;
let context: PluginContext<CareCenterConfig>;

beforeAll(async () => {
  twilio = await new TwilioSimulator({ ...account, publicUrl }).start();
  twilio.standIn(live);
});
afterAll(() => twilio.close());
beforeEach(() => {
  const config = { ...account, publicUrl, apiBase: twilio.apiBase, officerAddress: 'client:{officer}' };
  context = pluginContext(config);
});

const text = (words: string): MessageContent => ({ kind: 'text', text: words });
const send = (content: MessageContent, key = live, given = context): Promise<SendOutcome> =>
  careCenter.operational!.send!({ messageId: 'msg_1', recipient: { key }, content, attempt: 1 }, given);
const joined = text(menu.texts.officerJoined!.id.replace('{officer}', 'kenari'));
const stage = (record: CallRecord) => changeCall(context.storage, live, new Date(), () => record);
const codeOf = (outcome: SendOutcome) => ('error' in outcome ? outcome.error.code : outcome.status);
const lastVerbs = () => twilio.modifications.at(-1)!.children.map(({ name }) => name);

describe('words for a live call', () => {
  test('are said in it, and zero leads back to the menu', async () => {
    expect(await send(text('Sebentar lagi.'))).toEqual({ status: 'accepted', externalId: `${live}/msg_1` });
    expect(lastVerbs()).toEqual(['Say', 'Gather', 'Say', 'Hangup']);
  });

  test('lead back to the queue of a caller who waits there', async () => {
    await stage({ stage: 'queued', language: 'en', consent: true });
    await send(text('One moment.'));
    expect(lastVerbs()).toEqual(['Say', 'Enqueue']);
    const [said, enqueued] = twilio.modifications.at(-1)!.children;
    expect(said!.attributes.language).toBe('en-US');
    expect(enqueued!.attributes.waitUrl).toContain('consent=1');
  });

  test('ring the officer who took the conversation, and record only with consent', async () => {
    for (const consent of [true, false]) {
      await stage({ stage: 'queued', language: 'id', consent });
      await send(joined);
      const dial = twilio.modifications.at(-1)!.children.at(-1)!;
      expect(dial.attributes.record).toBe(consent ? 'record-from-answer-dual' : 'do-not-record');
      expect(await readCall(context.storage, live)).toMatchObject({ stage: 'with-officer', consent });
    }
  });

  test('ask for consent first, when an officer is there before the question was', async () => {
    await send(joined);
    const [said, asked] = twilio.modifications.at(-1)!.children;
    expect(said!.text).toContain('Petugas kenari');
    expect(asked).toMatchObject({ name: 'Gather', attributes: { actionOnEmptyResult: 'true' } });
    expect(asked!.attributes.action).toContain('step=consent');
    expect(asked!.attributes.action).toContain('officer=kenari');
    expect(await readCall(context.storage, live)).toMatchObject({ stage: 'with-officer', consent: null });
  });

  test('do not cut the line to an officer, but a transfer and a farewell do', async () => {
    await stage({ stage: 'with-officer', language: 'id', consent: false });
    expect(codeOf(await send(text('Halo')))).toBe('WITH_OFFICER');
    expect((await send(joined)).status).toBe('accepted');
    expect((await send(text(menu.texts.closed.id))).status).toBe('accepted');
    expect(lastVerbs()).toEqual(['Say', 'Hangup']);
  });

  test('are refused for good without a live call, and when a document cannot hold them', async () => {
    expect(await send(text('Halo'), '+6289900000001')).toMatchObject({ permanent: true, error: { code: 'NO_CALL' } });
    expect(await send(text('Halo'), `CA${'9'.repeat(32)}`)).toMatchObject({
      permanent: true,
      error: { code: '20404' },
    });
    expect(await send(text('&'.repeat(1_500)))).toMatchObject({ permanent: true, error: { code: 'TOO_LONG' } });
    twilio.fail({ kind: 'error', status: 400, code: 21220 });
    expect(await send(text('Halo'))).toMatchObject({ permanent: true, error: { code: '21220' } });
  });

  test('wait when Twilio says so, and stop with a token that is not taken', async () => {
    twilio.fail({ kind: 'error', status: 429, code: 20429, retryAfter: 3 });
    expect(await send(text('Halo'))).toMatchObject({ permanent: false, retryAfter: 3_000, effect: 'DELAY_ACCOUNT' });
    const wrong = pluginContext({ ...context.config, authToken: 'other' });
    expect(await send(text('Halo'), live, wrong)).toMatchObject({ permanent: false, effect: 'STOP_ACCOUNT' });
    twilio.fail({ kind: 'unavailable' });
    expect((await send(text('Halo'))).status).toBe('unknown');
    const gone = await new TwilioSimulator({ ...account, publicUrl }).start();
    await gone.close();
    const closed = pluginContext({ ...context.config, apiBase: gone.apiBase });
    expect(await send(text('Halo'), live, closed)).toMatchObject({ status: 'rejected', permanent: false });
  });
});
