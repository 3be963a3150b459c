import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { scopesByRole, type Principal } from '../../schema/index.js';
import type { Database } from '../../subgraphs/kernel/database.js';
import { quietLog, startTestServer, testVault, type TestServer } from '../../test/kit/database.js';
import { jsonAnswer, readBody, type Route } from '../sdk/index.js';
import { fixturePlugin } from './testing/fixture-plugin.js';
import { HostUnderTest } from './testing/host-under-test.js';
import { eventually } from './testing/recorder.js';
import { honest, route, ticking } from './testing/route-fixtures.js';
import { routeFaults } from './route-table.js';
import type { VisitorPort } from './index.js';

let server: TestServer;
let database: Database;
let under: HostUnderTest;
let valid: boolean;

const sari: Principal = {
  subject: 'sari',
  role: 'participant',
  scopes: scopesByRole.participant,
  tenant: 'default',
  tokenId: 't',
  expiresAt: Math.floor(Date.now() / 1_000) + 3_600,
};

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());
beforeEach(async () => {
  valid = true;
  database = await server.open();
  under = new HostUnderTest();
  await under.listen();
});
afterEach(() => under.close());

/** A host with one channel of these routes, which knows one token. */
async function start(routes: readonly Route<unknown>[], visitors: Partial<VisitorPort> = {}): Promise<void> {
  const accounts = () => [{ id: 'portal', plugin: fixturePlugin({ routes }), config: {} }];
  const known: VisitorPort = {
    authenticate: (authorization) =>
      authorization === 'Bearer good' ? Promise.resolve(sari) : Promise.reject(new Error('unknown')),
    isValid: () => valid,
    trustedProxies: 0,
    ...visitors,
  };
  await under.start({ database, vault: testVault(), log: quietLog, accounts, visitors: known });
}

const at = (path: string) => `${under.url}/channels/portal${path}`;
const get = (path: string, headers: Record<string, string> = {}) => fetch(at(path), { headers });
const post = (path: string, body: BodyInit) => fetch(at(path), { method: 'POST', body, duplex: 'half' } as RequestInit);

describe('a route gets', () => {
  it('its parameters, query, headers and place, decoded', async () => {
    await start(honest);
    const response = await get('/echo/Kab.%20Sambas%2F1?page=2', { 'x-test': 'yes', 'x-request-id': 'abc' });
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('x-request-id')).toBe('abc');
    expect(await response.json()).toEqual({
      parameters: { name: 'Kab. Sambas/1' },
      query: { page: '2' },
      test: 'yes',
      remoteAddress: '127.0.0.1',
      method: 'GET',
      viewer: null,
      channelId: 'portal',
      requestId: 'abc',
    });
  });

  it('the request only where it is the best match; a literal goes before a parameter', async () => {
    await start(honest);
    expect(await (await get('/echo/fixed')).text()).toBe('fixed');
    expect((await get('/echo/a/b')).status).toBe(404);
    expect((await get('/echo/')).status).toBe(404);
    expect((await get('/echo/%E0%A4%A')).status).toBe(404);
    expect((await fetch(`${under.url}/channels/nobody/echo/a`)).status).toBe(404);
    expect(await (await get('/')).text()).toBe(`http://localhost:${new URL(under.url).port}/channels/portal`);
    const refused = await post('/echo/fixed', '');
    expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'GET']);
    expect(await refused.json()).toMatchObject({ error: { code: 'BAD_REQUEST' } });
    const options = await fetch(at('/size'), { method: 'OPTIONS' });
    expect([options.status, options.headers.get('allow')]).toEqual([204, 'POST']);
  });

  it('the viewer of a token; a wrong token is refused', async () => {
    await start(honest, { publicUrl: 'https://kanal.example' });
    const good = await get('/echo/a', { authorization: 'Bearer good' });
    const seen = (await good.json()) as object;
    expect(seen).toMatchObject({ viewer: 'sari' });
    expect(seen).not.toHaveProperty('token');
    const bad = await get('/echo/a', { authorization: 'Bearer bad' });
    expect([bad.status, await bad.json()]).toMatchObject([401, { error: { code: 'UNAUTHENTICATED' } }]);
    expect(await (await get('')).text()).toBe('https://kanal.example/channels/portal');
  });

  it('the address of the caller, as far as proxies are trusted', async () => {
    await start(honest, { trustedProxies: 2 });
    const address = async (forwarded: string) =>
      ((await (await get('/echo/a', { 'x-forwarded-for': forwarded })).json()) as { remoteAddress: string })
        .remoteAddress;
    expect(await address('6.6.6.6, 203.0.113.9, 10.0.0.1')).toBe('203.0.113.9');
    expect(await address('203.0.113.9')).toBe('203.0.113.9');
    expect(await address('')).toBe('127.0.0.1');
  });

  it('its body as it comes, up to its size', async () => {
    await start(honest);
    expect(await (await post('/size', 'x'.repeat(100_000))).json()).toEqual({ size: 100_000 });
    const tooLong = await post('/size', 'x'.repeat(100_001));
    expect([tooLong.status, await tooLong.json()]).toMatchObject([413, { error: { code: 'PAYLOAD_TOO_LARGE' } }]);
    const endless = new ReadableStream({ pull: (sink) => sink.enqueue(Buffer.alloc(16_384)) });
    expect((await post('/size', endless)).status).toBe(413);
    expect(await (await post('/json', '{"a":1}')).json()).toEqual({ a: 1 });
    expect((await post('/json', 'x'.repeat(65_537))).status).toBe(413);
    expect((await fetch(at('/nothing'), { method: 'DELETE' })).status).toBe(204);
  });
});

describe('a stream', () => {
  it('goes in and out piece by piece, no faster than it is read', async () => {
    let made = 0;
    const flood = route('flood', () => ({
      status: 200,
      body: (async function* () {
        for (; made < 400; made += 1) yield await Promise.resolve(Buffer.alloc(64 * 1024));
      })(),
    }));
    await start([flood]);
    const socket = connect(Number(new URL(under.url).port), '127.0.0.1');
    socket.pause();
    socket.write('GET /channels/portal/flood HTTP/1.1\r\nHost: hub\r\nConnection: close\r\n\r\n');
    await eventually('the flood has begun', () => made > 2);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(made).toBeLessThan(200);
    let size = 0;
    await new Promise<void>((resolve) => {
      socket.on('data', (chunk) => (size += chunk.length));
      socket.on('close', () => resolve());
      socket.resume();
    });
    expect(size).toBeGreaterThan(400 * 64 * 1024);
  });

  it('ends when its reader goes: the plugin is told', async () => {
    let ended = 0;
    await start([ticking(() => (ended += 1))]);
    const gone = new AbortController();
    const response = await fetch(at('/live'), { signal: gone.signal });
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const reader = response.body!.getReader();
    expect(Buffer.from((await reader.read()).value!).toString()).toContain('data: tick');
    gone.abort();
    await eventually('the stream ended', () => ended === 1);
  });

  it('ends cleanly when the host goes', async () => {
    let ended = 0;
    await start([ticking(() => (ended += 1))]);
    const response = await get('/live');
    under.host.endStreams();
    expect(await response.text()).toContain('data: tick');
    // Who comes now is told to come again.
    expect((await get('/live')).status).toBe(200);
    await eventually('both ended', () => ended === 2);
  });

  it('ends when the token of its reader has ended or was revoked', async () => {
    let ended = 0;
    await start([ticking(() => (ended += 1))]);
    const response = await get('/live', { authorization: 'Bearer good' });
    const anonymous = await get('/live');
    valid = false;
    expect(await response.text()).toContain('data: tick');
    await eventually('the stream ended', () => ended === 1);
    await anonymous.body!.cancel();
  });

  it('that is no live one is cut when the host goes, so that nobody takes a part for the whole', async () => {
    const report = route('report', () => ({
      status: 200,
      headers: { 'content-type': 'text/csv' },
      body: (async function* () {
        yield 'name\n';
        await new Promise(() => undefined);
      })(),
    }));
    await start([report]);
    const response = await get('/report');
    const cut = expect(response.text()).rejects.toThrow();
    await under.restart();
    await cut;
  });

  it('that throws is cut, and the host goes on', async () => {
    const broken = route('broken', () => ({
      status: 200,
      body: (async function* () {
        yield await Promise.resolve('some');
        throw new Error('a bug');
      })(),
    }));
    await start([broken, ...honest]);
    await expect(get('/broken').then((response) => response.text())).rejects.toThrow();
    expect((await get('/echo/fixed')).status).toBe(200);
  });
});

describe('a caller who is slow', () => {
  it('is refused, and is not the fault of the plugin', async () => {
    const slow = route('slow', async (request) => jsonAnswer(200, (await readBody(request)).length), {
      method: 'POST',
      deadline: 50,
    });
    await start([slow]);
    const status = () =>
      new Promise<number>((resolve, reject) => {
        const request = httpRequest(at('/slow'), { method: 'POST' }, (response) => {
          response.resume();
          resolve(response.statusCode!);
          request.destroy();
        });
        request.on('error', reject);
        request.write('begun');
      });
    const all = await Promise.all(Array.from({ length: 6 }, status));
    expect(all).toEqual([408, 408, 408, 408, 408, 408]);
    expect((await post('/slow', 'whole')).status).toBe(200);
  });
});

describe('routes that cannot be served', () => {
  const faults = (...routes: Partial<Route<unknown>>[]) =>
    routeFaults(fixturePlugin({ routes: routes.map((each) => ({ ...route('a', () => ({ status: 200 })), ...each })) }));

  it('are told before the plugin runs', async () => {
    await start([route('//', () => ({ status: 200 }))]);
    expect(under.host.refusals.map(({ reasons }) => reasons)).toEqual([
      ['route GET "//" has a path that is not like chat/:visit/messages'],
    ]);
    expect(faults({ path: '/a' })).toEqual(['route GET "/a" has a path that is not like chat/:visit/messages']);
    expect(faults({ path: 'a/:b/:b' })).toEqual(['route GET "a/:b/:b" names two parameters alike']);
    expect(faults({ path: 'a/:b' }, { path: 'a/:c' })).toEqual(['two routes answer GET a/:']);
    expect(faults({ method: 'PATCH' as 'PUT' })[0]).toContain('has a method other than GET, POST, PUT, DELETE');
    expect(faults({ maximumBytes: 0 })[0]).toContain('has a limit that is not above 0');
    expect(faults({}, { method: 'POST' }, { path: 'a/b' }, { path: 'a/:b' }, { path: '' })).toEqual([]);
  });
});
