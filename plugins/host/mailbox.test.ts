import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Database } from '../../subgraphs/kernel/database.js';
import { quietLog, startTestServer, testVault, type TestServer } from '../../test/kit/database.js';
import type { Mailbox } from '../sdk/index.js';
import { fixturePlugin } from './testing/fixture-plugin.js';
import { HostUnderTest } from './testing/host-under-test.js';

let server: TestServer;
let database: Database;
const started: HostUnderTest[] = [];

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());
beforeEach(async () => {
  database = await server.open();
});
afterEach(async () => {
  for (const under of started.splice(0)) await under.close();
});

/** The mailboxes of an account, in a host of its own over the common database. */
async function mailboxOf(channelId = 'first'): Promise<Mailbox> {
  const under = new HostUnderTest();
  await under.listen();
  const accounts = () => ['first', 'second'].map((id) => ({ id, plugin: fixturePlugin(), config: {} }));
  await under.start({ database, vault: testVault(), log: quietLog, accounts });
  started.push(under);
  const caller = { viewer: null, requestId: 'r' };
  return under.host.serve(channelId, caller, { deadline: 5_000 }, (context) => Promise.resolve(context.mailbox));
}

const patience = () => AbortSignal.timeout(5_000);

describe('the mailbox of a plugin', () => {
  it('counts the entries of an address from 1, and gives those behind a sequence', async () => {
    const mailbox = await mailboxOf();
    expect(await mailbox.append('visit-1', { id: 'a', value: { text: 'Halo' } })).toBe(1);
    expect(await mailbox.append('visit-1', { id: 'b', value: null })).toBe(2);
    expect(await mailbox.append('visit-2', { id: 'a', value: 3 })).toBe(1);
    const [first, second] = await mailbox.read('visit-1', 0);
    expect(first).toEqual({ sequence: 1, id: 'a', at: expect.any(Date), value: { text: 'Halo' } });
    expect(second).toMatchObject({ sequence: 2, id: 'b', value: null });
    expect(await mailbox.read('visit-1', 2)).toEqual([]);
    expect(await mailbox.read('visit-1', 0, 1)).toHaveLength(1);
  });

  it('takes an id once, also when it comes to two hosts at the same moment', async () => {
    const hosts = [await mailboxOf(), await mailboxOf()];
    const both = Array.from({ length: 10 }, (_, place) => hosts[place % 2]!.append('v', { id: 'same', value: place }));
    expect(new Set(await Promise.all(both))).toEqual(new Set([1]));
    expect(await hosts[0]!.append('v', { id: 'next', value: 1 })).toBe(2);
    expect(await hosts[0]!.read('v', 0)).toHaveLength(2);
  });

  it('leaves no gap under many appends in two hosts', async () => {
    const hosts = [await mailboxOf(), await mailboxOf()];
    const appends = Array.from({ length: 40 }, (_, place) =>
      hosts[place % 2]!.append('v', { id: `id-${place}`, value: place }),
    );
    const given = await Promise.all(appends);
    expect([...given].sort((one, other) => one - other)).toEqual(Array.from({ length: 40 }, (_, place) => place + 1));
    const entries = await hosts[1]!.read('v', 0);
    expect(entries.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 40 }, (_, place) => place + 1));
    expect(entries.map(({ sequence, value }) => given[value as number] === sequence)).not.toContain(false);
  });

  it('goes on counting when its entries were forgotten', async () => {
    const mailbox = await mailboxOf();
    await mailbox.append('v', { id: 'a', value: 1 });
    await database.connection.db!.collection('channel_mail').deleteMany({});
    expect(await mailbox.append('v', { id: 'b', value: 2 })).toBe(2);
  });

  it('wakes who waits: for what this host appends, and for what another does', async () => {
    const [here, there] = [await mailboxOf(), await mailboxOf()];
    const both = Promise.all([here.changed('v', 0, patience()), there.changed('v', 0, patience())]);
    await here.append('v', { id: 'a', value: 1 });
    await both;
    expect(await there.read('v', 0)).toHaveLength(1);
    await there.changed('v', 0, patience());
    let woken = false;
    const next = here.changed('v', 1, patience()).then(() => (woken = true));
    await here.append('another', { id: 'a', value: 1 });
    expect(woken).toBe(false);
    await there.append('v', { id: 'b', value: 2 });
    await next;
    expect(await here.read('v', 1)).toHaveLength(1);
  });

  it('lets who waits go when the signal ends, and when the host stops', async () => {
    const mailbox = await mailboxOf();
    const end = new AbortController();
    const waits = mailbox.changed('v', 0, end.signal);
    end.abort();
    await waits;
    await mailbox.changed('v', 0, end.signal);
    const last = mailbox.changed('v', 0, new AbortController().signal);
    await started.splice(0)[0]!.close();
    await last;
  });

  it('keeps two accounts apart, and nothing readable at rest', async () => {
    const [first, second] = [await mailboxOf('first'), await mailboxOf('second')];
    await first.append('+6289900000001', { id: 'msg-of-sari', value: 'Sari Contoh' });
    expect(await second.read('+6289900000001', 0)).toEqual([]);
    const db = database.connection.db!;
    const rows = [
      ...(await db.collection('channel_mail').find().toArray()),
      ...(await db.collection('channel_mailboxes').find().toArray()),
    ];
    expect(rows).toHaveLength(2);
    expect(JSON.stringify(rows)).not.toMatch(/6289900000001|Sari|sari/);
  });

  it('refuses what it cannot keep', async () => {
    const mailbox = await mailboxOf();
    await expect(mailbox.append('', { id: 'a', value: 1 })).rejects.toThrow('1 to 1,000 characters');
    await expect(mailbox.append('v', { id: 'a', value: undefined })).rejects.toThrow('A stored value is JSON');
    await expect(mailbox.append('v', { id: 'a', value: 'y'.repeat(262_144) })).rejects.toThrow('at most 256 kB');
  });
});
