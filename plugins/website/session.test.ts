import { describe, expect, test } from '@jest/globals';
import { SignJWT } from 'jose';
import { callerOf, rates } from './http.js';
import { consentVersion, fastestStart, lifetimes, openSession, visitorKey, type VisitorRecord } from './session.js';
import { start } from './start.js';
import {
  enter,
  hostOrigin,
  hubOrigin,
  jsonOf,
  request,
  testBench,
  testConfig,
  type TestBench,
} from './testing/requests.js';
import { readToken } from './tokens.js';

const site = 'demo';
const page = hostOrigin;

async function ask(bench: TestBench, json: object, headers: Record<string, string | undefined> = {}) {
  const answer = await openSession(request({ json: { site, page, ...json }, headers }), bench.context);
  const body = jsonOf(answer);
  return { status: answer.status, code: body.error?.code as string | undefined, ...body };
}

async function opened(bench: TestBench): Promise<string> {
  const { start: token } = jsonOf(await start(request({ query: { site } }), bench.context)) as { start: string };
  bench.clock.now += fastestStart;
  return token;
}

const visitorOf = (bench: TestBench, token: string) =>
  readToken(testConfig.secret, 'session', token, bench.context.now())!.visitor;

const identity = (
  claims: object,
  options: { secret?: string; audience?: string; issued?: number; life?: number } = {},
) =>
  new SignJWT({ ...claims })
    .setProtectedHeader({ alg: 'HS256' })
    .setAudience(options.audience ?? site)
    .setIssuedAt(options.issued ?? Date.parse('2026-11-20T03:00:00Z') / 1_000)
    .setExpirationTime((options.issued ?? Date.parse('2026-11-20T03:00:00Z') / 1_000) + (options.life ?? 300))
    .sign(new TextEncoder().encode(options.secret ?? testConfig.identitySecret));

describe('a new visitor', () => {
  test('is kept only after it agreed, with when and to what', async () => {
    const bench = testBench();
    const token = await opened(bench);
    expect(await ask(bench, { start: token })).toMatchObject({ status: 403, code: 'CONSENT_NEEDED' });
    expect(await bench.context.storage.list('visitor/')).toEqual([]);
    const second = await opened(bench);
    const session = await ask(bench, { start: second, consent: consentVersion });
    expect(session.status).toBe(200);
    const kept = await bench.context.storage.get<VisitorRecord>(visitorKey(visitorOf(bench, session.token)));
    expect(kept!.value).toEqual({ site, consent: consentVersion, consentAt: bench.context.now().toISOString() });
  });

  test('comes back by its own token, and only by a genuine one of the same site', async () => {
    const bench = testBench();
    const { token, resume } = await enter(bench);
    bench.clock.now += lifetimes.session;
    expect(readToken(testConfig.secret, 'session', token, bench.context.now())).toBeNull();
    const again = await ask(bench, { resume });
    const before = readToken(testConfig.secret, 'session', token, new Date(bench.clock.now - 1))!.visitor;
    expect(visitorOf(bench, again.token)).toBe(before);
    const forged = `${resume.slice(0, -3)}AAA`;
    for (const wrong of [
      { resume: forged },
      { resume: token },
      { resume, site: 'other', page: 'https://lain.example' },
    ])
      expect(await ask(bench, wrong)).toMatchObject({ status: 401, code: 'VISITOR_UNKNOWN' });
    bench.clock.now += lifetimes.visitor;
    expect(await ask(bench, { resume })).toMatchObject({ status: 401 });
  });

  test('needs an opening of its own: forged, used, old and foreign ones give nothing', async () => {
    const bench = testBench();
    const agreed = { consent: consentVersion };
    const token = await opened(bench);
    expect((await ask(bench, { ...agreed, start: token })).status).toBe(200);
    expect(await ask(bench, { ...agreed, start: token })).toMatchObject({ status: 401, code: 'START_ENDED' });
    expect(await ask(bench, { ...agreed, start: 'x.y' })).toMatchObject({ status: 401, code: 'START_ENDED' });
    expect(await ask(bench, agreed)).toMatchObject({ status: 401, code: 'START_ENDED' });
    const old = await opened(bench);
    bench.clock.now += lifetimes.start;
    expect(await ask(bench, { ...agreed, start: old })).toMatchObject({ status: 401, code: 'START_ENDED' });
  });

  test('programs give themselves away: too fast, or into the trap', async () => {
    const bench = testBench();
    const fast = jsonOf(await start(request({ query: { site } }), bench.context)).start as string;
    const agreed = { consent: consentVersion };
    expect(await ask(bench, { ...agreed, start: fast })).toMatchObject({ status: 422, code: 'LOOKS_AUTOMATIC' });
    const slow = await opened(bench);
    expect(await ask(bench, { ...agreed, start: slow, company: 'PT Bot' })).toMatchObject({ status: 422 });
  });
});

describe('where a session is asked for', () => {
  test('only pages of the channel may, and only for embedding pages of the site key', async () => {
    const bench = testBench();
    const { resume } = await enter(bench);
    for (const headers of [
      { origin: hostOrigin },
      { origin: undefined },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
    ])
      expect(await ask(bench, { resume }, headers)).toMatchObject({ status: 403, code: 'FOREIGN_PAGE' });
    expect(await ask(bench, { resume, page: 'https://jahat.example' })).toMatchObject({
      status: 403,
      code: 'ORIGIN_NOT_ALLOWED',
    });
    expect(await ask(bench, { resume, page: 'http://localhost:5173' })).toMatchObject({ status: 200 });
    expect(await ask(bench, { resume, page: hubOrigin })).toMatchObject({ status: 200 });
    expect(await ask(bench, { resume, site: 'nirwana' })).toMatchObject({ status: 404, code: 'UNKNOWN_SITE' });
  });

  test('a flood from one address is held back; others go on', async () => {
    const bench = testBench();
    const { resume } = await enter(bench);
    let refused = 0;
    for (let i = 0; i < rates.session.burst + 10; i++) if ((await ask(bench, { resume })).status === 429) refused += 1;
    expect(refused).toBeGreaterThanOrEqual(9);
    const other = request({ json: { site, page, resume }, remoteAddress: '203.0.113.8' });
    expect((await openSession(other, bench.context)).status).toBe(200);
  });

  test('an IPv6 network is one caller, and addresses are not kept in clear', () => {
    const { context } = testBench();
    const caller = (remoteAddress: string) => callerOf({ remoteAddress }, context);
    expect(caller('2001:db8:1:2::9')).toBe(caller('2001:0db8:0001:0002:ffff::1'));
    expect(caller('2001:db8:1:2::9')).not.toBe(caller('2001:db8:1:3::9'));
    expect(caller('::ffff:203.0.113.7')).toBe(caller('203.0.113.7'));
    expect(caller('203.0.113.7')).not.toContain('203');
  });
});

describe('somebody who is signed in on the page', () => {
  test('is the same visitor on every device, by the word of the page’s server', async () => {
    const bench = testBench();
    const token = await identity({ sub: 'peserta-1', name: 'Warga Contoh', phone: '+6289900000001' });
    expect(await ask(bench, { identity: token })).toMatchObject({ status: 403, code: 'CONSENT_NEEDED' });
    const first = await ask(bench, { identity: token, consent: consentVersion });
    const second = await ask(bench, { identity: await identity({ sub: 'peserta-1' }) });
    expect(visitorOf(bench, second.token)).toBe(visitorOf(bench, first.token));
    expect(first.resume).toBeUndefined();
    const other = await ask(bench, { identity: await identity({ sub: 'peserta-2' }), consent: consentVersion });
    expect(visitorOf(bench, other.token)).not.toBe(visitorOf(bench, first.token));
    expect(visitorOf(bench, first.token)).not.toContain('peserta');
  });

  test('a bare id, a foreign key, another site, an old or endless token, and no algorithm are refused', async () => {
    const bench = testBench();
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{"sub":"peserta-1"}').toString('base64url')}.`;
    const now = bench.clock.now / 1_000;
    const wrong = [
      'peserta-1',
      unsigned,
      await identity({ sub: 'peserta-1' }, { secret: 'another-identity-secret-0123456789ab' }),
      await identity({ sub: 'peserta-1' }, { audience: 'other' }),
      await identity({ sub: 'peserta-1' }, { issued: now - 3_600 }),
      await identity({ sub: 'peserta-1' }, { issued: now - 3_600, life: 36_000 }),
      await identity({ sub: '' }),
      await identity({ sub: 'peserta-1', phone: '0812' }),
    ];
    for (const token of wrong)
      expect(await ask(bench, { identity: token, consent: consentVersion })).toMatchObject({
        status: 401,
        code: 'IDENTITY_REFUSED',
      });
  });
});

test('the start tells the opening hours of the hub, and works without them', async () => {
  const opening = { openNow: false, opensAt: '2026-11-23T01:00:00.000Z' };
  const answering = testBench({
    hub: { execute: <D>() => Promise.resolve({ data: { channel: { operational: opening } } as D, errors: [] }) },
  });
  expect(jsonOf(await start(request({ query: { site } }), answering.context)).opening).toEqual(opening);
  expect(jsonOf(await start(request({ query: { site } }), testBench().context)).opening).toBeNull();
  expect((await start(request({ query: { site: 'nirwana' } }), testBench().context)).status).toBe(404);
});
