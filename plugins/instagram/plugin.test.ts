import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { levelsOf, pluginFaults, secretValues, type InboundItem, type WebhookRequest } from '../sdk/index.js';
import { itemKey } from '../sdk/testing/index.js';
import { apiBase, instagramConfig } from './config.js';
import { instagram } from './plugin.js';
import { probe } from './probe.js';
import { changeEntry, echoEntry, messagingEntry } from './simulator/payloads.js';
import { account, instagramWorld, other, person, type InstagramWorld } from './testing/world.js';

const day = 86_400_000;
let world: InstagramWorld;
const closers: (() => Promise<unknown>)[] = [];
beforeEach(async () => (world = await instagramWorld()));
afterEach(async () => {
  await world.meta.close();
  for (const close of closers.splice(0)) await close();
});

/** The inbound steps of a host in small: verify, parse, store under the unique key. */
async function receiver() {
  const stored = new Map<string, InboundItem>();
  let refused = 0;
  const config = world.config();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const given = {
        method: 'POST',
        headers: request.headers,
        query: new URLSearchParams(),
        rawBody: Buffer.concat(chunks),
      };
      const genuine = instagram.operational!.verify!(given as WebhookRequest, config).genuine;
      if (!genuine) refused += 1;
      for (const item of genuine ? instagram.operational!.parse!(given as WebhookRequest) : [])
        stored.set(itemKey(item), item);
      response.writeHead(genuine ? 200 : 401).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => new Promise((resolve) => server.close(resolve)));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stored, refused: () => refused };
}

describe('webhooks of the simulator', () => {
  it('arrive whole, however often and in whatever order they come; forged ones do not', async () => {
    const { url, stored, refused } = await receiver();
    const local = await instagramWorld({ webhookUrl: url, echoes: true });
    closers.push(() => local.meta.close());
    const { meta } = local;
    const entries = [
      meta.says(person, 'Halo'),
      meta.says(other, 'Apakah kartu saya aktif?'),
      meta.comments(person, 'Kapan buka?', { shape: 'changes' }),
      meta.comments(other, 'Terima kasih', { shape: 'direct' }),
      meta.comments(other, 'Halo petugas', { live: true, shape: 'direct' }),
      echoEntry(account, person.id, { mid: 'mid.ours' }),
      messagingEntry(account, person, { read: { mid: 'mid.ours' } }),
      changeEntry(account, { field: 'mentions', value: { media_id: '1', comment_id: '2' } }),
    ];
    expect(await meta.deliver(entries, { times: 3 })).toEqual([200, 200, 200]);
    expect(await meta.deliver(entries, { times: 2, reorder: 7 })).toHaveLength(16);
    expect(stored.size).toBe(entries.length);
    expect(await meta.deliver([meta.says(person, 'palsu')], { secret: 'guessed' })).toEqual([401]);
    expect([stored.size, refused()]).toEqual([entries.length, 1]);
    const command = {
      messageId: 'm',
      recipient: { key: person.id },
      content: { kind: 'text' as const, text: 'Jawaban' },
      attempt: 1,
    };
    const outcome = await instagram.operational!.send!(command, local.context());
    await meta.close();
    const externalId = outcome.status === 'accepted' ? outcome.externalId : '';
    expect([...stored.values()].at(-1)).toMatchObject({ kind: 'status', status: 'SENT', externalId });
  });
});

describe('the handshake', () => {
  const ask = (query: string, method = 'GET'): WebhookRequest => ({
    method,
    headers: {},
    rawBody: Buffer.alloc(0),
    query: new URLSearchParams(query),
  });

  it('answers the challenge to who knows the token', () => {
    const handshake = (request: WebhookRequest) => instagram.operational!.handshake!(request, world.config());
    const good = 'hub.mode=subscribe&hub.verify_token=verify-me&hub.challenge=1158201444';
    expect(handshake(ask(good))).toMatchObject({ status: 200, body: '1158201444' });
    expect(handshake(ask(good.replace('verify-me', 'guess')))).toMatchObject({ status: 403 });
    expect(handshake(ask('hub.challenge=1'))).toMatchObject({ status: 403 });
    expect(handshake(ask(good, 'POST'))).toBeNull();
  });
});

describe('the plugin', () => {
  it('is sound and says which levels it has', () => {
    expect(pluginFaults(instagram)).toEqual([]);
    expect(levelsOf(instagram)).toEqual(['STRATEGIC', 'OPERATIONAL', 'ANALYTICAL']);
    expect(instagram.operational).not.toHaveProperty('menu');
  });

  it('marks its secrets and finds the host of each login', () => {
    const config = world.config({ apiHost: undefined });
    expect(secretValues(instagramConfig, config)).toEqual(['app-secret', 'verify-me', 'IGAA-very-secret']);
    expect(apiBase(config)).toBe('https://graph.instagram.com/v25.0');
    expect(apiBase({ ...config, login: 'facebook', graphVersion: 'v26.0' })).toBe('https://graph.facebook.com/v26.0');
    expect(instagramConfig.safeParse({ ...config, graphVersion: '25' }).success).toBe(false);
  });

  it('maps events to the journey', () => {
    const stage = (kind: 'conversation-opened' | 'message-received' | 'receipt', sourceType?: string) =>
      instagram.analytical!.touchpoint({
        kind,
        at: new Date(0),
        ...(sourceType ? { referral: { sourceId: '1', sourceType } } : {}),
      });
    expect(stage('conversation-opened', 'ad')).toEqual({
      stage: 'SEARCH',
      method: 'ADVERTISEMENT',
      place: 'INSTAGRAM',
    });
    expect(stage('message-received', 'comment')).toMatchObject({ stage: 'LEARN', method: 'COMMENT' });
    expect(stage('conversation-opened')).toMatchObject({ stage: 'LEARN', method: 'CHAT' });
    expect(stage('message-received', 'constructor')).toMatchObject({ stage: 'SERVICE' });
    expect(stage('receipt', 'ad')).toBeNull();
  });
});

describe('the probe', () => {
  const inDays = (days: number) => new Date(world.clock.now() + days * day);

  it('is content with a working account and tells when its token ends', async () => {
    const accessTokenExpiresAt = inDays(40).toISOString();
    expect(await probe(world.context({ accessTokenExpiresAt }))).toMatchObject({
      state: 'OK',
      tokenExpiresAt: inDays(40),
    });
    expect(await probe(world.context())).not.toHaveProperty('tokenExpiresAt');
  });

  it('warns a week before the token ends and stops at one that is refused', async () => {
    const warned = await probe(world.context({ accessTokenExpiresAt: inDays(6.5).toISOString() }));
    expect(warned).toMatchObject({
      state: 'DEGRADED',
      message: 'The access token ends in 6 days.',
      action: expect.any(String),
    });
    expect(await probe(world.context({ accessToken: 'IGAA-old' }))).toMatchObject({
      state: 'DOWN',
      error: { code: '190' },
    });
  });

  it('asks Meta for the end of a Page token', async () => {
    const facebook = { login: 'facebook', pageId: '1001', appId: '42' } as const;
    world.meta.tokenExpiresAt = inDays(3).getTime() / 1000;
    expect(await probe(world.context(facebook))).toMatchObject({ state: 'DEGRADED', tokenExpiresAt: inDays(3) });
    world.meta.tokenExpiresAt = 0;
    expect(await probe(world.context(facebook))).toMatchObject({ state: 'OK' });
  });

  it('notices that Meta stopped sending webhooks, and that nobody answers', async () => {
    world.meta.subscribed = false;
    expect(await probe(world.context())).toMatchObject({
      state: 'DEGRADED',
      action: expect.stringContaining('Subscribe'),
    });
    expect(await probe(world.context({ apiHost: 'http://127.0.0.1:47' }))).toMatchObject({ state: 'DEGRADED' });
  });
});
