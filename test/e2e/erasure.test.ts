import { createDecipheriv, hkdfSync } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startGraphSimulator, type GraphSimulator } from '../../plugins/whatsapp/simulator/graph-simulator.js';
import { textContent } from '../../plugins/whatsapp/simulator/payloads.js';
import { createEventLog } from '../../subgraphs/kernel/event-log/index.js';
import { createMetrics } from '../../subgraphs/kernel/metrics.js';
import { quietLog, testVault } from '../kit/database.js';
import { data, eventually, subscribe, updatesCursor } from '../kit/graphql-client.js';
import { startInProcessHub, type InProcessHub } from '../kit/in-process-hub.js';
import { readable, WhatsAppChat } from '../kit/whatsapp-chat.js';

const number = { accountId: '100000000000000', phoneNumberId: '100000000000001', displayNumber: '628118165165' };
const phone = '+6289900000088';
const card = '0001299900088';
const nationalId = '6171015505900088';
const name = 'Kelana Terlupakan';
const complained = 'Obat racikan Zamrud habis sejak Senin.';
const resolved = 'Stok obat Zamrud sudah ditambah.';
const person = { waId: phone.slice(1), name };
const masterKey = 'test-data-key-of-at-least-32-characters';

let graph: GraphSimulator;
let hub: InProcessHub;
let officer: string;
let participantId: string;
let ticket: string;
let chat: WhatsAppChat;
let beginning: string;

beforeAll(async () => {
  const simulated = { appSecret: 'dev-whatsapp-secret', accessToken: 'dev-whatsapp-access-token' };
  graph = await startGraphSimulator({
    number,
    ...simulated,
    statuses: ['sent'],
    get webhookUrl() {
      return `${hub.url}/webhooks/whatsapp-pandawa`;
    },
  });
  hub = await startInProcessHub({
    names: ['participants', 'channels', 'complaints', 'analytics'],
    environment: { KANAL_PLUGINS: 'whatsapp-pandawa=whatsapp', WHATSAPP_PANDAWA_API_BASE: graph.apiBase },
  });
  officer = await hub.token({ role: 'supervisor' });
  chat = new WhatsAppChat(graph, person);
  beginning = await updatesCursor(hub.url, officer);
});
afterAll(async () => {
  await hub.close();
  await graph.close();
});

const ask = (query: string, variables: object = {}, token = officer) => data(hub.url, token, query, variables);

/** What a sealed text says, whatever it belongs to: the tag is not looked at. */
function opened(text: string): string {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length < 30 || !/^[\w+/=-]+$/.test(text)) return '';
  const key = Buffer.from(hkdfSync('sha256', masterKey, 'kanal', 'seal', 32));
  return createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12)).update(bytes.subarray(28)).toString('utf8');
}

/** Every text of a row, sealed ones opened. */
function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value, opened(value)];
  if (value === null || typeof value !== 'object' || value instanceof Date) return [];
  return Object.entries(value).flatMap(([key, member]) => [key, ...textsOf(member)]);
}

/** Collections in whose rows one of the texts stands, or is sealed. */
async function whereIs(texts: readonly string[]): Promise<string[]> {
  const db = hub.database.connection.db!;
  const found: string[] = [];
  for (const { name: collection } of await db.listCollections().toArray()) {
    for await (const row of db.collection(collection).find()) {
      const all = textsOf(row).join('\n');
      found.push(...texts.filter((text) => all.includes(text)).map((text) => `${collection}: ${text}`));
    }
  }
  return [...new Set(found)].sort();
}

const vault = testVault();
/** The person in every form that leads to it. */
const traces = () => [
  ...[phone.slice(1), card, nationalId, name, 'Zamrud', 'kelana@example.org'],
  vault.lookupHash('phone', phone),
  vault.lookupHash('national-id', nationalId),
  vault.lookupHash('card-number', card),
  vault.lookupHash('contact', `whatsapp-pandawa:${phone.slice(1)}`),
  vault.lookupHash('channel-lane', `whatsapp-pandawa/${phone.slice(1)}`),
];

const eraseMutation = `mutation ($input: EraseParticipantInput!) { eraseParticipant(input: $input) { __typename
  ... on ParticipantErased { participant { id name } erasedAt repeated holds { kind reference until law } }
  ... on ErasureHeld { participant { id name consents { granted } } repeated holds { kind reference until law } } } }`;
const erase = async (token = officer, id = participantId) =>
  (await ask(eraseMutation, { input: { participantId: id } }, token)).eraseParticipant;

async function complain(text: string): Promise<string> {
  const menu = await chat.say(textContent('Halo'), /interactive/);
  const categories = await chat.choose(menu, /pengaduan/i, /interactive/);
  await chat.choose(categories, /fasilitas/i, /terjadi/i);
  let answer = readable(await chat.say(textContent(text), /K-[0-9A-Z]{4}-|kabupaten/i));
  // Of a stranger the hub does not know the region.
  if (/kabupaten/i.test(answer)) answer = readable(await chat.say(textContent('Pontianak'), /K-[0-9A-Z]{4}-/));
  return /K-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(answer)![0];
}

const complaintFields = '__typename ... on ComplaintUpdated { complaint { id status } }';
const act = (field: string, input: object, token = officer) =>
  ask(
    `mutation ($input: ${field[0]!.toUpperCase()}${field.slice(1)}Input!) { ${field}(input: $input) { ${complaintFields} } }`,
    { input },
    token,
  );

test('an open complaint is told as a hold; the rest is erased', async () => {
  const input = {
    name,
    nationalId,
    cardNumber: card,
    birthDate: '1990-05-15',
    sex: 'FEMALE',
    segment: 'PBPU',
    careClass: 3,
    region: '61.71',
    place: 'Pontianak',
    phone,
    email: 'kelana@example.org',
  };
  const { registerParticipant } = await ask(
    'mutation ($input: RegisterParticipantInput!) { registerParticipant(input: $input) { ... on ParticipantRegistered { participant { id } } } }',
    { input },
  );
  participantId = registerParticipant.participant.id;
  const paid = {
    idempotencyKey: 'bayar-88-01',
    participantId,
    amount: { minorUnits: '4200000', currency: 'IDR' },
    method: 'TELLER',
    paidAt: '2026-11-02T03:00:00Z',
  };
  await ask('mutation ($input: RecordPaymentInput!) { recordPayment(input: $input) { __typename } }', { input: paid });
  const consent = { participantId, purpose: 'OUTREACH', granted: true, source: 'whatsapp-pandawa', wording: 'w1' };
  await ask('mutation ($input: SetConsentInput!) { setConsent(input: $input) { __typename } }', { input: consent });
  await eventually(
    () => hub.database.connection.db!.collection('channel_directory').countDocuments({ _id: participantId as never }),
    (count) => count === 1,
  );
  ticket = await complain(complained);
  const before = await whereIs(traces());
  for (const text of traces()) expect(before.some((line) => line.endsWith(text))).toBe(true);

  const held = await erase();
  expect(held).toMatchObject({ __typename: 'ErasureHeld', repeated: false, participant: { name, consents: [] } });
  expect(held.holds).toEqual([
    { kind: 'OPEN_COMPLAINT', reference: ticket, until: null, law: 'UU 25/2009' },
    { kind: 'PAYMENT_HISTORY', reference: null, until: '2036-12-31T17:00:00.000Z', law: 'UU 8/1997 art. 11' },
  ]);
});

test('when the complaint is closed nothing of the person is left, and the chains still verify', async () => {
  const { complaints } = await ask('{ complaints { edges { node { id ticket } } } }');
  const nodes = (complaints.edges as { node: { id: string; ticket: string } }[]).map(({ node }) => node);
  const complaintId = nodes.find((node) => node.ticket === ticket)!.id;
  const own = await hub.token({ role: 'participant', participant: participantId });
  await act('verifyComplaint', { complaintId });
  await act('resolveComplaint', { complaintId, text: resolved });
  await chat.hear(/Belum selesai/);
  await act('confirmResolution', { complaintId, satisfaction: 4 }, own);

  await eventually(
    () => whereIs(traces()),
    (lines) => lines.length === 0,
    8_000,
  );
  const tombstone = await ask(
    'query ($id: ID!) { participant(id: $id) { id name erasedAt nationalId cardNumber contactPoints { value } stage } }',
    { id: participantId },
  );
  expect(tombstone.participant).toMatchObject({
    id: participantId,
    name: '',
    nationalId: null,
    cardNumber: null,
    contactPoints: [],
    stage: 'LEFT',
  });
  expect(Date.parse(tombstone.participant.erasedAt)).toBeGreaterThan(0);
  expect(await ask(`{ participantByCard(cardNumber: "${card}") { id } }`)).toEqual({ participantByCard: null });

  const events = createEventLog({ database: hub.database, vault, log: quietLog, metrics: createMetrics() });
  const keys = (await hub.database.connection.db!.collection('event_log').distinct('key')) as string[];
  for (const key of keys) expect({ key, ...(await events.verify(key)) }).toMatchObject({ key, verified: true });
  const redacted = await hub.database.connection
    .db!.collection('event_log')
    .countDocuments({ redacted: { $exists: true } });
  expect(redacted).toBeGreaterThan(2);
});

test('a second wish changes nothing; a replay goes through; the same phone opens a new prospect', async () => {
  const count = () => hub.database.connection.db!.collection('event_log').countDocuments();
  const before = await count();
  expect(await erase()).toMatchObject({
    __typename: 'ParticipantErased',
    repeated: true,
    holds: [{ kind: 'PAYMENT_HISTORY' }],
  });
  expect(await count()).toBe(before);

  const replay = subscribe<{
    complaintUpdates: {
      kind: string;
      complaint: { ticket: string; participant: { id: string; name: string | null } | null };
    };
  }>(
    hub.url,
    officer,
    `subscription ($after: Cursor) { complaintUpdates(after: $after) {
      ... on ComplaintChanged { kind complaint { ticket participant { id name } } } } }`,
    { after: beginning },
  );
  const fresh = await complain('Keluhan baru.');
  const updates = (await replay.until(5)).map(({ complaintUpdates }) => complaintUpdates);
  const past = updates.slice(0, 4);
  expect(past.map(({ kind }) => kind)).toEqual(['FILED', 'VERIFIED', 'RESOLVED', 'CONFIRMED']);
  for (const { complaint } of past) expect(complaint).toEqual({ ticket, participant: null });
  expect(updates[4]!.complaint).toMatchObject({
    ticket: fresh,
    participant: { id: expect.stringMatching(/^par_[0-9a-f]{24}$/) },
  });
  await replay.close();
});

test('nobody erases another without the right', async () => {
  const other = await hub.token({ role: 'participant', participant: 'par_other' });
  expect((await ask(eraseMutation, { input: { participantId } }, other)).eraseParticipant.__typename).toBe('NotFound');
  const partner = await hub.token({ role: 'partner', regions: ['61.71'] });
  await expect(erase(partner)).rejects.toThrow('FORBIDDEN');
});
