import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { eventually } from '../../plugins/host/testing/recorder.js';
import { startGraphSimulator, type GraphSimulator } from '../../plugins/whatsapp/simulator/graph-simulator.js';
import { deliverWebhook } from '../../plugins/whatsapp/simulator/graph-simulator.js';
import { messagePart } from '../../plugins/whatsapp/simulator/payloads.js';
import { startInProcessHub, type InProcessHub } from '../kit/in-process-hub.js';

const number = { accountId: '100000000000000', phoneNumberId: '100000000000001', displayNumber: '628118165165' };
const person = { waId: '6289900000077', name: 'Warga Contoh' };
const photo = Buffer.from('foto-kartu '.repeat(30_000));
let graph: GraphSimulator;
let hub: InProcessHub;
let officer: string;

beforeAll(async () => {
  graph = await startGraphSimulator({
    number,
    appSecret: 'dev-whatsapp-secret',
    accessToken: 'dev-whatsapp-access-token',
  });
  graph.media.set('900', { mimeType: 'image/jpeg', bytes: photo });
  const environment = {
    KANAL_PLUGINS: 'whatsapp-pandawa=whatsapp',
    WHATSAPP_PANDAWA_API_BASE: graph.apiBase,
  };
  hub = await startInProcessHub({ names: ['participants', 'channels'], environment });
  officer = await hub.token({ role: 'officer' });
});
afterAll(async () => {
  await hub.close();
  await graph.close();
});

async function ask(query: string, token = officer) {
  const response = await fetch(`${hub.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query }),
  });
  return ((await response.json()) as { data: Record<string, never> }).data;
}

interface Shown {
  readonly kind: string;
  readonly media: { state: string; mimeType: string; size: number; fileName: string | null; url: string } | null;
}

async function messages(token = officer): Promise<Shown[]> {
  const fields = 'kind media { state mimeType size fileName url fault }';
  const query = `{ inbox { edges { node { messages { edges { node { ${fields} } } } } } } }`;
  const { inbox } = (await ask(query, token)) as unknown as {
    inbox: { edges: { node: { messages: { edges: { node: Shown }[] } } }[] };
  };
  return inbox.edges.flatMap(({ node }) => node.messages.edges.map((edge) => edge.node));
}

it('a photo is fetched from the provider, read by whom it was given to, and every look is in the log', async () => {
  const sha256 = createHash('sha256').update(photo).digest('base64');
  const image = { type: 'image', image: { id: '900', mime_type: 'image/jpeg', sha256, caption: 'Kartu saya' } };
  const options = { webhookUrl: `${hub.url}/webhooks/whatsapp-pandawa`, number, appSecret: 'dev-whatsapp-secret' };
  expect(await deliverWebhook(options, [messagePart(person, image)])).toEqual([200]);
  const find = async (token?: string) => (await messages(token)).find(({ kind }) => kind === 'media')?.media;
  await eventually('the photo is there', async () => (await find())?.state === 'READY', 15_000);
  const medium = (await find())!;
  expect(medium).toMatchObject({ mimeType: 'image/jpeg', size: photo.length, fault: null });

  const answer = await fetch(`${hub.url}${medium.url}`);
  expect(answer.status).toBe(200);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-type': 'image/jpeg',
    'x-content-type-options': 'nosniff',
    'content-security-policy': expect.stringContaining('sandbox'),
    'cache-control': 'private, no-store',
    'content-disposition': 'inline',
  });
  expect(Buffer.from(await answer.arrayBuffer()).equals(photo)).toBe(true);
  const viewed = await hub.database.connection.collection('event_log').countDocuments({ type: 'media.viewed.v1' });
  expect(viewed).toBe(1);
});

it('an address is worth nothing to others: changed, over, of a narrower viewer', async () => {
  const [medium] = (await messages()).flatMap(({ media }) => (media ? [media] : []));
  const path = medium!.url;
  const changed = path.slice(0, -6) + (path.endsWith('AAAAAA') ? 'BBBBBB' : 'AAAAAA');
  for (const wrong of [changed, '/media/', '/media/x', '/media/%ff', '/media/..%2f..'])
    expect((await fetch(`${hub.url}${wrong}`)).status).toBeGreaterThanOrEqual(404);
  const stranger = await hub.token({ role: 'participant', participant: 'par_demo_jalak' });
  expect(await messages(stranger)).toEqual([]);
  const elsewhere = await hub.token({ role: 'officer', channels: ['email'] });
  expect(await messages(elsewhere)).toEqual([]);
});
