import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from '@jest/globals';
import { startTestServer } from '../../test/kit/database.js';
import { seededRandom } from '../../test/kit/random.js';
import { hostCollections } from './collections.js';
import { readLedger } from './ledger.js';
import { eventually } from './testing/recorder.js';

/** Letters over HTTP; calls `served` when an answer has left. */
async function serveLetters(total: number, served: () => void): Promise<{ url: string; server: Server }> {
  const letters = createServer((request, response) => {
    const from = Number(new URL(request.url ?? '/', 'http://box').searchParams.get('after'));
    const numbers = Array.from({ length: Math.min(3, total - from) }, (_, place) => from + place + 1);
    response.end(JSON.stringify(numbers), served);
  });
  await new Promise<void>((resolve) => letters.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(letters.address() as AddressInfo).port}/`, server: letters };
}

/** A process that hosts the one channel, and polls letters at an address. */
function spawnPoller(uri: string, name: string, box: string): ChildProcess {
  const from = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);
  const script = `
    import { openDatabase } from ${from('../../subgraphs/kernel/database.js')};
    import { quietLog, testVault } from ${from('../../test/kit/database.js')};
    import { fixturePlugin } from ${from('./testing/fixture-plugin.js')};
    import { HostUnderTest } from ${from('./testing/host-under-test.js')};
    const poll = async (checkpoint, signal) => {
      const numbers = await (await fetch('${box}?after=' + (checkpoint ?? 0), { signal })).json();
      const items = numbers.map((number) => ({ kind: 'message', accountKey: 'a', externalId: 'letter-' + number, at: null,
        sender: { key: 'penulis-' + (number % 5) }, content: { kind: 'text', text: String(number) } }));
      return { items, checkpoint: String(numbers.at(-1) ?? checkpoint ?? 0) };
    };
    const plugin = fixturePlugin({ poll, capabilities: { polling: { pause: 20, deadline: 500 } } });
    const database = await openDatabase('${uri}', { name: '${name}', log: quietLog });
    const accounts = () => [{ id: 'mail', plugin, config: {} }];
    await new HostUnderTest().start({ database, vault: testVault(), log: quietLog, accounts });`;
  return spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'ignore', 'inherit'] });
}

it('kill -9 between reading and storing, and soon after: every letter is stored and worked once', async () => {
  const random = seededRandom('poll crash');
  const [total, kills] = [60, 3];
  const server = await startTestServer({ transactionLifetime: 5_000 });
  const database = await server.open();
  let onServed = () => {};
  const box = await serveLetters(total, () => onServed());
  try {
    // A transaction that a killed process left open holds its rows as long as the database lets it live.
    for (let kill = 0; kill < kills; kill += 1) {
      const answer = new Promise<void>((resolve) => (onServed = resolve));
      const child = spawnPoller(server.uri, database.connection.name, box.url);
      await answer;
      await new Promise((resolve) => setTimeout(resolve, random() * 80));
      const exit = once(child, 'exit');
      child.kill('SIGKILL');
      await exit;
    }
    const last = spawnPoller(server.uri, database.connection.name, box.url);
    // Items and checkpoint are stored together, so not even the ledger sees a letter twice.
    const collections = hostCollections(database.connection.db!);
    const counts = () => readLedger(database, collections, 'mail');
    await eventually('all are worked', async () => (await counts()).processed >= total, 120_000);
    expect(await counts()).toMatchObject({ received: total, stored: total, duplicates: 0, processed: total });
    last.kill('SIGKILL');
    await once(last, 'exit');
  } finally {
    box.server.closeAllConnections();
    box.server.close();
    await server.close();
  }
});
