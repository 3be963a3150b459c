import { Writable } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { scopesByRole, type Principal } from '../../schema/index.js';
import type { Database } from '../../subgraphs/kernel/database.js';
import { createLogger } from '../../subgraphs/kernel/logging.js';
import { startTestServer, testVault, type TestServer } from '../../test/kit/database.js';
import {
  GraphFault,
  jsonAnswer,
  readBody,
  secretText,
  type InboundItem,
  type RouteRequest,
  type ServiceContext,
} from '../sdk/index.js';
import { fixtureCapabilities, fixturePlugin, type FixtureBehaviour } from './testing/fixture-plugin.js';
import { HostUnderTest } from './testing/host-under-test.js';
import { eventually } from './testing/recorder.js';
import { honest, route } from './testing/route-fixtures.js';
import type { HostOptions, HubOperation } from './types.js';

let server: TestServer;
let database: Database;
let under: HostUnderTest;
let written: string;

const secret = 'hunter2-hunter2';
const log = () =>
  createLogger({
    name: 'test',
    level: 'trace',
    destination: new Writable({
      write(chunk: Buffer, _, done) {
        written += chunk.toString();
        done();
      },
    }),
  });

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());
beforeEach(async () => {
  written = '';
  database = await server.open();
  under = new HostUnderTest();
  await under.listen();
});
afterEach(() => under.close());

/** A host with a healthy channel and one that behaves as told and has a secret. */
async function start(behaviour: FixtureBehaviour = {}, more: Pick<Partial<HostOptions>, 'hub' | 'tuning'> = {}) {
  const sick = { ...fixturePlugin(behaviour), config: z.object({ token: secretText({ description: 'A secret.' }) }) };
  const accounts = () => [
    { id: 'healthy', plugin: fixturePlugin({ routes: honest }), config: {} },
    { id: 'sick', plugin: sick, config: { token: secret } },
  ];
  await under.start({ database, vault: testVault(), log: log(), accounts, ...more });
}

const nobody = { viewer: null, requestId: 'request-1' };
const serve = <T>(work: (context: ServiceContext<unknown>) => Promise<T>, deadline = 2_000, channelId = 'sick') =>
  under.host.serve(channelId, nobody, { deadline }, work);
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'served',
    (error: { code?: string; name: string }) => error.code ?? error.name,
  );
const hang = () => new Promise<never>(() => undefined);
const healthyAnswers = async () => (await fetch(`${under.url}/channels/healthy/echo/fixed`)).status;

describe('what serves a caller', () => {
  it('is lent the account, the caller and a signal; what it gives is handed on', async () => {
    await start();
    const seen = await serve((context) => Promise.resolve(context));
    expect(seen).toMatchObject({ channelId: 'sick', requestId: 'request-1', viewer: null, config: { token: secret } });
    expect(seen.signal.aborted).toBe(false);
    expect(await codeOf(serve(hang, 1_000, 'nobody'))).toBe('NOT_FOUND');
  });

  it('fails without the secrets of the account; a GraphFault stays one', async () => {
    await start();
    const thrown = serve(() => Promise.reject(new TypeError(`cannot use ${secret}`)));
    await expect(thrown).rejects.toMatchObject({ name: 'TypeError', message: 'cannot use [secret]' });
    const fault = serve(() => Promise.reject(new GraphFault('FORBIDDEN', `not with ${secret}`)));
    await expect(fault).rejects.toMatchObject({ name: 'GraphFault', code: 'FORBIDDEN', message: 'not with [secret]' });
    await expect(fault).rejects.toBeInstanceOf(GraphFault);
  });

  it('is left when it hangs, and not asked for a while when it hangs again and again', async () => {
    await start();
    let signal: AbortSignal | undefined;
    const late = serve((context) => {
      signal = context.signal;
      return hang();
    }, 30);
    expect(await codeOf(late)).toBe('SUBGRAPH_UNAVAILABLE');
    expect(signal?.aborted).toBe(true);
    await codeOf(serve((context) => fetch('http://127.0.0.1:9', { signal: context.signal }).then(hang), 30));
    await codeOf(serve(hang, 30));
    await codeOf(serve(hang, 30));
    let asked = false;
    expect(await codeOf(serve(async () => (asked = await Promise.resolve(true))))).toBe('SUBGRAPH_UNAVAILABLE');
    expect(asked).toBe(false);
    expect(await codeOf(serve(() => Promise.resolve(1), 1_000, 'healthy'))).toBe('served');
    await eventually('it is tried again', async () => (await codeOf(serve(() => Promise.resolve(1)))) === 'served');
  });

  it('may throw as often as it likes: that costs nobody else anything', async () => {
    await start();
    for (let round = 0; round < 10; round += 1) await codeOf(serve(() => Promise.reject(new Error('a bug'))));
    expect(await codeOf(serve(() => Promise.resolve(1)))).toBe('served');
  });

  it('runs few at a time; a flood waits, and what is too much is refused at once', async () => {
    await start({}, { tuning: { serveConcurrency: 2, serveQueue: 3 } });
    let running = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, (running += 1));
      await new Promise((resolve) => setTimeout(resolve, 50));
      running -= 1;
    };
    const codes = await Promise.all(Array.from({ length: 8 }, () => codeOf(serve(work))));
    expect(most).toBe(2);
    expect(codes.filter((code) => code === 'served')).toHaveLength(5);
    expect(codes.filter((code) => code === 'SUBGRAPH_UNAVAILABLE')).toHaveLength(3);
  });

  it('ends when the caller goes, which is not its fault', async () => {
    await start();
    for (let round = 0; round < 6; round += 1) {
      const gone = new AbortController();
      const asked = under.host.serve('sick', nobody, { deadline: 20_000, signal: gone.signal }, hang);
      gone.abort();
      expect(await codeOf(asked)).toBe('BAD_REQUEST');
    }
    expect(await codeOf(serve(() => Promise.resolve(1)))).toBe('served');
  });

  it('ends when the host stops', async () => {
    await start();
    const asked = codeOf(serve(hang, 20_000));
    await under.restart();
    expect(await asked).toBe('SHUTTING_DOWN');
  });
});

describe('a route that misbehaves harms only itself', () => {
  it('when it throws with a secret in its text', async () => {
    await start({ routes: [route('bad', () => Promise.reject(new Error(`no access with ${secret}`)))] });
    const response = await fetch(`${under.url}/channels/sick/bad`);
    const body = await response.text();
    expect(response.status).toBe(500);
    expect(JSON.parse(body)).toMatchObject({ error: { code: 'INTERNAL' } });
    expect(body).not.toContain('access');
    expect(written).toContain('no access with [secret]');
    expect(written).not.toContain(secret);
  });

  it('when it hides that a body was too large behind an error of its own', async () => {
    const handle = async (request: Pick<RouteRequest, 'body'>) => {
      await readBody(request).catch(() => Promise.reject(new Error(`no body with ${secret}`)));
      return { status: 200 };
    };
    await start({ routes: [route('bad', handle, { method: 'POST', maximumBytes: 10 })] });
    const body = new ReadableStream({ pull: (sink) => sink.enqueue(Buffer.alloc(100)) });
    const response = await fetch(`${under.url}/channels/sick/bad`, { method: 'POST', body, duplex: 'half' } as object);
    expect(response.status).toBe(413);
    expect(await response.text()).not.toContain('no body');
  });

  it('when it throws what is no error, or answers what is no answer', async () => {
    const odd = (path: string, answer: unknown) => route(path, () => answer as never);
    const routes = [
      route('nothing', () => Promise.reject(undefined)),
      odd('none', undefined),
      odd('status', { status: 999 }),
      odd('text', { status: '200' }),
      odd('header', { status: 200, headers: { 'x-a': 'a\r\nset-cookie: b' } }),
      odd('ours', { status: 200, headers: { 'Content-Length': '5', Connection: 'upgrade' }, body: 'Halo, apa kabar?' }),
    ];
    await start({ routes });
    const statuses = [];
    for (const { path } of routes) statuses.push((await fetch(`${under.url}/channels/sick/${path}`)).status);
    expect(statuses).toEqual([500, 500, 500, 500, 500, 200]);
    expect(await (await fetch(`${under.url}/channels/sick/ours`)).text()).toBe('Halo, apa kabar?');
    expect(await healthyAnswers()).toBe(200);
  });

  it('when it hangs', async () => {
    await start({ routes: [route('bad', hang, { deadline: 30 })] });
    const all = await Promise.all(Array.from({ length: 5 }, () => fetch(`${under.url}/channels/sick/bad`)));
    expect(all.map(({ status }) => status)).toEqual([503, 503, 503, 503, 503]);
    expect(all[0]!.headers.get('retry-after')).toBe('5');
    expect(await healthyAnswers()).toBe(200);
  });

  it('when it is flooded', async () => {
    let open = () => {};
    const gate = new Promise<void>((resolve) => (open = resolve));
    const slow = route('slow', () => gate.then(() => jsonAnswer(200, {})), { deadline: 60_000 });
    await start({ routes: [slow] }, { tuning: { serveConcurrency: 2, serveQueue: 4 } });
    const statuses: number[] = [];
    const flood = Array.from({ length: 60 }, async () =>
      statuses.push((await fetch(`${under.url}/channels/sick/slow`)).status),
    );
    await eventually('what is too much was refused', () => statuses.length === 54);
    expect(new Set(statuses)).toEqual(new Set([503]));
    expect(await healthyAnswers()).toBe(200);
    open();
    await Promise.all(flood);
    expect(statuses.slice(54)).toEqual([200, 200, 200, 200, 200, 200]);
  });

  it('when it opens more streams than it may', async () => {
    const live = route('live', (_, { signal }) => ({
      status: 200,
      headers: { 'content-type': 'text/event-stream' },
      body: (async function* () {
        yield 'data: 1\n\n';
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
      })(),
    }));
    await start({ routes: [live] }, { tuning: { openStreams: 1 } });
    const first = await fetch(`${under.url}/channels/sick/live`);
    expect((await fetch(`${under.url}/channels/sick/live`)).status).toBe(503);
    await first.body!.cancel();
    await eventually('there is room', async () => {
      const next = await fetch(`${under.url}/channels/sick/live`);
      await next.body?.cancel();
      return next.status === 200;
    });
  });
});

describe('what a plugin receives by itself', () => {
  const item = (id: string): InboundItem => ({
    kind: 'message',
    accountKey: 'a',
    externalId: id,
    at: null,
    sender: { key: 'p' },
    content: { kind: 'text', text: id },
  });

  it('goes the way of a webhook: stored once, worked once, counted; also without webhooks', async () => {
    await start({ capabilities: { ...fixtureCapabilities, webhook: null } });
    expect(await serve(({ receive }) => receive([item('1'), item('2')]))).toEqual({ stored: 2, duplicates: 0 });
    expect(await serve(({ receive }) => receive([item('2'), item('3')]))).toEqual({ stored: 1, duplicates: 1 });
    expect(await serve(({ receive }) => receive([]))).toEqual({ stored: 0, duplicates: 0 });
    await eventually('all are worked', () => under.recorder.texts.length === 3);
    expect(under.recorder.texts).toEqual(['1', '2', '3']);
    await eventually('the ledger has them', async () => (await under.host.ledger('sick')).processed === 3);
    expect(await under.host.ledger('sick')).toMatchObject({ received: 4, stored: 3, duplicates: 1, rejected: 0 });
    expect((await under.host.ledger('healthy')).received).toBe(0);
  });

  it('may be much at once', async () => {
    await start();
    const items = Array.from({ length: 1_200 }, (_, place) => ({ ...item(`m-${place}`), kind: 'unknown' as const }));
    const unknown = items.map((each) => ({ ...each, name: 'x', raw: null }));
    expect(await serve(({ receive }) => receive(unknown), 20_000)).toEqual({ stored: 1_200, duplicates: 0 });
    expect(await under.host.ledger('sick')).toMatchObject({ received: 1_200, stored: 1_200 });
  });
});

describe('a plugin asks the hub', () => {
  const sari: Principal = {
    subject: 'sari',
    role: 'participant',
    scopes: scopesByRole.participant,
    tenant: 'default',
    tokenId: 't',
    expiresAt: 2_000_000_000,
  };

  it('as the viewer when somebody is signed in, else as the channel, with no more than its role', async () => {
    const asked: HubOperation[] = [];
    await start({}, { hub: (operation) => Promise.resolve({ data: { at: asked.push(operation) }, errors: [] }) });
    const run = (viewer: Principal | null, as?: 'viewer' | 'channel') =>
      under.host.serve('sick', { viewer, requestId: 'r' }, { deadline: 1_000 }, ({ hub }) =>
        hub.execute('{ channels }', { a: 1 }, as ? { as } : {}),
      );
    expect(await run(sari)).toEqual({ data: { at: 1 }, errors: [] });
    await run(sari, 'channel');
    await run(null);
    await run(null, 'viewer');
    const machine = { subject: 'channel:sick', role: 'channel', scopes: scopesByRole.channel, channels: ['sick'] };
    expect(asked.map(({ principal }) => principal)).toMatchObject([sari, machine, machine, null]);
    expect(asked[0]).toMatchObject({ document: '{ channels }', variables: { a: 1 }, requestId: 'r' });
  });

  it('and is told when this host has none', async () => {
    await start();
    await expect(serve(({ hub }) => hub.execute('{ channels }'))).rejects.toThrow('runs without a hub');
  });
});
