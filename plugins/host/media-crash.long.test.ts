import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { createMetrics } from '../../subgraphs/kernel/metrics.js';
import { quietLog, startTestServer, testVault } from '../../test/kit/database.js';
import { seededRandom } from '../../test/kit/random.js';
import { createHost } from './host.js';
import { mediaCollections } from './media-rows.js';
import { fixturePlugin } from './testing/fixture-plugin.js';
import { eventually } from './testing/recorder.js';

const media = 6;
const bytesOf = (number: string) => Buffer.from(`${number} foto `.repeat(60_000));

/** A provider that gives a medium in slow pieces. */
async function serveMedia() {
  let pieces = 0;
  const server = createServer((request, response) => {
    const bytes = bytesOf((request.url ?? '').slice(1));
    void (async () => {
      for (let from = 0; from < bytes.length && !response.destroyed; from += 64_000) {
        response.write(bytes.subarray(from, from + 64_000));
        pieces += 1;
        await pause(3);
      }
      response.end();
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, pieces: () => pieces };
}

/** A process that hosts the one channel; leases are short. */
function spawnHost(uri: string, name: string, url: string): ChildProcess {
  const from = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);
  const script = `
    import { openDatabase } from ${from('../../subgraphs/kernel/database.js')};
    import { quietLog, testVault } from ${from('../../test/kit/database.js')};
    import { bytesOf } from ${from('../sdk/index.js')};
    import { fixturePlugin } from ${from('./testing/fixture-plugin.js')};
    import { HostUnderTest } from ${from('./testing/host-under-test.js')};
    const fixture = fixturePlugin();
    const media = async ({ mediaId }, { signal }) => {
      const answer = await fetch('${url}/' + mediaId, { signal });
      return { status: 'found', mimeType: 'image/jpeg', bytes: bytesOf(answer) };
    };
    const plugin = { ...fixture, operational: { ...fixture.operational, media } };
    const database = await openDatabase('${uri}', { name: '${name}', log: quietLog });
    const accounts = () => [{ id: 'papan', plugin, config: {} }];
    const tuning = { mediaDeadline: 5_000, mediaLease: 300, mediaRetry: 20 };
    await new HostUnderTest().start({ database, vault: testVault(), log: quietLog, accounts, tuning });`;
  return spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'ignore', 'inherit'] });
}

it('kill -9 while media are fetched: every one is there whole, and no part of a cut try is left', async () => {
  const random = seededRandom('media crash');
  const server = await startTestServer({ transactionLifetime: 5_000 });
  const database = await server.open();
  const provider = await serveMedia();
  let child: ChildProcess | undefined;
  try {
    const fixture = fixturePlugin();
    const operational = { ...fixture.operational, media: () => Promise.reject(new Error('never started')) };
    const host = await createHost({
      database,
      vault: testVault(),
      log: quietLog,
      metrics: createMetrics(),
      production: true,
      accounts: [{ id: 'papan', plugin: { ...fixture, operational }, config: {} }],
      handlers: { inbound: () => Promise.resolve(), receipt: () => Promise.resolve() },
    });
    for (let number = 0; number < media; number += 1) {
      const sha256 = createHash('sha256')
        .update(bytesOf(`${number}`))
        .digest('base64');
      const reference = { kind: 'media' as const, media: 'image' as const, mediaId: `${number}`, sha256 };
      const order = { messageId: `msg-${number}`, channelId: 'papan', reference };
      await database.transaction((unit) => host.fetchMedia(unit, order));
    }
    const { media: rows, chunks } = mediaCollections(database.connection.db!);
    const settled = async () => (await rows.countDocuments({ state: 'done' })) === media;
    for (let kill = 0; kill < 8; kill += 1) {
      child = spawnHost(server.uri, database.connection.name, provider.url);
      const goal = provider.pieces() + 1 + Math.floor(random() * 12);
      await eventually('bytes flow', async () => provider.pieces() >= goal || (await settled()), 150_000);
      const exit = once(child, 'exit');
      child.kill('SIGKILL');
      await exit;
    }
    child = spawnHost(server.uri, database.connection.name, provider.url);
    await eventually('all are there', settled, 150_000);
    await eventually('nothing else is left', async () => {
      const versions = new Set((await rows.find().toArray()).map(({ version }) => version));
      return (await chunks.find().toArray()).every(({ version }) => versions.has(version));
    });
    for (let number = 0; number < media; number += 1) {
      const parts: Buffer[] = [];
      for await (const part of (await host.openMedia(`msg-${number}`))!.read()) parts.push(part);
      expect(Buffer.concat(parts).equals(bytesOf(`${number}`))).toBe(true);
    }
  } finally {
    child?.kill('SIGKILL');
    provider.server.closeAllConnections();
    provider.server.close();
    await server.close();
  }
});
