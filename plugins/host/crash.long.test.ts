import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { MongoClient, type Db } from 'mongodb';
import { expect, it } from '@jest/globals';
import { startStore } from '../../store/index.js';
import { testEnvironment } from '../../test/kit/environment.js';
import { createHubHome, type HubHome, type HubProcess } from '../../test/kit/hub-process.js';
import { seededRandom } from '../../test/kit/random.js';
import { shuffled } from '../sdk/testing/index.js';
import { startGraphSimulator } from '../whatsapp/simulator/graph-simulator.js';
import { messagePart, textContent, type WebhookPart } from '../whatsapp/simulator/payloads.js';

const people = 80;
const kills = 4;

/** Five deliveries of each webhook in random order; the last ones are repeated until they are acknowledged. */
async function deliverAll(
  parts: WebhookPart[],
  deliver: (part: WebhookPart) => Promise<number[]>,
  random: () => number,
): Promise<void> {
  for (const part of shuffled([...parts, ...parts, ...parts, ...parts], random)) {
    await deliver(part).catch(() => undefined);
    await pause(5);
  }
  for (const part of parts) {
    while ((await deliver(part).catch(() => [0]))[0] !== 200) await pause(50);
  }
}

async function inspect<T>(home: HubHome, look: (db: Db) => Promise<T>): Promise<T> {
  const name = `test_${home.folder.slice(-6)}`;
  const store = testEnvironment.mongoUri ? undefined : await startStore({ directory: join(home.folder, 'store') });
  const client = await MongoClient.connect(testEnvironment.mongoUri ?? store!.uri);
  try {
    return await look(client.db(name));
  } finally {
    await client.close();
    await store?.close();
  }
}

it('kill -9 under redelivery: every message is worked once, no message of the hub goes out twice', async () => {
  const random = seededRandom('host crash');
  const port = 20_000 + Math.floor(random() * 20_000);
  const home = await createHubHome();
  const graph = await startGraphSimulator({
    number: { accountId: 'waba', phoneNumberId: '100000000000001', displayNumber: '628118165165' },
    appSecret: 'dev-whatsapp-secret',
    accessToken: 'dev-whatsapp-access-token',
    webhookUrl: `http://127.0.0.1:${port}/webhooks/whatsapp-pandawa`,
    statuses: ['sent', 'delivered', 'read'],
  });
  const environment = { KANAL_PORT: String(port), WHATSAPP_PANDAWA_API_BASE: graph.apiBase };
  let hub: HubProcess = await home.start(environment);
  try {
    const parts = Array.from({ length: people }, (_, i) =>
      messagePart({ waId: `62899001${String(i).padStart(5, '0')}`, name: 'Rekaan' }, textContent('Halo')),
    );
    let done = false;
    const work = deliverAll(parts, (part) => graph.deliver([part]), random).then(() => (done = true));
    for (let kill = 0; kill < kills || !done; kill += 1) {
      await pause(300 + random() * 1_500);
      if (kill < kills) await hub.kill();
      if (kill < kills) hub = await home.start(environment);
    }
    await work;
    // Sends that were interrupted are known to be unknown when their lease has ended.
    await pause(45_000);
    await hub.stop();

    const references = graph.sent.map(({ reference }) => reference);
    expect(new Set(references).size).toBe(references.length);
    await inspect(home, async (db) => {
      expect(await db.collection('channel_inbox').countDocuments({ kind: 'message' })).toBe(people);
      expect(await db.collection('channel_inbox').countDocuments({ state: { $ne: 'done' } })).toBe(0);
      expect(await db.collection('messages').countDocuments({ direction: 'INBOUND' })).toBe(people);
      const sent = await db.collection('channel_outbox').find().toArray();
      expect(new Set(sent.map((row) => row.lane)).size).toBe(people);
      // Nothing waits for ever; what was under way at a kill, at most 16 sends each, is known to be unknown.
      expect(
        sent.filter((row) => row.state !== 'done' || !['SENT', 'DELIVERED', 'READ', 'UNKNOWN'].includes(row.status)),
      ).toEqual([]);
      expect(sent.filter((row) => row.status === 'UNKNOWN').length).toBeLessThanOrEqual(kills * 16);
      const [sum] = await db
        .collection('channel_ledger')
        .aggregate([
          {
            $group: {
              _id: null,
              received: { $sum: '$received' },
              stored: { $sum: '$stored' },
              rejected: { $sum: '$rejected' },
              duplicates: { $sum: '$duplicates' },
              processed: { $sum: '$processed' },
            },
          },
        ])
        .toArray();
      expect(sum!.received).toBe(sum!.stored + sum!.rejected + sum!.duplicates);
      expect(sum!.processed).toBe(sum!.stored);
    });
  } finally {
    await hub.kill();
    await graph.close();
    await home.close();
  }
});
