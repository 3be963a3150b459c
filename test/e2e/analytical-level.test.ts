import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startGraphSimulator, type GraphSimulator } from '../../plugins/whatsapp/simulator/graph-simulator.js';
import { textContent, type SimulatedPerson } from '../../plugins/whatsapp/simulator/payloads.js';
import { data, eventually } from '../kit/graphql-client.js';
import { createHubHome, type HubHome, type HubProcess } from '../kit/hub-process.js';
import { WhatsAppChat } from '../kit/whatsapp-chat.js';

const number = { accountId: 'waba-test', phoneNumberId: '100000000000001', displayNumber: '628118165165' };
const person: SimulatedPerson = { waId: '6289900007777', name: 'Seruni Fiktif' };
const advertisement = {
  source_id: '120200000000001',
  source_type: 'ad',
  source_url: 'https://fb.example/ad',
  headline: 'Contoh',
};

let home: HubHome;
let hub: HubProcess;
let graph: GraphSimulator;

beforeAll(async () => {
  home = await createHubHome();
  const port = 20_000 + Math.floor(Math.random() * 20_000);
  graph = await startGraphSimulator({
    number,
    appSecret: 'dev-whatsapp-secret',
    accessToken: 'dev-whatsapp-access-token',
    webhookUrl: `http://127.0.0.1:${port}/webhooks/whatsapp-pandawa`,
    statuses: ['sent', 'delivered', 'read'],
  });
  hub = await home.start({ KANAL_PORT: String(port), WHATSAPP_PANDAWA_API_BASE: graph.apiBase });
});
afterAll(async () => {
  await hub.stop();
  await graph.close();
  await home.close();
});

const journeyQuery = `query($id: ID!) { participant(id: $id) { journey {
  search { method place channel { name } } learn { method place } register { place } } } }`;

test('who comes by an advertisement has searched, there and by that; the funnel counts it and the channel tells its mapping', async () => {
  const officer = await home.token({ role: 'officer' });
  const supervisor = await home.token({ role: 'supervisor' });
  const from = new Date(Date.now() - 3_600_000).toISOString();
  await new WhatsAppChat(graph, person).say(
    { ...textContent('Halo'), referral: advertisement },
    /Selamat datang|layanan/,
  );
  const inbox = await data(hub.url, officer, '{ inbox(first: 1) { edges { node { participant { id } } } } }');
  const { id } = inbox.inbox.edges[0].node.participant;
  const { participant } = await eventually(
    () => data(hub.url, officer, journeyQuery, { id }),
    (seen) => seen.participant?.journey.search.length > 0,
  );
  expect(participant.journey).toEqual({
    search: [{ method: 'ADVERTISEMENT', place: 'WHATSAPP', channel: { name: expect.any(String) } }],
    learn: [],
    register: [],
  });
  const to = new Date(Date.now() + 3_600_000).toISOString();
  const funnel =
    'query($from: DateTime!, $to: DateTime!) { journeyFunnel(from: $from, to: $to, by: CHANNEL) { groups { key searched searchDropOff } } }';
  const { journeyFunnel } = await data(hub.url, supervisor, funnel, { from, to });
  expect(journeyFunnel.groups).toContainEqual({ key: 'whatsapp-pandawa', searched: 1, searchDropOff: 1 });
  const mapping =
    '{ channel(id: "whatsapp-pandawa") { analytical { mapsTouchpoints mapping { event referred stage place } volumes { received } } } }';
  const { channel } = await data(hub.url, officer, mapping);
  expect(channel.analytical).toMatchObject({ mapsTouchpoints: true, volumes: { received: expect.any(Number) } });
  expect(channel.analytical.mapping).toContainEqual({
    event: 'CONVERSATION_OPENED',
    referred: true,
    stage: 'SEARCH',
    place: 'WHATSAPP',
  });
});
