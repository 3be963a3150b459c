import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Database } from '../../subgraphs/kernel/database.js';
import { quietLog, startTestServer, testVault, type TestServer } from '../../test/kit/database.js';
import type { InboundItem, PollResult } from '../sdk/index.js';
import { fixturePlugin } from './testing/fixture-plugin.js';
import { HostUnderTest } from './testing/host-under-test.js';
import { eventually } from './testing/recorder.js';

const polling = { pause: 20, deadline: 300 };

/** A mailbox with numbered letters; the checkpoint is the number of the last one read. */
class Mailbox {
  letters = 0;
  asked: (string | null)[] = [];
  broken = false;
  hangs = false;
  portion = 2;

  readonly poll = async (checkpoint: string | null, signal: AbortSignal): Promise<PollResult> => {
    this.asked.push(checkpoint);
    if (this.broken) throw new Error('the mailbox is closed');
    if (this.hangs)
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('ended'))));
    const from = Number(checkpoint ?? 0);
    const to = Math.min(this.letters, from + this.portion);
    const items = Array.from({ length: to - from }, (_, place) => letter(from + place + 1));
    return Promise.resolve({ items, checkpoint: String(to) });
  };
}

const letter = (number: number): InboundItem => ({
  kind: 'message',
  accountKey: 'a',
  externalId: `letter-${number}`,
  at: new Date(Date.UTC(2026, 10, 20, 8, 0, number)),
  sender: { key: 'penulis' },
  content: { kind: 'text', text: String(number) },
});

let server: TestServer;
let database: Database;
let mailbox: Mailbox;
const hosts: HostUnderTest[] = [];

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());
beforeEach(async () => {
  database = await server.open();
  mailbox = new Mailbox();
});
afterEach(async () => {
  for (const host of hosts.splice(0)) await host.close();
});

async function start(box: Mailbox = mailbox, on: Database = database): Promise<HostUnderTest> {
  const under = new HostUnderTest();
  await under.listen();
  hosts.push(under);
  const plugin = fixturePlugin({ poll: box.poll, capabilities: { polling } });
  const accounts = () => [{ id: 'mail', plugin, config: {} }];
  await under.start({ database: on, vault: testVault(), log: quietLog, accounts });
  return under;
}
const checkpoint = async () =>
  (
    await database.connection
      .db!.collection<{ _id: string; checkpoint: string }>('channel_polls')
      .findOne({ _id: 'mail' })
  )?.checkpoint;

describe('a channel that must be asked', () => {
  it('is asked from its checkpoint on, portion by portion, and what comes later is found', async () => {
    mailbox.letters = 5;
    const { recorder, host } = await start();
    await eventually('five letters', () => recorder.inbounds.length === 5);
    expect(recorder.texts).toEqual(['1', '2', '3', '4', '5']);
    mailbox.letters = 6;
    await eventually('the sixth', () => recorder.inbounds.length === 6);
    expect(mailbox.asked.slice(0, 4)).toEqual([null, '2', '4', '5']);
    expect(await host.ledger('mail')).toMatchObject({ received: 6, stored: 6, duplicates: 0, processed: 6 });
    expect(host.health('mail').lastInboundAt).toBeInstanceOf(Date);
  });

  it('goes on after a restart where it was, and takes nothing twice that is found again', async () => {
    mailbox.letters = 3;
    const under = await start();
    await eventually('three letters', () => under.recorder.inbounds.length === 3);
    await under.restart();
    mailbox.asked = [];
    await eventually('it is asked', () => mailbox.asked.length > 0);
    expect(mailbox.asked[0]).toBe('3');
    await under.host.stop();
    await database.connection.db!.collection('channel_polls').updateMany({}, { $set: { checkpoint: null } });
    await under.start();
    await eventually('the checkpoint', async () => (await checkpoint()) === '3');
    expect(await under.host.ledger('mail')).toMatchObject({ received: 6, stored: 3, duplicates: 3, processed: 3 });
    expect(under.recorder.inbounds).toHaveLength(3);
  });

  it('is degraded while it cannot be asked, asked ever more rarely, and well again afterwards', async () => {
    mailbox.broken = true;
    const { host, recorder } = await start();
    await eventually('it is degraded', () => host.health('mail').state === 'DEGRADED');
    expect(host.health('mail').message).toBe('The provider could not be asked for news.');
    await eventually('three tries', () => mailbox.asked.length >= 3);
    // The circuit is open for 200 ms after three failures.
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(mailbox.asked).toHaveLength(3);
    mailbox.broken = false;
    mailbox.letters = 1;
    await eventually('the letter', () => recorder.inbounds.length === 1);
    expect(host.health('mail').state).toBe('OK');
  });

  it('that hangs is cut at its deadline, and stopping does not wait for it', async () => {
    mailbox.hangs = true;
    const { host } = await start();
    await eventually('it is degraded', () => host.health('mail').state === 'DEGRADED');
    const before = mailbox.asked.length;
    await eventually('it is asked again', () => mailbox.asked.length > before);
    await host.stop();
  });

  it('is asked by one process at a time; the next takes over when that one ends', async () => {
    const other = new Mailbox();
    const first = await start();
    await eventually('the first asks', () => mailbox.asked.length > 2);
    const second = await start(other);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(other.asked).toEqual([]);
    mailbox.letters = 2;
    await eventually('the letters', async () => (await checkpoint()) === '2');
    await first.host.stop();
    other.letters = 3;
    await eventually('the second asks', () => other.asked.length > 0);
    expect(other.asked[0]).toBe('2');
    await eventually('all', async () => (await second.host.ledger('mail')).processed === 3);
  });

  it('a crash between reading and the commit leaves letters and checkpoint as they were', async () => {
    mailbox.letters = 3;
    let cuts = 2;
    const fragile: Database = {
      ...database,
      transaction: (work) =>
        database.transaction(async (unit) => {
          const result = await work(unit);
          if (cuts > 0) throw new Error(`power cut ${(cuts -= 1)}`);
          return result;
        }),
    };
    const { host, recorder } = await start(mailbox, fragile);
    await eventually('three letters', () => recorder.inbounds.length === 3);
    expect(mailbox.asked.slice(0, 4)).toEqual([null, null, null, '2']);
    expect(await host.ledger('mail')).toMatchObject({ received: 3, stored: 3, duplicates: 0, processed: 3 });
  });

  it('stores nothing when it lost its lease meanwhile: the checkpoint never goes back', async () => {
    mailbox.letters = 2;
    const polls = database.connection.db!.collection<{ _id: string }>('channel_polls');
    const original = mailbox.poll;
    let stolen = false;
    const box = Object.assign(mailbox, {
      poll: async (at: string | null, signal: AbortSignal) => {
        const found = await original(at, signal);
        const leaseUntil = new Date(Date.now() + 60_000);
        if (!stolen)
          await polls.updateOne({ _id: 'mail' }, { $set: { owner: 'another', leaseUntil, checkpoint: '9' } });
        stolen = true;
        return found;
      },
    });
    const { host } = await start(box);
    await eventually('it notices', () => host.health('mail').state === 'DEGRADED');
    expect(await checkpoint()).toBe('9');
    expect(await host.ledger('mail')).toMatchObject({ received: 0, stored: 0 });
    expect(await database.connection.db!.collection('channel_inbox').countDocuments()).toBe(0);
  });

  it('refuses what is no result, and says so', async () => {
    const box = Object.assign(new Mailbox(), {
      poll: () => Promise.resolve({ items: 'none', checkpoint: 7 } as unknown as PollResult),
    });
    const { host } = await start(box);
    await eventually('it is degraded', () => host.health('mail').state === 'DEGRADED');
  });
});
