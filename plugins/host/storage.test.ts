import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Database } from '../../subgraphs/kernel/database.js';
import { quietLog, startTestServer, testVault, type TestServer } from '../../test/kit/database.js';
import type { PluginStorage } from '../sdk/index.js';
import { fixturePlugin } from './testing/fixture-plugin.js';
import { HostUnderTest } from './testing/host-under-test.js';

let server: TestServer;
let database: Database;
let now: number;
const started: HostUnderTest[] = [];

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());
beforeEach(async () => {
  database = await server.open();
  now = Date.now();
});
afterEach(async () => {
  for (const under of started.splice(0)) await under.close();
});

/** The storage of an account, in a host of its own over the common database. */
async function storageOf(channelId: string): Promise<PluginStorage> {
  const under = new HostUnderTest();
  await under.listen();
  const accounts = () => ['first', 'second'].map((id) => ({ id, plugin: fixturePlugin(), config: {} }));
  await under.start({ database, vault: testVault(), log: quietLog, accounts, now: () => now });
  started.push(under);
  const caller = { viewer: null, requestId: 'r' };
  return under.host.serve(channelId, caller, { deadline: 5_000 }, (context) => Promise.resolve(context.storage));
}

describe('the storage of a plugin', () => {
  it('gives back what was put, with versions that move, and nothing after a delete', async () => {
    const storage = await storageOf('first');
    expect(await storage.get('visit/1')).toBeNull();
    expect(await storage.put('visit/1', { step: 1 })).toBe(true);
    expect(await storage.get('visit/1')).toEqual({ value: { step: 1 }, version: 1 });
    await storage.put('visit/1', { step: 2 });
    expect(await storage.get('visit/1')).toEqual({ value: { step: 2 }, version: 2 });
    await storage.delete('visit/1');
    await storage.delete('visit/1');
    expect(await storage.get('visit/1')).toBeNull();
  });

  it('writes with an expected version only while that one stands', async () => {
    const storage = await storageOf('first');
    expect(await storage.put('a', 1, { expected: 1 })).toBe(false);
    expect(await storage.put('a', 1, { expected: 0 })).toBe(true);
    expect(await storage.put('a', 2, { expected: 0 })).toBe(false);
    expect(await storage.put('a', 2, { expected: 1 })).toBe(true);
    expect(await storage.put('a', 3, { expected: 1 })).toBe(false);
    expect(await storage.get('a')).toEqual({ value: 2, version: 2 });
  });

  it('loses no count of writers that compare and set in two hosts at once', async () => {
    const hosts = [await storageOf('first'), await storageOf('first')];
    const count = async (storage: PluginStorage) => {
      for (;;) {
        const known = await storage.get<number>('count');
        if (await storage.put('count', (known?.value ?? 0) + 1, { expected: known?.version ?? 0 })) return;
      }
    };
    await Promise.all(Array.from({ length: 24 }, (_, place) => count(hosts[place % 2]!)));
    expect(await hosts[0]!.get('count')).toEqual({ value: 24, version: 24 });
  });

  it('lets every one of many writers through that expect nothing', async () => {
    const storage = await storageOf('first');
    const all = await Promise.all(Array.from({ length: 12 }, (_, value) => storage.put('b', value)));
    expect(all.every(Boolean)).toBe(true);
    expect((await storage.get('b'))?.version).toBe(12);
  });

  it('forgets a value the moment its time is up, and begins anew', async () => {
    const storage = await storageOf('first');
    await storage.put('code', 'one', { expiresAt: new Date(now + 1_000) });
    await storage.put('kept', 'two', { expiresAt: new Date(now + 1_000) });
    await storage.put('kept', 'three');
    now += 1_001;
    expect(await storage.get('code')).toBeNull();
    expect(await storage.list('')).toEqual([{ key: 'kept', value: 'three', version: 2 }]);
    expect(await storage.put('code', 'four', { expected: 1 })).toBe(false);
    expect(await storage.put('code', 'four', { expected: 0, expiresAt: new Date(now + 1_000) })).toBe(true);
    expect(await storage.get('code')).toEqual({ value: 'four', version: 1 });
  });

  it('lists by prefix, in order, page by page', async () => {
    const storage = await storageOf('first');
    for (const key of ['t/10', 't/2', 't', 'u/1', 't/1', 't-1']) await storage.put(key, key);
    const keys = async (prefix: string, options?: { after?: string; first?: number }) =>
      (await storage.list(prefix, options)).map(({ key }) => key);
    expect(await keys('t/')).toEqual(['t/1', 't/10', 't/2']);
    expect(await keys('t/', { first: 2 })).toEqual(['t/1', 't/10']);
    expect(await keys('t/', { after: 't/10' })).toEqual(['t/2']);
    expect(await keys('')).toEqual(['t', 't-1', 't/1', 't/10', 't/2', 'u/1']);
  });

  it('keeps two accounts of one plugin apart', async () => {
    const [first, second] = [await storageOf('first'), await storageOf('second')];
    await first.put('key', 'mine');
    expect(await second.get('key')).toBeNull();
    expect(await second.list('')).toEqual([]);
    await second.delete('key');
    expect(await first.get('key')).toEqual({ value: 'mine', version: 1 });
  });

  it('refuses keys and values that it cannot keep, and says what it takes', async () => {
    const storage = await storageOf('first');
    await expect(storage.get('+62 812')).rejects.toThrow(
      'A storage key is 1 to 200 characters of A-Z a-z 0-9 . _ : / -',
    );
    await expect(storage.put('x'.repeat(201), 1)).rejects.toThrow('1 to 200 characters');
    await expect(storage.put('x', undefined)).rejects.toThrow('A stored value is JSON');
    await expect(storage.put('x', 'y'.repeat(256 * 1024))).rejects.toThrow('at most 256 kB');
    await expect(storage.put('x', 1, { expected: -1 })).rejects.toThrow('`expected` is a version');
    await expect(storage.list('', { first: 0 })).rejects.toThrow('1 to 100');
    expect(await storage.put('x'.repeat(200), 'y'.repeat(200_000))).toBe(true);
  });

  it('holds nothing readable at rest', async () => {
    const storage = await storageOf('first');
    await storage.put('person', { name: 'Sari Contoh' });
    const rows = await database.connection.db!.collection('channel_storage').find().toArray();
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain('Sari');
  });
});
