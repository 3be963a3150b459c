import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Database } from '../../subgraphs/kernel/database.js';
import { quietLog, startTestServer, testVault, type TestServer } from '../../test/kit/database.js';
import type { ChannelPlugin, Post, PublishCommand, PublishOutcome, RecordProgress } from '../sdk/index.js';
import type { PostNews } from './publishing-types.js';
import { postRows } from './publishing-rows.js';
import { fixturePlugin } from './testing/fixture-plugin.js';
import { HostUnderTest } from './testing/host-under-test.js';
import { eventually } from './testing/recorder.js';

const post: Post = { kind: 'image', image: { kind: 'image', url: 'https://example.org/a.jpg' }, caption: 'RAHASIA' };
type Publish = (command: PublishCommand, record: RecordProgress) => Promise<PublishOutcome>;

let server: TestServer;
let database: Database;
let news: PostNews[];
let calls: PublishCommand[];
let publish: Publish;
let clock: number;
const hosts: HostUnderTest[] = [];

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());
beforeEach(async () => {
  database = await server.open();
  [news, calls, clock] = [[], [], 0];
  publish = () => Promise.resolve({ status: 'published', mediaId: 'media-1', progress: null });
});
afterEach(async () => {
  for (const host of hosts.splice(0)) await host.close();
});

const fixture = fixturePlugin();
const plugin: ChannelPlugin = {
  ...fixture,
  operational: {
    ...fixture.operational,
    publish: (command, _context, record = () => Promise.resolve()) => {
      calls.push(command);
      return publish(command, record);
    },
  },
};

async function start(tuning = {}): Promise<HostUnderTest> {
  const under = new HostUnderTest();
  await under.listen();
  hosts.push(under);
  Object.assign(under.recorder, {
    post: (told: PostNews, unit: { afterCommit(effect: () => void): void }) => {
      unit.afterCommit(() => news.push(told));
      return Promise.resolve();
    },
  });
  const accounts = () => [
    { id: 'papan', plugin, config: {} },
    { id: 'bisu', plugin: fixture, config: {} },
  ];
  const now = () => Date.now() + clock;
  const given = { publishRetry: 30, publishDeadline: 1_000, publishLease: 1_500, pollInterval: 20, ...tuning };
  await under.start({ database, vault: testVault(), log: quietLog, accounts, now, tuning: given });
  return under;
}

const order = (under: HostUnderTest, postId = 'post-1', channelId = 'papan') =>
  database.transaction((unit) => under.host.publish(unit, { postId, channelId, reference: 'cam-1', post }));
const statuses = () => news.map(({ status }) => status);

describe('publishing', () => {
  it('brings a post out once, however often it is ordered, and tells it with its reference', async () => {
    publish = () =>
      Promise.resolve({ status: 'published', mediaId: 'm1', permalink: 'https://p.example/1', progress: 1 });
    const under = await start();
    await order(under);
    await order(under);
    await eventually('published', () => news.length > 0);
    await order(under);
    await new Promise((resolve) => setTimeout(resolve, 80));
    expect(calls).toEqual([{ postId: 'post-1', post }]);
    expect(news).toMatchObject([
      { postId: 'post-1', reference: 'cam-1', status: 'published', externalId: 'm1', permalink: 'https://p.example/1' },
    ]);
  });

  it('keeps what is not public yet sealed', async () => {
    publish = () =>
      Promise.resolve({ status: 'waiting', retryAfter: 60_000, reason: { code: 'Q', message: 'q' }, progress: {} });
    await order(await start());
    await eventually('a try', () => news.length > 0);
    const row = await postRows(database.connection.db!).findOne({ _id: 'post-1' });
    expect(JSON.stringify(row)).not.toContain('RAHASIA');
  });

  it('waits as long as it is told, goes on from the progress, and tells a reason once', async () => {
    publish = ({ progress }) => {
      const step = ((progress as number | undefined) ?? 0) + 1;
      if (step === 4) return Promise.resolve({ status: 'published', mediaId: null, progress: step });
      const code = step === 3 ? 'PROCESSING' : 'QUOTA';
      return Promise.resolve({ status: 'waiting', retryAfter: 30_000, reason: { code, message: 'm' }, progress: step });
    };
    await order(await start());
    await eventually('the first try', () => calls.length === 1);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(calls).toHaveLength(1);
    for (const tries of [2, 3, 4]) {
      await eventually('it is put off', async () => (await rowOf()).state === 'open');
      clock += 30_000;
      await eventually(`try ${tries}`, () => calls.length === tries);
    }
    await eventually('published', () => statuses().includes('published'));
    expect(calls.map(({ progress }) => progress)).toEqual([undefined, 1, 2, 3]);
    expect(statuses()).toEqual(['waiting', 'waiting', 'published']);
  });

  it('fails for good at a permanent no, with its reason', async () => {
    const error = { code: 'MEDIA_RULES', message: 'caption: too long' };
    publish = () => Promise.resolve({ status: 'rejected', permanent: true, error, progress: {} });
    await order(await start());
    await eventually('failed', () => news.length === 1);
    expect(news).toMatchObject([{ status: 'failed', error }]);
  });

  it('tries a passing failure and a throw again, and gives up when the time of the post is over', async () => {
    publish = () => Promise.reject(new Error('bug'));
    const under = await start({ publishPatience: 500 });
    await order(under);
    await eventually('it gave up', () => statuses().includes('failed'));
    expect(calls.length).toBeGreaterThan(1);
    expect(news.at(-1)).toMatchObject({ error: { code: 'GAVE_UP/NO_OUTCOME' } });
  });

  it('refuses a channel that is unknown or brings nothing out', async () => {
    const under = await start();
    await expect(order(under, 'p', 'nirgends')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(order(under, 'p', 'bisu')).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });
});

const rowOf = async () => (await postRows(database.connection.db!).findOne({ _id: 'post-1' }))!;
const withdraw = (under: HostUnderTest) => database.transaction((unit) => under.host.withdraw(unit, 'post-1'));

describe('a withdrawn post', () => {
  it('is not brought out; ordered again it goes on from where it was', async () => {
    publish = ({ progress }) =>
      Promise.resolve(
        progress === undefined
          ? { status: 'waiting', retryAfter: 10_000, reason: { code: 'Q', message: 'q' }, progress: 'half' }
          : { status: 'published', mediaId: 'm', progress: 'whole' },
      );
    const under = await start();
    await order(under);
    await eventually(
      'a first try',
      async () => (await rowOf())?.progress === '"half"' && (await rowOf()).state === 'open',
    );
    await withdraw(under);
    clock += 20_000;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(calls).toHaveLength(1);
    await order(under);
    await eventually('published', () => statuses().includes('published'));
    expect(calls.at(-1)).toMatchObject({ progress: 'half' });
  });

  it('takes no further step while it is brought out', async () => {
    let steps = 0;
    let goOn = () => {};
    publish = async (_command, record) => {
      await record('first');
      await new Promise<void>((resolve) => (goOn = resolve));
      await record('second');
      steps += 1;
      return { status: 'published', mediaId: 'm', progress: 'second' };
    };
    const under = await start();
    await order(under);
    await eventually('the first step', async () => (await rowOf())?.progress === '"first"');
    await withdraw(under);
    goOn();
    await eventually('withdrawn', async () => (await rowOf()).state === 'withdrawn');
    expect([steps, news]).toEqual([0, []]);
  });
});

it('a host that was cut off loses its post to the next one, and writes nothing any more', async () => {
  let goOn = () => {};
  publish = async ({ progress }, record) => {
    if (progress !== undefined) return { status: 'published', mediaId: 'by-second', progress };
    await record('first');
    await new Promise<void>((resolve) => (goOn = resolve));
    await record('stale').catch(() => undefined);
    return { status: 'published', mediaId: 'by-first', progress: 'stale' };
  };
  const first = await start({ publishDeadline: 20_000 });
  await order(first);
  await eventually('the first step', async () => (await rowOf())?.progress === '"first"');
  clock += 2_000;
  await start();
  await eventually('the second brings it out', () => news.length === 1);
  goOn();
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(news).toMatchObject([{ status: 'published', externalId: 'by-second' }]);
  expect((await rowOf()).progress).toBe('"first"');
});
