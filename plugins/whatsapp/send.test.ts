import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { degrade, type MessageContent, type SendOutcome, type WebhookRequest } from '../sdk/index.js';
import { pluginContext } from '../sdk/testing/index.js';
import { capabilities } from './capabilities.js';
import { whatsapp } from './plugin.js';
import { checkGraphMessage } from './simulator/graph-rules.js';
import { startGraphSimulator, type Fault, type GraphSimulator } from './simulator/graph-simulator.js';
import { toGraphMessage } from './graph-message.js';

const number = { accountId: '1', phoneNumberId: '106540352242922', displayNumber: '628118165165' };
const settings = {
  appSecret: 'app-secret',
  verifyToken: 'verify-me',
  accessToken: 'EAAB-token',
  phoneNumberId: number.phoneNumberId,
};
let graph: GraphSimulator;

beforeAll(async () => {
  graph = await startGraphSimulator({ number, appSecret: settings.appSecret, accessToken: settings.accessToken });
});
afterAll(() => graph.close());

const text: MessageContent = { kind: 'text', text: 'Halo' };

function send(
  options: {
    content?: MessageContent;
    attempt?: number;
    token?: string;
    apiBase?: string;
    deadline?: number;
    key?: string;
  } = {},
): Promise<SendOutcome> {
  const config = whatsapp.config.parse({
    ...settings,
    accessToken: options.token ?? settings.accessToken,
    apiBase: options.apiBase ?? graph.apiBase,
  });
  const recipient = { key: options.key ?? '6281100001111' };
  return whatsapp.operational!.send!(
    { messageId: 'msg_1', recipient, content: options.content ?? text, attempt: options.attempt ?? 1 },
    pluginContext(config, { signal: AbortSignal.timeout(options.deadline ?? 2000) }),
  );
}

describe('send', () => {
  it('posts the message with our id and returns that of Meta', async () => {
    const outcome = await send();
    const message = graph.sent.at(-1)!;
    expect(outcome).toEqual({ status: 'accepted', externalId: message.id });
    expect(message.body).toEqual({
      messaging_product: 'whatsapp',
      recipient_type: 'individual',
      to: '6281100001111',
      type: 'text',
      text: { body: 'Halo', preview_url: false },
      biz_opaque_callback_data: 'msg_1',
    });
  });

  it('writes to a business-scoped user id as recipient', async () => {
    await send({ key: 'ID.13491208655302741918' });
    expect(graph.sent.at(-1)!.body).toMatchObject({ recipient: 'ID.13491208655302741918' });
    expect(graph.sent.at(-1)!.body).not.toHaveProperty('to');
  });

  it.each<[string, Fault, number, Partial<Extract<SendOutcome, { status: 'rejected' }>>]>([
    ['a closed window', { kind: 'error', code: 131047 }, 1, { permanent: true, effect: 'NEEDS_TEMPLATE' }],
    ['the old code for it', { kind: 'error', code: 470 }, 1, { permanent: true, effect: 'NEEDS_TEMPLATE' }],
    ['a rate limit with 400', { kind: 'error', code: 130429 }, 1, { permanent: false, effect: 'DELAY_ACCOUNT' }],
    [
      'a rate limit with 429',
      { kind: 'error', code: 4, status: 429, retryAfter: 7 },
      1,
      { permanent: false, effect: 'DELAY_ACCOUNT', retryAfter: 7000 },
    ],
    [
      'the pair limit, 1st',
      { kind: 'error', code: 131056 },
      1,
      { permanent: false, effect: 'DELAY_RECIPIENT', retryAfter: 1000 },
    ],
    ['the pair limit, 3rd', { kind: 'error', code: 131056 }, 3, { retryAfter: 16_000 }],
    ['a broken token', { kind: 'error', code: 190, status: 401 }, 1, { permanent: false, effect: 'STOP_ACCOUNT' }],
    ['a permission', { kind: 'error', code: 299, status: 403 }, 1, { effect: 'STOP_ACCOUNT' }],
    ['an unreachable person', { kind: 'error', code: 131026 }, 1, { permanent: true, effect: 'FLAG_RECIPIENT' }],
    ['an opt-out', { kind: 'error', code: 131050 }, 1, { permanent: true, effect: 'OPT_OUT' }],
    ['an outage with Meta’s code', { kind: 'error', code: 131016, status: 503 }, 1, { permanent: false }],
    ['a marketing cap, 1st', { kind: 'error', code: 131049 }, 1, { permanent: false, retryAfter: 86_400_000 }],
    ['a marketing cap, 2nd', { kind: 'error', code: 131049 }, 2, { permanent: true }],
    ['a paused template', { kind: 'error', code: 132015 }, 1, { permanent: true, effect: 'PAUSE_CAMPAIGNS' }],
    ['an unknown code', { kind: 'error', code: 999_999 }, 1, { permanent: true }],
  ])('turns %s into what to do', async (_name, fault, attempt, expected) => {
    graph.fail(fault);
    expect(await send({ attempt })).toMatchObject({ status: 'rejected', ...expected });
  });

  it('does not claim to know what it cannot', async () => {
    graph.fail({ kind: 'hang' }, { kind: 'cut' }, { kind: 'gateway-error', accepted: true });
    expect(await send({ deadline: 150 })).toMatchObject({ status: 'unknown' });
    expect(await send()).toMatchObject({ status: 'unknown' });
    expect(await send()).toMatchObject({ status: 'unknown', error: { code: 'HTTP_502' } });
  });

  it('knows that nothing left when nobody listens', async () => {
    expect(await send({ apiBase: 'http://127.0.0.1:47/v24.0' })).toMatchObject({
      status: 'rejected',
      permanent: false,
    });
  });

  it('never shows the token', async () => {
    const token = 'EAAB-very-secret';
    const outcomes = [await send({ token }), await send({ token, apiBase: 'http://127.0.0.1:47' })];
    expect(JSON.stringify(outcomes)).not.toContain(token);
    expect(outcomes[0]).toMatchObject({ effect: 'STOP_ACCOUNT', error: { code: '190' } });
  });
});

describe('what send builds', () => {
  const rows = (count: number, extra: object = {}) =>
    Array.from({ length: count }, (_, i) => ({ id: `r${i}`, title: `Pilihan nomor ${i}`, ...extra }));
  const built = (content: MessageContent) =>
    toGraphMessage({
      messageId: 'm',
      recipient: { key: '1' },
      attempt: 1,
      content: degrade(content, capabilities).content,
    });

  it.each<[string, MessageContent, string]>([
    ['three buttons', { kind: 'choices', text: 'Pilih', choices: rows(3) }, 'interactive'],
    [
      'a list of ten in sections',
      {
        kind: 'choices',
        text: 'Pilih',
        button: 'Lihat',
        header: 'x'.repeat(80),
        choices: rows(10).map((row, i) => ({ ...row, section: i < 5 ? 'Satu' : 'Dua' })),
      },
      'interactive',
    ],
    [
      'rows far too long',
      { kind: 'choices', text: 'Pilih', choices: rows(4, { title: 'x'.repeat(200), description: 'y'.repeat(200) }) },
      'interactive',
    ],
    ['eleven choices', { kind: 'choices', text: 'Pilih', choices: rows(11) }, 'text'],
    ['a body too long for a list', { kind: 'choices', text: 'x'.repeat(2000), choices: rows(4) }, 'text'],
    ['a text too long', { kind: 'text', text: 'x'.repeat(9000) }, 'text'],
    [
      'an image',
      { kind: 'media', media: 'image', url: 'https://example.org/a.png', caption: 'x'.repeat(2000) },
      'image',
    ],
    [
      'a document',
      { kind: 'media', media: 'document', url: 'https://example.org/a.pdf', fileName: 'a.pdf' },
      'document',
    ],
    [
      'a template',
      {
        kind: 'template',
        name: 'reminder',
        language: 'id',
        category: 'utility',
        parameters: ['Rp35.000'],
        text: 'Tagihan Rp35.000',
      },
      'template',
    ],
  ])('is taken by Meta: %s', (_name, content, type) => {
    const body = built(content);
    expect(checkGraphMessage(body)).toBeNull();
    expect(body.type).toBe(type);
  });
});

describe('the handshake', () => {
  const config = whatsapp.config.parse({ ...settings, apiBase: 'http://127.0.0.1:1' });
  const ask = (query: string, method = 'GET'): WebhookRequest => ({
    method,
    headers: {},
    rawBody: Buffer.alloc(0),
    query: new URLSearchParams(query),
  });
  const handshake = whatsapp.operational!.handshake!;
  it('answers the challenge to who knows the token', () => {
    expect(
      handshake(ask('hub.mode=subscribe&hub.verify_token=verify-me&hub.challenge=1158201444'), config),
    ).toMatchObject({ status: 200, body: '1158201444' });
    expect(handshake(ask('hub.mode=subscribe&hub.verify_token=wrong&hub.challenge=1'), config)).toMatchObject({
      status: 403,
    });
    expect(handshake(ask('hub.challenge=1'), config)).toMatchObject({ status: 403 });
    expect(handshake(ask('', 'POST'), config)).toBeNull();
  });
});
