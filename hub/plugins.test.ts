import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createWorkshop, smallPlugin, type Workshop } from '../plugins/host/testing/plugin-folder.js';
import { sdkVersion, signHmacSha256 } from '../plugins/sdk/index.js';
import { data, eventually } from '../test/kit/graphql-client.js';
import { createHubHome, startFailing, type HubHome, type HubProcess } from '../test/kit/hub-process.js';
import { hubConfiguration } from './configuration.js';
import { configuredAccounts, openAccounts } from './plugins.js';
import { quietLog } from '../test/kit/database.js';

/** What the plugin's provider was told. */
const desk: { to: string; text: string }[] = [];
let server: Server;
let workshop: Workshop;
let home: HubHome;
let hub: HubProcess;
let officer: string;
let configuration: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      desk.push(JSON.parse(body) as { to: string; text: string });
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const deskUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  workshop = await createWorkshop();
  const accounts = [
    { id: 'whatsapp-pandawa', plugin: 'whatsapp' },
    { id: 'papan-utama', name: 'Papan Utama', plugin: './papan', settings: { deskUrl } },
    { id: 'papan-kedua', plugin: './papan', settings: { deskUrl } },
    { id: 'papan-utama', plugin: './papan' },
    { id: 'rusak', plugin: './rusak' },
    { id: 'nanti', plugin: './nanti' },
  ];
  configuration = await workshop.write({
    'kanal.config.json': JSON.stringify({ accounts }),
    'papan/plugin.js': smallPlugin(),
    'rusak/plugin.js': "throw new Error('broken on purpose');",
    'nanti/plugin.js': smallPlugin({ id: 'nanti', sdk: '^2.0.0' }),
  });
  home = await createHubHome();
  hub = await home.start({ KANAL_CONFIG: configuration, PAPAN_KEDUA_SECRET: 'second-secret' });
  officer = await home.token({ role: 'officer' });
}, 60_000);

afterAll(async () => {
  await hub.stop();
  await home.close();
  await workshop.close();
  server.close();
});

async function post(channel: string, secret: string, text: string): Promise<number> {
  const body = JSON.stringify([{ id: `id-${text}`, from: 'tamu-1', text }]);
  const headers = { 'x-signature': signHmacSha256(secret, body, 'sha256=') };
  const { status } = await fetch(`${hub.url}/webhooks/${channel}`, { method: 'POST', body, headers });
  return status;
}
const received = async (channel: string) =>
  (await data(hub.url, officer, `{ channel(id: "${channel}") { operational { ledger { processed } } } }`)).channel
    .operational.ledger.processed as number;

describe('a channel is a folder and an entry of the configuration', () => {
  test('its webhooks are taken, and what an officer answers goes out by it', async () => {
    expect(await post('papan-utama', 'dev-secret', 'Selamat pagi')).toBe(200);
    const query = '{ inbox(channel: "papan-utama", first: 1) { edges { node { id } } } }';
    const { inbox } = await eventually(
      () => data(hub.url, officer, query),
      (found) => found.inbox.edges.length === 1,
    );
    const conversationId = inbox.edges[0].node.id as string;
    const assign = 'mutation($input: AssignConversationInput!) { assignConversation(input: $input) { __typename } }';
    await data(hub.url, officer, assign, { input: { conversationId } });
    const send = 'mutation($input: SendMessageInput!) { sendMessage(input: $input) { __typename } }';
    await data(hub.url, officer, send, {
      input: { conversationId, text: 'Pagi, ada yang bisa dibantu?', idempotencyKey: 'papan-1' },
    });
    await eventually(
      () => Promise.resolve(desk),
      (said) => said.some(({ to, text }) => to === 'tamu-1' && text.startsWith('Pagi')),
    );
  });

  test('two accounts of one plugin are two channels with settings of their own', async () => {
    const { channels } = await data(hub.url, officer, '{ channels { id name plugin { id } } }');
    expect(channels).toEqual([
      { id: 'whatsapp-pandawa', name: 'WhatsApp PANDAWA', plugin: { id: 'whatsapp' } },
      { id: 'papan-utama', name: 'Papan Utama', plugin: { id: 'papan' } },
      { id: 'papan-kedua', name: 'Papan Tulis', plugin: { id: 'papan' } },
    ]);
    expect(await post('papan-kedua', 'dev-secret', 'salah kunci')).toBe(401);
    const before = await received('papan-utama');
    expect(await post('papan-kedua', 'second-secret', 'Selamat siang')).toBe(200);
    await eventually(
      () => received('papan-kedua'),
      (count) => count === 1,
    );
    expect(await received('papan-utama')).toBe(before);
  });

  test('what may not run is in the log with the exact reason, and the hub goes on', () => {
    const log = hub.log();
    expect(log).toContain('there is another account \\"papan-utama\\"');
    expect(log).toContain('throws at import: Error: broken on purpose');
    expect(log).toContain(`SDK range: the plugin needs ^2.0.0, and this is the older ${sdkVersion}`);
    expect(log).not.toContain('second-secret');
  });
});

describe('the file of accounts is changed while the hub runs', () => {
  const written = async () => JSON.parse(await readFile(configuration, 'utf8')) as { accounts: object[] };
  const ids = async () =>
    (await data(hub.url, officer, '{ channels { id } }')).channels.map(({ id }: { id: string }) => id) as string[];

  test('a new account joins through the gateway that runs; its webhooks are taken', async () => {
    await workshop.write({ 'tambahan/plugin.js': smallPlugin({ id: 'tambahan' }) });
    const { accounts } = await written();
    const added = [...accounts, { id: 'tambahan', plugin: './tambahan' }, { id: 'hilang', plugin: './hilang' }];
    await workshop.write({ 'kanal.config.json': JSON.stringify({ accounts: added }) });
    await eventually(ids, (found) => found.includes('tambahan'));
    expect(await post('tambahan', 'dev-secret', 'Selamat sore')).toBe(200);
    await eventually(
      () => received('tambahan'),
      (count) => count === 1,
    );
    expect(hub.log()).toMatch(/"channel":"hilang","reasons":\["there is no plugin at/);
  });

  test('a broken file, and an account taken out, change nothing and are told', async () => {
    const before = await ids();
    const { accounts } = await written();
    await workshop.write({ 'kanal.config.json': '{"accounts": [' });
    await eventually(
      () => Promise.resolve(hub.log()),
      (log) => log.includes('the file of accounts cannot be used'),
    );
    await workshop.write({ 'kanal.config.json': JSON.stringify({ accounts: accounts.slice(1) }) });
    await eventually(
      () => Promise.resolve(hub.log()),
      (log) => log.includes('accounts were changed or removed'),
    );
    expect(await ids()).toEqual(before);
  });
});

describe('the configuration', () => {
  const open = (environment: Record<string, string>) => openAccounts(hubConfiguration(environment), quietLog);

  test('without any, the folders that declare an account are opened', async () => {
    const { opened } = await open({ KANAL_CONFIG: '', NODE_ENV: 'development' });
    expect(opened.map(({ account }) => account.id)).toContain('whatsapp-pandawa');
  });

  test('KANAL_PLUGINS names accounts in short, besides those of a file', async () => {
    const file = await workshop.write({ 'one.json': '{"accounts":[{"id":"satu","plugin":"whatsapp"}]}' });
    const names = async (KANAL_PLUGINS: string) =>
      (await configuredAccounts(hubConfiguration({ KANAL_CONFIG: file, KANAL_PLUGINS })))?.map(
        ({ id, plugin }) => `${id}=${plugin}`,
      );
    expect(await names('dua=./papan, tiga=@team/tiga')).toEqual(['satu=whatsapp', 'dua=./papan', 'tiga=@team/tiga']);
    expect(await names('[{"id":"dua","plugin":"./papan"}]')).toEqual(['satu=whatsapp', 'dua=./papan']);
  });

  test('a secret in the file, an unknown setting and a missing one are faults that say what to do', async () => {
    const file = await workshop.write({
      'faults.json': JSON.stringify({
        accounts: [{ id: 'papan-x', plugin: './papan', settings: { secret: 'open-secret', colour: 'red' } }],
      }),
    });
    const keys = { KANAL_DATA_KEY: 'k'.repeat(32), KANAL_INTERNAL_SECRET: 'k'.repeat(32) };
    const identity = { KANAL_JWKS_URL: 'https://id.example/keys', KANAL_JWT_ISSUER: 'i', KANAL_JWT_AUDIENCE: 'a' };
    const { faults } = await open({ KANAL_CONFIG: file, NODE_ENV: 'production', ...keys, ...identity });
    expect(faults).toEqual([
      'papan-x: settings.secret is a secret; set PAPAN_X_SECRET instead of writing it into a file',
      'papan-x: settings.colour is not a setting of papan; it has secret, deskUrl',
      'PAPAN_X_DESK_URL: is not set (Where answers go.)',
    ]);
    // Production opens no account that nobody named and nobody set.
    const none = await open({ KANAL_CONFIG: '', NODE_ENV: 'production', ...keys, ...identity });
    expect(none).toMatchObject({ opened: [], faults: [] });
  });

  test('a file that cannot be read stops the start with one clear line', async () => {
    const file = await workshop.write({ 'odd.json': '{"accounts":[{"id":"Salah Nama"}],"extra":1}' });
    const faulty = await startFailing({ KANAL_CONFIG: file, KANAL_DATA: join(workshop.folder, 'data') });
    expect(faulty.code).toBe(1);
    expect(faulty.errors).toMatch(/accounts\.0\.id: expected kebab case[\s\S]*accounts\.0\.plugin/);
    const missing = { KANAL_CONFIG: join(workshop.folder, 'none.json'), KANAL_DATA: join(workshop.folder, 'data') };
    expect((await startFailing(missing)).errors).toMatch(/KANAL_CONFIG: .*none\.json cannot be read \(ENOENT\)/);
    expect(() => hubConfiguration({ KANAL_PLUGINS: 'satu' })).toThrow(/KANAL_PLUGINS: 0\.plugin: expected a folder/);
  });
});
