import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createWorkshop, smallPlugin, type Workshop } from '../../plugins/host/testing/plugin-folder.js';
import { subgraphNames } from '../../schema/index.js';
import { ask, data, eventually, subscribe, updatesCursor } from '../kit/graphql-client.js';
import { createHubHome, type HubHome } from '../kit/hub-process.js';
import { testEnvironment } from '../kit/environment.js';

const entry = new URL('../../hub/process.js', import.meta.url).pathname;

interface Part {
  readonly url: string;
  readonly process: ChildProcess;
}

let home: HubHome;
const parts = new Map<string, Part>();
let environment: Record<string, string>;

/** Starts one part and waits until it says that it is ready. */
async function start(role: string, extra: Record<string, string> = {}): Promise<Part> {
  const child = spawn(process.execPath, [entry, role], {
    env: { PATH: '/usr/bin:/bin', KANAL_DATA: home.folder, KANAL_PORT: '0', ...environment, ...extra },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const url = await new Promise<string>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`${role} ended with ${code}: ${errors}`)));
    child.stdout.on('data', (chunk: Buffer) => {
      const ready = /is ready: (\S+)/.exec(chunk.toString());
      if (ready) resolve(ready[1]!);
    });
  });
  const part = { url, process: child };
  parts.set(role, part);
  return part;
}

async function stop(role: string): Promise<void> {
  const part = parts.get(role);
  parts.delete(role);
  if (!part || part.process.exitCode !== null) return;
  const exit = once(part.process, 'exit');
  part.process.kill('SIGTERM');
  await exit;
}

/** A channel with a route that asks the hub who the viewer is. */
const askingRoute = `routes: [{ method: 'GET', path: 'who', handle: async (_, { hub }) => ({
  status: 200, body: JSON.stringify(await hub.execute('{ viewer { role } channels { id } }')),
}) }],`;

let url: string;
let outside: string;
let workshop: Workshop;
let officer: string;

async function channelsEnvironment(gatewayPort: number, webhookPort: number): Promise<Record<string, string>> {
  workshop = await createWorkshop();
  const plugin = await workshop.write({ 'loket.js': smallPlugin({ id: 'loket', operational: askingRoute }) });
  outside = `http://127.0.0.1:${webhookPort}`;
  return {
    KANAL_PLUGINS: JSON.stringify([
      { id: 'whatsapp-pandawa', plugin: 'whatsapp' },
      { id: 'loket', plugin },
    ]),
    KANAL_WEBHOOK_PORT: String(webhookPort),
    KANAL_GATEWAY_URL: `http://127.0.0.1:${gatewayPort}`,
  };
}

beforeAll(async () => {
  home = await createHubHome();
  environment = { KANAL_DATABASE: `test_${home.folder.slice(-6)}` };
  const uri = testEnvironment.mongoUri ?? (await start('store')).url;
  environment = { ...environment, MONGODB_URI: uri };
  const urls: string[] = [];
  const reserved = 20_000 + Math.floor(Math.random() * 10_000);
  const channels = await channelsEnvironment(reserved + 1, reserved + 2);
  for (const name of subgraphNames.filter((each) => each !== 'campaigns'))
    urls.push(`${name}=${(await start(name, name === 'channels' ? channels : {})).url}`);
  // Campaigns has an address, but nobody listens there yet.
  urls.push(`campaigns=http://127.0.0.1:${reserved}/graphql`);
  environment = { ...environment, RESERVED: String(reserved) };
  const gateway = await start('gateway', { KANAL_SUBGRAPHS: urls.join(','), KANAL_PORT: String(reserved + 1) });
  url = gateway.url.replace(/\/graphql$/, '');
  officer = await home.token({ role: 'supervisor' });
}, 90_000);

afterAll(async () => {
  for (const role of ['gateway', ...subgraphNames, 'store']) await stop(role);
  await home.close();
  await workshop.close();
});

const list = '{ complaints { edges { node { ticket participant { name } channel { name } } } } }';

test('separate processes answer as one, and live updates cross them', async () => {
  const updates = subscribe<{ complaintUpdates: { kind: string; complaint: { participant: { name: string } } } }>(
    url,
    officer,
    'subscription($after: Cursor) { complaintUpdates(after: $after) { ... on ComplaintChanged { kind complaint { participant { name } } } } }',
    { after: await updatesCursor(url, officer) },
  );
  await data(url, officer, 'mutation($input: FileComplaintInput!) { fileComplaint(input: $input) { __typename } }', {
    input: {
      idempotencyKey: 'across-processes',
      channelId: 'whatsapp-pandawa',
      category: 'CLAIM',
      description: 'Contoh.',
      region: '61.71',
      participantId: 'par_demo_melati',
    },
  });
  const [update] = await updates.until(1);
  expect(update!.complaintUpdates).toEqual({ kind: 'FILED', complaint: { participant: { name: 'Melati Contoh' } } });
  const { complaints } = await data(url, officer, list);
  expect(complaints.edges[0].node).toMatchObject({
    participant: { name: 'Melati Contoh' },
    channel: { name: 'WhatsApp PANDAWA' },
  });
  await updates.close();
});

test('the channels process serves routes, and their plugins ask the gateway', async () => {
  const who = async (headers: Record<string, string>) =>
    (await (await fetch(`${outside}/channels/loket/who`, { headers })).json()) as unknown;
  expect(await who({ authorization: `Bearer ${officer}` })).toMatchObject({ data: { viewer: { role: 'supervisor' } } });
  expect(await who({})).toMatchObject({ data: { viewer: { role: 'channel' }, channels: [{ id: 'loket' }] } });
  expect((await fetch(`${outside}/else`)).status).toBe(404);
});

test('a missing subgraph costs its own fields only, and is picked up when it comes', async () => {
  const query = '{ viewer { role } campaigns { totalCount } }';
  const without = await ask(url, officer, query);
  expect(without.errors?.[0]?.extensions.code).toBe('SUBGRAPH_UNAVAILABLE');
  await start('campaigns', { KANAL_PORT: environment['RESERVED']! });
  const answer = await eventually(
    () => ask(url, officer, query),
    (each) => !each.errors,
    20_000,
  );
  expect(answer.data.campaigns.totalCount).toBe(2);
});

test('a subgraph that dies and comes back needs no restart of the gateway', async () => {
  const { port } = new URL(parts.get('participants')!.url);
  parts.get('participants')!.process.kill('SIGKILL');
  await once(parts.get('participants')!.process, 'exit');
  const down = await ask(url, officer, list);
  expect(down.errors?.[0]?.extensions.code).toBe('SUBGRAPH_UNAVAILABLE');
  expect(down.data.complaints.edges[0].node).toMatchObject({
    participant: null,
    channel: { name: 'WhatsApp PANDAWA' },
  });
  await start('participants', { KANAL_PORT: port });
  await eventually(
    () => ask(url, officer, list),
    (each) => !each.errors,
    20_000,
  );
});

test('a subgraph answers nobody without the assertion of the gateway', async () => {
  const response = await fetch(parts.get('complaints')!.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ _service { sdl } }' }),
  });
  expect(response.status).toBe(401);
});
