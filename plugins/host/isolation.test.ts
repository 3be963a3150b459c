import { Writable } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import type { Database } from '../../subgraphs/kernel/database.js';
import { createLogger } from '../../subgraphs/kernel/logging.js';
import { quietLog, startTestServer, testVault, type TestServer } from '../../test/kit/database.js';
import { sdkVersion, secretText, type SendOutcome } from '../sdk/index.js';
import { fixturePlugin, type FixtureBehaviour } from './testing/fixture-plugin.js';
import { HostUnderTest } from './testing/host-under-test.js';
import { eventually } from './testing/recorder.js';
import type { ChannelAccount } from './index.js';

let server: TestServer;
let database: Database;
let under: HostUnderTest;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());
beforeEach(async () => {
  database = await server.open();
  under = new HostUnderTest();
  await under.listen();
});
afterEach(() => under.close());

/** A host with a healthy channel and one that behaves as told. */
async function start(behaviour: FixtureBehaviour, more: ChannelAccount[] = []): Promise<void> {
  const accounts = [
    { id: 'healthy', plugin: fixturePlugin(), config: {} },
    { id: 'sick', plugin: fixturePlugin(behaviour), config: {} },
    ...more,
  ];
  await under.start({ database, vault: testVault(), log: quietLog, accounts: () => accounts });
}

let counter = 0;
async function say(channelId: string, to = 'a', priority: 'reply' | 'campaign' = 'reply'): Promise<string> {
  const messageId = `${channelId}_${(counter += 1)}`;
  const content = { kind: 'text', text: 'Halo' } as const;
  await database.transaction((unit) =>
    under.host.enqueue(unit, { channelId, conversationId: 'c', messageId, recipient: { key: to }, content, priority }),
  );
  return messageId;
}
const reaches = (id: string, wanted: string) =>
  eventually(`${id} is ${wanted}`, () => under.recorder.statusesOf(id).at(-1) === wanted);

async function post(channelId: string, body: string): Promise<number> {
  const response = await fetch(under.webhookUrl(channelId), { method: 'POST', body, headers: { 'x-test': 'genuine' } });
  await response.arrayBuffer();
  return response.status;
}
const message = (id: string) =>
  JSON.stringify([
    { kind: 'message', accountKey: 'a', externalId: id, sender: { key: 'p' }, content: { kind: 'text', text: id } },
  ]);

describe('a plugin that misbehaves harms only itself', () => {
  it('when send throws', async () => {
    await start({
      send: () => {
        throw new RangeError('a bug');
      },
    });
    const [bad, good] = [await say('sick'), await say('healthy')];
    await reaches(bad, 'UNKNOWN');
    await reaches(good, 'SENT');
  });

  it('when send hangs and does not even heed its signal', async () => {
    await start({ send: () => new Promise<SendOutcome>(() => undefined) });
    const [bad, good] = [await say('sick'), await say('healthy')];
    await reaches(good, 'SENT');
    await reaches(bad, 'UNKNOWN');
  });

  it('when verify throws: nothing is let in', async () => {
    await start({
      verify: () => {
        throw new Error('a bug');
      },
    });
    expect(await post('sick', message('1'))).toBe(401);
    expect(await post('healthy', message('2'))).toBe(200);
    await eventually('the healthy message', () => under.recorder.texts.includes('2'));
    expect(under.recorder.texts).toEqual(['2']);
  });

  it('when parse throws: the webhook is acknowledged, kept once and shown in the health', async () => {
    await start({
      parse: () => {
        throw new TypeError('a bug');
      },
    });
    expect([await post('sick', message('1')), await post('sick', message('1'))]).toEqual([200, 200]);
    await eventually('it is kept', async () => (await under.host.ledger('sick')).processed === 1);
    expect(await under.host.ledger('sick')).toMatchObject({ received: 2, stored: 1, duplicates: 1 });
    expect(under.host.health('sick').state).toBe('DEGRADED');
    expect(under.host.health('healthy').state).toBe('OK');
  });

  it('when start fails', async () => {
    await start({ start: () => Promise.reject(new Error('no')) });
    expect(under.host.health('sick')).toMatchObject({ state: 'DEGRADED', message: 'The plugin failed to start.' });
    await reaches(await say('healthy'), 'SENT');
  });

  it('when it falls silent: an alarm until something comes in, here or in another process', async () => {
    await start({ capabilities: { silenceAlarm: 150 } });
    const state = () => under.host.health('sick').state;
    expect(state()).toBe('OK');
    await eventually('the alarm', () => state() === 'DEGRADED');
    expect(under.host.health('sick').message).toMatch('Nothing has come in');
    expect(under.host.health('healthy').state).toBe('OK');
    expect(await post('sick', message('s1'))).toBe(200);
    expect(state()).toBe('OK');
    await eventually('the alarm again', () => state() === 'DEGRADED');
    const soon = new Date(Date.now() + 60_000);
    const ledger = database.connection.db!.collection<{ _id: string }>('channel_ledger');
    await ledger.updateOne({ _id: 'sick/0' }, { $set: { channelId: 'sick', lastInboundAt: soon } }, { upsert: true });
    await eventually('the other process is heard', () => state() === 'OK', 10_000);
  });

  it('when it may not run at all: it is refused with the reasons, and the hub goes on', async () => {
    const future = { ...fixturePlugin(), sdk: '^9.0.0' };
    await start({}, [
      { id: 'future', plugin: future, config: {} },
      { id: 'healthy', plugin: fixturePlugin(), config: {} },
    ]);
    expect(under.host.refusals).toMatchObject([
      {
        channelId: 'future',
        plugin: { id: future.id, sdk: '^9.0.0' },
        reasons: [`SDK range: the plugin needs ^9.0.0, and this is the older ${sdkVersion}`],
      },
      { channelId: 'healthy', reasons: ['there is another account "healthy"'] },
    ]);
    expect(under.host.channels().map(({ id }) => id)).toEqual(['healthy', 'sick']);
    await reaches(await say('healthy'), 'SENT');
  });
});

describe('the ledger and the log', () => {
  it('counts an item that stands twice in one webhook once', async () => {
    await start({});
    const [twice] = JSON.parse(message('1')) as object[];
    expect(await post('sick', JSON.stringify([twice, twice]))).toBe(200);
    expect(await under.host.ledger('sick')).toMatchObject({ received: 2, stored: 1, duplicates: 1 });
    await eventually('the message', () => under.recorder.inbounds.length === 1);
  });

  it('keep secrets out of what a plugin throws', async () => {
    let logged = '';
    const destination = new Writable({ write: (chunk, _encoding, done) => ((logged += String(chunk)), done()) });
    const log = createLogger({ name: 'test', level: 'debug', destination });
    const config = z.object({ token: secretText({ description: 'Token' }) });
    const send = () => Promise.reject(new Error('401 for Bearer EAAB-secret'));
    const plugin = { ...fixturePlugin({ send }), config };
    const account = { id: 'sick', plugin, config: { token: 'EAAB-secret' } };
    await under.start({ database, vault: testVault(), log, accounts: () => [account] });
    await reaches(await say('sick'), 'UNKNOWN');
    expect(logged).toContain('401 for Bearer [secret]');
    expect(logged).not.toContain('EAAB-secret');
  });
});

describe('quotas', () => {
  it('hold the rate of an account', async () => {
    await start({ capabilities: { quotas: { account: { perSecond: 20, burst: 5 }, recipient: null } } });
    const started = Date.now();
    const ids: string[] = [];
    for (let i = 0; i < 15; i++) ids.push(await say('sick', `person-${i}`));
    await Promise.all(ids.map((id) => reaches(id, 'SENT')));
    // 5 at once, the other 10 at 20 a second.
    expect(Date.now() - started).toBeGreaterThanOrEqual(490);
  });

  it('hold the rate of one recipient without slowing the others', async () => {
    await start({ capabilities: { quotas: { account: null, recipient: { perSecond: 4, burst: 1 } } } });
    const started = Date.now();
    const same = [await say('sick', 'one'), await say('sick', 'one'), await say('sick', 'one')];
    const other = await say('sick', 'two');
    await reaches(other, 'SENT');
    await Promise.all(same.map((id) => reaches(id, 'SENT')));
    expect(Date.now() - started).toBeGreaterThanOrEqual(490);
    expect(under.recorder.receipts.map(({ messageId }) => messageId).at(-1)).toBe(same[2]);
  });
});
