import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { isAllowedAddress, type MediaReference } from '../sdk/index.js';
import { pluginContext } from '../sdk/testing/index.js';
import { media } from './media.js';
import { startGraphSimulator, type GraphSimulator } from './simulator/graph-simulator.js';
import type { WhatsAppConfig } from './config.js';

const number = { accountId: '1', phoneNumberId: '100000000000001', displayNumber: '628118165165' };
const reference: MediaReference = {
  kind: 'media',
  media: 'image',
  mediaId: '42',
  mimeType: 'image/jpeg',
  fileName: 'a.jpg',
};
let graph: GraphSimulator;
let config: WhatsAppConfig;
beforeEach(async () => {
  graph = await startGraphSimulator({ number, appSecret: 's', accessToken: 'token-1' });
  config = {
    appSecret: 's',
    verifyToken: 'v',
    accessToken: 'token-1',
    phoneNumberId: number.phoneNumberId,
    apiBase: graph.apiBase,
  };
});
afterEach(() => graph.close());

async function read(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of bytes) parts.push(part);
  return Buffer.concat(parts).toString();
}

describe('media of WhatsApp', () => {
  it('are fetched by id: the address first, then the bytes', async () => {
    graph.media.set('42', { mimeType: 'image/jpeg', bytes: Buffer.from('foto') });
    const outcome = await media(reference, pluginContext(config));
    expect(outcome).toMatchObject({ status: 'found', mimeType: 'image/jpeg', fileName: 'a.jpg' });
    expect(await read((outcome as { bytes: AsyncIterable<Uint8Array> }).bytes)).toBe('foto');
  });

  it('that have expired are gone', async () => {
    expect(await media(reference, pluginContext(config))).toMatchObject({ status: 'gone' });
  });

  it.each(['../../me', '', 'a/b', undefined])('are not asked for by the id %p', async (mediaId) => {
    let asked = 0;
    const fetch = () => Promise.reject(new Error(String((asked += 1))));
    const outcome = await media({ ...reference, mediaId: mediaId as string }, pluginContext(config, { fetch }));
    expect([outcome.status, asked]).toEqual(['gone', 0]);
  });

  it.each([
    ['a refused token', 401, 'later'],
    ['an outage', 503, 'later'],
    ['a rate limit', 429, 'later'],
  ])('after %s are asked for later', async (_name, status, expected) => {
    const fetch = () => Promise.resolve(new Response('{}', { status, headers: { 'retry-after': '7' } }));
    expect(await media(reference, pluginContext(config, { fetch }))).toMatchObject({
      status: expected,
      retryAfter: 7_000,
    });
  });

  it('whose address has run out are asked for again', async () => {
    const answers = [Response.json({ url: 'https://lookaside.fbsbx.com/x' }), new Response('', { status: 404 })];
    const fetch = () => Promise.resolve(answers.shift()!);
    expect(await media(reference, pluginContext(config, { fetch }))).toMatchObject({ status: 'later' });
  });

  it.each([
    'https://lookaside.fbsbx.com.evil.example/x',
    'http://lookaside.fbsbx.com/x',
    'https://169.254.169.254/latest/meta-data',
    'https://user:pass@lookaside.fbsbx.com/x',
    'https://lookaside.fbsbx.com:8443/x',
    'file:///etc/passwd',
    'nonsense',
  ])('never send the token to %s', async (url) => {
    const asked: string[] = [];
    const fetch = (address: unknown) => {
      asked.push(String(address));
      return Promise.resolve(Response.json({ url, mime_type: 'image/jpeg' }));
    };
    const outcome = await media(reference, pluginContext(config, { fetch: fetch as typeof globalThis.fetch }));
    expect([outcome.status, asked.length]).toEqual(['gone', 1]);
  });
});

it('an address is allowed on the hosts of the list and below them, over https', () => {
  const allowed = ['fbsbx.com', 'http://127.0.0.1:4010'];
  expect(isAllowedAddress('https://a.b.fbsbx.com/x?y=1', allowed)).toBe(true);
  expect(isAllowedAddress('http://127.0.0.1:4010/media/1', allowed)).toBe(true);
  expect(isAllowedAddress('http://127.0.0.1:4011/media/1', allowed)).toBe(false);
  expect(isAllowedAddress('https://notfbsbx.com/', allowed)).toBe(false);
});
