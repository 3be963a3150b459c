import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from '@jest/globals';
import type { Database } from '../../subgraphs/kernel/database.js';
import { createMetrics } from '../../subgraphs/kernel/metrics.js';
import { quietLog, startTestServer, testVault } from '../../test/kit/database.js';
import { seededRandom } from '../../test/kit/random.js';
import { InstagramSimulator } from '../instagram/simulator/simulator.js';
import type { Post } from '../sdk/index.js';
import { createHost } from './host.js';
import { postRows } from './publishing-rows.js';
import { instagram } from '../instagram/plugin.js';
import { eventually } from './testing/recorder.js';

const account = { accountId: '17841400000000001', username: 'jkn.contoh' };
/** Seconds pass as minutes do: Instagram's waits are minutes long. */
const speed = 60;
const began = Date.now();
const fast = () => began + (Date.now() - began) * speed;

const secrets = { appSecret: 'app-secret', accessToken: 'IGAA-very-secret' };

/** A process that hosts the channel. Retries and leases are as in production, on the fast clock. */
function spawnHost(uri: string, name: string, apiHost: string): ChildProcess {
  const from = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);
  const settings = { ...secrets, accountId: account.accountId, verifyToken: 'verify-me', apiHost };
  const script = `
    import { openDatabase } from ${from('../../subgraphs/kernel/database.js')};
    import { quietLog, testVault } from ${from('../../test/kit/database.js')};
    import { instagram } from ${from('../instagram/plugin.js')};
    import { HostUnderTest } from ${from('./testing/host-under-test.js')};
    const database = await openDatabase('${uri}', { name: '${name}', log: quietLog });
    const config = instagram.config.parse(${JSON.stringify(settings)});
    const accounts = () => [{ id: 'instagram', plugin: instagram, config }];
    const now = () => ${began} + (Date.now() - ${began}) * ${speed};
    const tuning = { publishDeadline: 5000, publishLease: 90_000 };
    await new HostUnderTest().start({ database, vault: testVault(), log: quietLog, accounts, now, tuning });`;
  return spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'ignore', 'inherit'] });
}

const picture = (name: string) => ({ kind: 'image' as const, url: `https://example.org/${name}.jpg` });
const posts: Post[] = Array.from({ length: 8 }, (_, i) =>
  i % 2 === 0
    ? { kind: 'image', image: picture(`a${i}`), caption: `Pos ${i}` }
    : { kind: 'carousel', items: [picture(`b${i}`), picture(`c${i}`)], caption: `Pos ${i}` },
);

/** Orders the posts by a host that is never started. */
async function orderAll(database: Database) {
  const given = { ...secrets, accountId: account.accountId, verifyToken: 'v', apiHost: 'http://127.0.0.1:9' };
  const host = await createHost({
    database,
    vault: testVault(),
    log: quietLog,
    metrics: createMetrics(),
    production: true,
    accounts: [
      { id: 'instagram', plugin: instagram, config: instagram.config.parse(given) as Record<string, unknown> },
    ],
    handlers: { inbound: () => Promise.resolve(), receipt: () => Promise.resolve() },
    now: fast,
  });
  for (const [i, post] of posts.entries()) {
    const order = { postId: `post-${i}`, channelId: 'instagram', reference: 'cam', post };
    await database.transaction((unit) => host.publish(unit, order));
  }
}

it('kill -9 at any call of the provider: every post becomes public exactly once', async () => {
  const random = seededRandom('publishing crash');
  const server = await startTestServer({ transactionLifetime: 5_000 });
  const database = await server.open();
  const meta = await InstagramSimulator.start({ account, ...secrets, now: fast });
  let child: ChildProcess | undefined;
  try {
    const rows = postRows(database.connection.db!);
    await orderAll(database);
    for (let kill = 0; kill < 12; kill += 1) {
      child = spawnHost(server.uri, database.connection.name, meta.apiHost);
      const goal = meta.calls.length + 1 + Math.floor(random() * 6);
      const settled = async () => (await rows.countDocuments({ state: 'done' })) === posts.length;
      await eventually('the provider is called', async () => meta.calls.length >= goal || (await settled()), 150_000);
      await new Promise((resolve) => setTimeout(resolve, random() * 10));
      const exit = once(child, 'exit');
      child.kill('SIGKILL');
      await exit;
    }
    child = spawnHost(server.uri, database.connection.name, meta.apiHost);
    const done = async () => (await rows.countDocuments({ state: 'done', outcome: 'published' })) === posts.length;
    await eventually('all are published', done, 300_000);
    const captions = meta.publishing.published.map(({ caption }) => caption).sort();
    expect(captions).toEqual(posts.map(({ caption }) => caption).sort());
  } finally {
    child?.kill('SIGKILL');
    await meta.close();
    await server.close();
  }
});
