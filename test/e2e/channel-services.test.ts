import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createWorkshop, smallPlugin, type Workshop } from '../../plugins/host/testing/plugin-folder.js';
import { data, eventually } from '../kit/graphql-client.js';
import { createHubHome, type HubHome, type HubProcess } from '../kit/hub-process.js';

/** A counter window in the browser: says, hears by a live stream, and asks the hub. */
const windowRoutes = `
    send: async (command, { mailbox }) => {
      await mailbox.append(command.recipient.key, { id: command.messageId, value: command.content });
      return { status: 'accepted', externalId: command.messageId };
    },
    routes: [
      { method: 'POST', path: 'visits/:visit', handle: async ({ parameters, body }, { receive }) => {
        let text = '';
        for await (const chunk of body) text += chunk;
        const { stored } = await receive([{
          kind: 'message', accountKey: 'loket', externalId: text, at: null,
          sender: { key: parameters.visit }, content: { kind: 'text', text },
        }]);
        return { status: stored === 1 ? 201 : 200 };
      } },
      { method: 'GET', path: 'visits/:visit', handle: async ({ parameters: { visit }, query }, { mailbox, signal }) => ({
        status: 200,
        headers: { 'content-type': 'text/event-stream' },
        body: (async function* () {
          let last = Number(query.get('after') ?? 0);
          yield ': hello\\n\\n';
          while (!signal.aborted) {
            await mailbox.changed(visit, last, signal);
            for (const { sequence, value } of await mailbox.read(visit, last)) {
              last = sequence;
              yield 'id: ' + sequence + '\\ndata: ' + JSON.stringify(value) + '\\n\\n';
            }
          }
        })(),
      }) },
      { method: 'POST', path: 'ask', handle: async ({ query, body }, { hub }) => {
        let document = '';
        for await (const chunk of body) document += chunk;
        const as = query.get('as');
        const answer = await hub.execute(document, {}, as ? { as } : {});
        return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(answer) };
      } },
    ],
`;

let workshop: Workshop;
let home: HubHome;
let hub: HubProcess;
let officer: string;

beforeAll(async () => {
  workshop = await createWorkshop();
  const folder = await workshop.write({ 'plugin.js': smallPlugin({ id: 'loket', operational: windowRoutes }) });
  home = await createHubHome();
  officer = await home.token({ role: 'officer' });
  const accounts = ['loket-satu', 'loket-dua'].map((id) => ({ id, plugin: folder.replace(/\/plugin\.js$/, '') }));
  hub = await home.start({ KANAL_PLUGINS: JSON.stringify(accounts), KANAL_LOG_LEVEL: 'trace' });
}, 60_000);

afterAll(async () => {
  await home.close();
  await workshop.close();
});

const at = (path: string) => `${hub.url}/channels/loket-satu/${path}`;
const say = async (visit: string, text: string) =>
  (await fetch(at(`visits/${visit}`), { method: 'POST', body: text })).status;

interface Asked {
  readonly data: Record<string, unknown> | null;
  readonly errors: readonly { code: string }[];
}

async function askThrough(document: string, as?: string, token?: string): Promise<Asked> {
  const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
  const response = await fetch(at(`ask${as ? `?as=${as}` : ''}`), { method: 'POST', body: document, headers });
  return (await response.json()) as Asked;
}

describe('a channel with routes in a running hub', () => {
  test('what is said by a route is a conversation, and what is answered is heard by a live stream', async () => {
    expect(await say('sari', 'Halo')).toBe(201);
    expect(await say('sari', 'Halo')).toBe(200);
    const query = '{ inbox(channel: "loket-satu", first: 1) { edges { node { id } } } }';
    const { inbox } = await eventually(
      () => data(hub.url, officer, query),
      (found) => found.inbox.edges.length === 1,
    );
    const conversationId = inbox.edges[0].node.id as string;
    const live = await fetch(at('visits/sari'));
    const reader = live.body!.getReader();
    const assign = 'mutation($input: AssignConversationInput!) { assignConversation(input: $input) { __typename } }';
    await data(hub.url, officer, assign, { input: { conversationId } });
    const send = 'mutation($input: SendMessageInput!) { sendMessage(input: $input) { __typename } }';
    await data(hub.url, officer, send, {
      input: { conversationId, text: 'Selamat datang', idempotencyKey: 'loket-1' },
    });
    let heard = '';
    while (!heard.includes('Selamat datang')) heard += Buffer.from((await reader.read()).value ?? []).toString();
    expect(heard).toMatch(/^: hello\n\nid: \d+\ndata: /);
    await reader.cancel();
    const again = await fetch(at('visits/sari?after=0'));
    const first = Buffer.from((await again.body!.getReader().read()).value!).toString();
    expect(first).toContain(': hello');
    const { channel } = await data(
      hub.url,
      officer,
      '{ channel(id: "loket-satu") { operational { ledger { received stored duplicates rejected processed } } } }',
    );
    expect(channel.operational.ledger).toEqual({ received: 2, stored: 1, duplicates: 1, rejected: 0, processed: 1 });
  });

  test('it asks the hub with the rights of who asks, or its own', async () => {
    const channels = '{ channels { id } }';
    const ids = ({ data: found }: Asked) =>
      (found as { channels: { id: string }[] } | null)?.channels.map(({ id }) => id);
    expect(ids(await askThrough(channels, undefined, officer))).toEqual(['loket-satu', 'loket-dua']);
    expect(ids(await askThrough(channels, 'channel', officer))).toEqual(['loket-satu']);
    expect(ids(await askThrough(channels))).toEqual(['loket-satu']);
    expect((await askThrough(channels, 'viewer')).errors[0]?.code).toBe('UNAUTHENTICATED');
    const inbox = '{ inbox(first: 1) { edges { node { id } } } }';
    expect((await askThrough(inbox, 'viewer', officer)).errors).toEqual([]);
    expect((await askThrough(inbox, 'channel', officer)).errors[0]?.code).toBe('FORBIDDEN');
    expect((await askThrough('{ nothing }', 'channel')).errors[0]?.code).toBe('GRAPHQL_VALIDATION_FAILED');
    expect(hub.log()).not.toContain(officer);
    expect(hub.log()).not.toContain('Bearer ');
  });

  test('SIGTERM ends its live streams cleanly and the process in time', async () => {
    const live = await fetch(at('visits/budi'));
    const heard = live.text();
    const began = Date.now();
    expect(await hub.stop()).toBe(0);
    expect(await heard).toContain(': hello');
    expect(Date.now() - began).toBeLessThan(9_000);
  }, 20_000);
});
