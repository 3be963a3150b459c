import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { loadManifest } from '../index.js';
import { Started } from '../testing/running-gateway.js';

const started = new Started();
const start = started.gateway.bind(started);
afterEach(() => started.closeAll());

const json = { 'content-type': 'application/json', accept: 'application/graphql-response+json' };

async function post(url: string, body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { ...json, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await response.text();
  const answer = JSON.parse(text) as any; // eslint-disable-line @typescript-eslint/no-explicit-any -- any GraphQL result
  return { status: response.status, headers: response.headers, answer, code: answer.errors?.[0].extensions.code };
}

describe('limits', () => {
  it('refuse what is too much, and say how much is allowed', async () => {
    const { url } = await start({
      limits: { cost: { anonymous: 300 }, directives: 5, aliases: 5, rootFields: 5, tokens: 400, depth: 6, fields: 90 },
    });
    const many = (count: number, part: (index: number) => string) =>
      Array.from({ length: count }, (_, index) => part(index)).join(' ');
    const bomb = `query { complaint(id: "1") { ...F0 } } ${many(12, (index) => `fragment F${index} on Complaint { ...F${index + 1} ...F${index + 1} }`)} fragment F12 on Complaint { id }`;
    const cases: [string, string][] = [
      [`{ ${many(6, (index) => `a${index}: whoami`)} }`, '5 aliases'],
      [`{ ${many(6, () => 'whoami')} }`, '5 fields at its root'],
      [`{ whoami ${many(6, () => '@include(if: true)')} }`, '5 directives'],
      ['{ complaints { edges { node { channel { name { x { y } } } } } } }', '6 fields deep'],
      [`{ ${many(500, () => 'whoami')} }`, '400 tokens'],
      ['{ complaints(first: 100) { edges { node { participant { id } channel { id } } } } }', 'costs 401 points'],
      [bomb, '90 fields'],
    ];
    for (const [query, message] of cases) {
      const { status, code, answer } = await post(url, { query });
      expect([query.slice(0, 60), status, code]).toEqual([query.slice(0, 60), 400, 'OPERATION_TOO_COMPLEX']);
      expect(answer.errors[0].message).toContain(message);
    }
  });

  it('count the length of lists from arguments, variables and defaults', async () => {
    const { url } = await start({ limits: { cost: { anonymous: 300 } } });
    const query = 'query ($n: Int) { complaints(first: $n) { edges { node { channel { id } } } } }';
    const code = async (n?: number) => (await post(url, { query, variables: { n } })).code;
    expect(await code(99)).toBeUndefined();
    expect(await code(100)).toBe('OPERATION_TOO_COMPLEX');
    expect(await code()).toBeUndefined();
    expect((await post(url, { query: query.replace('$n)', '100)').replace('($n: Int)', '') })).code).toBe(
      'OPERATION_TOO_COMPLEX',
    );
    expect((await post(url, { query: '{ complaints(first: 1e9) { totalCount } }' })).code).toBe(
      'GRAPHQL_VALIDATION_FAILED',
    );
    expect((await post(url, { query, variables: { n: 1e9 } })).code).toBe('OPERATION_TOO_COMPLEX');
  });

  it('hold each principal to its rate, and say when to come again', async () => {
    const rate = { perSecond: 1, burst: 3 };
    const rates = Object.fromEntries(
      ['anonymous', 'participant', 'officer', 'supervisor', 'analyst', 'partner', 'channel', 'admin'].map((role) => [
        role,
        rate,
      ]),
    ) as never;
    const { url } = await start({ limits: { rate: rates } });
    const statuses = [];
    for (let count = 0; count < 4; count++)
      statuses.push((await post(url, { query: '{ whoami }' }, { authorization: 'Bearer officer.A' })).status);
    expect(statuses).toEqual([200, 200, 200, 429]);
    const refused = await post(url, { query: '{ whoami }' }, { authorization: 'Bearer officer.A' });
    expect([refused.headers.get('retry-after'), refused.code, refused.answer.errors[0].extensions.retryAfter]).toEqual([
      '1',
      'RATE_LIMITED',
      1,
    ]);
    expect((await post(url, { query: '{ whoami }' }, { authorization: 'Bearer officer.B' })).status).toBe(200);
  });
});

describe('persisted operations', () => {
  const sha = (text: string) => createHash('sha256').update(text).digest('hex');
  const known = '{ whoami }';
  const byHash = (hash: string, query?: string) => ({
    query,
    extensions: { persistedQuery: { version: 1, sha256Hash: hash } },
  });

  it('run by their hash, by GET too; clients cannot register any', async () => {
    const { url } = await start({ persistedOperations: { manifest: { [sha(known)]: known }, only: false } });
    expect((await post(url, byHash(sha(known)))).answer).toEqual({ data: { whoami: 'anonymous' } });
    const extensions = encodeURIComponent(JSON.stringify(byHash(sha(known)).extensions));
    expect(await (await fetch(`${url}/graphql?extensions=${extensions}`)).json()).toEqual({
      data: { whoami: 'anonymous' },
    });
    const other = '{ viewer }';
    expect((await post(url, byHash(sha(other)))).code).toBe('PERSISTED_OPERATION_UNKNOWN');
    expect((await post(url, byHash(sha(other), other))).status).toBe(200);
    expect((await post(url, byHash(sha(other)))).code).toBe('PERSISTED_OPERATION_UNKNOWN');
    expect((await post(url, byHash(sha(other), known))).code).toBe('BAD_REQUEST');
    expect((await post(url, byHash('__proto__'))).code).toBe('PERSISTED_OPERATION_UNKNOWN');
  });

  it('can be the only ones, except for an admin', async () => {
    const { url } = await start({ persistedOperations: { manifest: { [sha(known)]: known }, only: true } });
    expect((await post(url, { query: known })).status).toBe(200);
    expect((await post(url, { query: '{ viewer }' })).code).toBe('PERSISTED_OPERATION_UNKNOWN');
    expect((await post(url, { query: '{ viewer }' }, { authorization: 'Bearer admin.Root' })).status).toBe(200);
  });

  it('come from a manifest that is checked', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'kanal-manifest-'));
    started.add(() => rm(folder, { recursive: true }));
    const path = join(folder, 'manifest.json');
    await expect(loadManifest(path)).rejects.toThrow('cannot be read');
    await writeFile(path, JSON.stringify({ abc: known }));
    await expect(loadManifest(path)).rejects.toThrow('must be the SHA-256');
    await writeFile(path, JSON.stringify({ [sha(known)]: known }));
    await expect(loadManifest(path)).resolves.toEqual({ [sha(known)]: known });
  });
});
