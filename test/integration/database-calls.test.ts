import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { data } from '../kit/graphql-client.js';
import { startInProcessHub, type InProcessHub } from '../kit/in-process-hub.js';

let hub: InProcessHub;
let officer: string;
const participants = ['melati', 'jalak', 'kenanga', 'cendrawasih', 'anggrek'];

beforeAll(async () => {
  hub = await startInProcessHub();
  officer = await hub.token({ role: 'officer' });
  const file = 'mutation($input: FileComplaintInput!) { fileComplaint(input: $input) { __typename } }';
  for (let index = 0; index < 40; index += 1) {
    await data(hub.url, officer, file, {
      input: {
        idempotencyKey: `calls-${index}-key`,
        channelId: 'whatsapp-pandawa',
        category: 'CLAIM',
        description: 'Contoh pengaduan.',
        region: '61.71',
        participantId: `par_demo_${participants[index % participants.length]}`,
      },
    });
  }
});
afterAll(() => hub.close());

/** Fewest calls of some tries: the hub's own look-outs (polls) may fall into one of them. */
async function callsOf(query: string, variables: object): Promise<number> {
  const counts: number[] = [];
  for (let attempt = 0; attempt < 6; attempt += 1) {
    const before = hub.databaseCalls();
    await data(hub.url, officer, query, variables);
    counts.push(hub.databaseCalls() - before);
  }
  return Math.min(...counts);
}

test('database calls of a federated list do not grow with its length', async () => {
  const query = `query($first: Int) { complaints(first: $first) { edges { node { ticket description clocks { state }
    participant { name segment } channel { name } assignee { name } } } } }`;
  const [few, many] = [await callsOf(query, { first: 2 }), await callsOf(query, { first: 40 })];
  expect(many).toBe(few);
  expect(many).toBeLessThanOrEqual(3);
});

test('journeys of a whole list are read in two calls', async () => {
  const list = (fields: string) =>
    `query($first: Int) { participants(first: $first) { edges { node { id ${fields} } } } }`;
  const journey = list('journey { register { place method channel { name } at } search { place } }');
  const [few, many] = [await callsOf(journey, { first: 1 }), await callsOf(journey, { first: 5 })];
  expect(many).toBe(few);
  expect(many - (await callsOf(list('name'), { first: 5 }))).toBe(2);
  const { participants } = await data(hub.url, officer, journey, { first: 1 });
  expect(participants.edges[0].node.journey.register).toMatchObject([{ place: 'DATA_BANK', channel: null }]);
});

test('masked or logged personal data of a whole list is written down in one call', async () => {
  const query =
    'query($first: Int) { participants(first: $first) { edges { node { nationalId cardNumber contactPoints { value } } } } }';
  const [few, many] = [await callsOf(query, { first: 1 }), await callsOf(query, { first: 5 })];
  expect(many).toBe(few);
});

test('a participant sees who looked at its NIK, and partners and other participants see nothing of it', async () => {
  await data(hub.url, officer, '{ participant(id: "par_demo_melati") { nationalId } }');
  const own = await hub.token({ role: 'participant', participant: 'par_demo_melati' });
  const { participant } = await data(
    hub.url,
    own,
    '{ participant(id: "par_demo_melati") { nationalId accessLog(first: 5) { edges { node { actor role fields } } } } }',
  );
  expect(participant.nationalId).toBe('6171014501909001');
  expect(participant.accessLog.edges[0].node).toMatchObject({ actor: 'local-officer', role: 'officer' });
  expect(participant.accessLog.edges[0].node.fields).toContain('nationalId');
  const other = await data(hub.url, own, '{ participant(id: "par_demo_jalak") { name } }');
  expect(other.participant).toBeNull();
});

test('nothing personal stands in the database in clear', async () => {
  const db = hub.database.connection.db!;
  for (const { name } of await db.listCollections().toArray()) {
    const rows = JSON.stringify(await db.collection(name).find().toArray());
    expect(rows).not.toContain('6171014501909001');
    expect(rows).not.toContain('0001900000011');
    expect(rows).not.toContain('89900000001');
    expect(rows).not.toContain('Contoh pengaduan');
  }
});
