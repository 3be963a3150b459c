import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { Database } from '../../subgraphs/kernel/database.js';
import { quietLog, startTestServer, testVault, type TestServer } from '../../test/kit/database.js';
import type { OutboundAuthor, SendCommand } from '../sdk/index.js';
import { fixturePlugin } from './testing/fixture-plugin.js';
import { HostUnderTest } from './testing/host-under-test.js';
import { eventually } from './testing/recorder.js';

const hour = 3_600_000;
let server: TestServer;
let database: Database;
let under: HostUnderTest;
let ahead = 0;
const sent: SendCommand[] = [];

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());
beforeEach(async () => {
  sent.length = 0;
  ahead = 0;
  database = await server.open();
  under = new HostUnderTest();
  await under.listen();
  const send = (command: SendCommand) => {
    sent.push(command);
    return Promise.resolve({ status: 'accepted' as const, externalId: command.messageId });
  };
  const capabilities = { replyWindow: 24 * hour, officerReplyWindow: 168 * hour };
  const plugin = fixturePlugin({ send, capabilities });
  const now = () => Date.now() + ahead;
  await under.start({
    database,
    vault: testVault(),
    log: quietLog,
    accounts: () => [{ id: 'c', plugin, config: {} }],
    now,
  });
});
afterEach(() => under.close());

async function say(messageId: string, author?: OutboundAuthor): Promise<string> {
  const content = { kind: 'text', text: 'Halo' } as const;
  const message = {
    channelId: 'c',
    conversationId: 'x',
    messageId,
    recipient: { key: 'p' },
    content,
    priority: 'reply' as const,
  };
  await database.transaction((unit) => under.host.enqueue(unit, { ...message, ...(author && { author }) }));
  const status = () => under.recorder.statusesOf(messageId).at(-1);
  await eventually(`${messageId} is settled`, () => status() === 'SENT' || status() === 'FAILED');
  return status()!;
}

it('an officer may answer longer than the hub, and the plugin is told who writes and when the person last did', async () => {
  const body = JSON.stringify([
    {
      kind: 'message',
      accountKey: 'a',
      externalId: '1',
      sender: { key: 'p' },
      content: { kind: 'text', text: 'Halo' },
    },
  ]);
  const response = await fetch(under.webhookUrl('c'), { method: 'POST', body, headers: { 'x-test': 'genuine' } });
  expect(response.status).toBe(200);
  const outcomes: string[] = [await say('menu-at-once', 'AUTOMATIC'), await say('unknown-at-once')];
  ahead = 25 * hour;
  outcomes.push(await say('menu-late', 'AUTOMATIC'), await say('unknown-late'), await say('officer-late', 'OFFICER'));
  ahead = 169 * hour;
  outcomes.push(await say('officer-too-late', 'OFFICER'));
  expect(outcomes).toEqual(['SENT', 'SENT', 'FAILED', 'FAILED', 'SENT', 'FAILED']);
  expect(sent.map(({ messageId, author }) => [messageId, author])).toEqual([
    ['menu-at-once', 'AUTOMATIC'],
    ['unknown-at-once', undefined],
    ['officer-late', 'OFFICER'],
  ]);
  expect(sent.every(({ lastInboundAt }) => lastInboundAt instanceof Date)).toBe(true);
});
