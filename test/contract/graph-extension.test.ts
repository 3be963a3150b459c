import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createWorkshop, smallPlugin, type Workshop } from '../../plugins/host/testing/plugin-folder.js';
import { signHmacSha256 } from '../../plugins/sdk/index.js';
import { ask, data, eventually, subscribe } from '../kit/graphql-client.js';
import { startInProcessHub, type InProcessHub } from '../kit/in-process-hub.js';
import { railwayResolvers, railwaySdl, withGraph } from './railway-plugin.js';

let workshop: Workshop;
let hub: InProcessHub;
let officer: string;
let admin: string;
let configuration: string;
const accounts = [
  { id: 'whatsapp-pandawa', plugin: 'whatsapp' },
  { id: 'kereta-satu', plugin: './kereta' },
  { id: 'kereta-dua', plugin: './kereta' },
  { id: 'papan-lama', plugin: './papan' },
  { id: 'salah', plugin: './salah' },
  { id: 'salah-juga', plugin: './salah' },
  { id: 'asing', plugin: './asing' },
  { id: 'sumbang', plugin: './sumbang' },
];

beforeAll(async () => {
  workshop = await createWorkshop();
  configuration = await workshop.write({
    'kanal.config.json': JSON.stringify({ accounts }),
    'kereta/plugin.js': withGraph('kereta-api', railwaySdl, railwayResolvers),
    'papan/plugin.js': smallPlugin(),
    'asing/plugin.js': withGraph(
      'asing',
      'extend type Channel { "A." a: AsingTipe }',
      '{ Channel: { a: () => null } }',
    ),
    'sumbang/plugin.js': withGraph('complaint', '"Of its own." type ComplaintFiled { "A." state: Int }', '{}'),
    'salah/plugin.js': withGraph('salah', 'extend type Query { salahSatu: Int salahDua: Strin }', '{ Query: {} }'),
  });
  hub = await startInProcessHub({ environment: { KANAL_CONFIG: configuration } });
  officer = await hub.token({ role: 'officer' });
  admin = await hub.token({ role: 'admin' });
}, 60_000);

afterAll(async () => {
  await hub.close();
  await workshop.close();
});

const answer = (query: string, token = officer) => ask(hub.url, token, query);
const given = (query: string, token = officer) => data(hub.url, token, query);

async function write(channel: string, text: string): Promise<void> {
  const body = JSON.stringify([{ id: `${channel}-${text}`, from: `tamu-${channel}`, text }]);
  const headers = { 'x-signature': signHmacSha256('dev-secret', body, 'sha256=') };
  const { status } = await fetch(`${hub.url}/webhooks/${channel}`, { method: 'POST', body, headers });
  expect(status).toBe(200);
}

describe('fields of a plugin', () => {
  test('stand beside those of the hub, for the account they belong to', async () => {
    expect((await given('{ channels { id name station } }')).channels).toEqual([
      { id: 'whatsapp-pandawa', name: 'WhatsApp PANDAWA', station: null },
      { id: 'kereta-satu', name: 'Papan Tulis', station: 'kereta-satu kereta-satu ' },
      { id: 'kereta-dua', name: 'Papan Tulis', station: 'kereta-dua kereta-dua ' },
      { id: 'papan-lama', name: 'Papan Tulis', station: null },
    ]);
  });

  test('are reached from other parts of the graph', async () => {
    const file = 'mutation($input: FileComplaintInput!) { fileComplaint(input: $input) { __typename } }';
    for (const channelId of ['kereta-dua', 'papan-lama']) {
      const text = {
        category: 'SERVICE',
        description: 'Contoh.',
        idempotencyKey: `contoh-${channelId}`,
        region: '61.71',
      };
      const input = { ...text, channelId, participantId: 'par_demo_melati' };
      expect((await data(hub.url, officer, file, { input })).fileComplaint).toEqual({ __typename: 'ComplaintFiled' });
    }
    const { complaints } = await given('{ complaints(first: 5) { edges { node { channel { id station } } } } }');
    const channels = complaints.edges.map(({ node }: { node: { channel: object } }) => node.channel);
    expect(channels).toContainEqual({ id: 'kereta-dua', station: 'kereta-dua kereta-dua ' });
    expect(channels).toContainEqual({ id: 'papan-lama', station: null });
  });

  test('see no more of a conversation than its ids', async () => {
    await write('kereta-dua', 'Halo');
    await write('papan-lama', 'Halo');
    const { inbox } = await eventually(
      () => given('{ inbox(first: 10) { edges { node { channel { id } seat } } } }'),
      ({ inbox: { edges } }) => edges.length === 2,
    );
    const seats = inbox.edges.map(({ node }: { node: { channel: { id: string }; seat: unknown } }) => node);
    expect(seats).toContainEqual({ channel: { id: 'kereta-dua' }, seat: 'kereta-dua 0' });
    expect(seats).toContainEqual({ channel: { id: 'papan-lama' }, seat: null });
  });

  test('give types of their own, and entities of the hub by their ids', async () => {
    const train = 'number leavesAt channel { name plugin { id } analytical { volumes { received } } } announcedBy';
    const { first, second } = await given(`{
      first: keretaApiNext(from: "7") { ${train} cars(after: 1) }
      second: keretaApiNext(from: "8", channel: "kereta-dua") { announcedBy }
    }`);
    expect(first).toEqual({
      number: '7',
      leavesAt: '1970-01-01T00:00:00.000Z',
      channel: { name: 'Papan Tulis', plugin: { id: 'kereta-api' }, analytical: { volumes: { received: 1 } } },
      announcedBy: 'kereta-satu',
      cars: [2, 7],
    });
    expect(second).toEqual({ announcedBy: 'kereta-dua' });
    const all = '{ keretaApiAll { ... on KeretaApiTrain { number } ... on KeretaApiBus { plate } } }';
    expect((await given(all)).keretaApiAll).toEqual([{ number: '1' }, { plate: 'KB 1' }]);
  });

  test('change things for the viewer, and answer with results of their own and of the hub', async () => {
    const book = (seats: number) => `mutation { keretaApiBook(input: { seats: ${seats} }) {
      ... on KeretaApiBooked { seats by } ... on ValidationFailed { problems { field message } } } }`;
    const subject = (await given('{ viewer { id } }').catch(() => null))?.viewer?.id as string | undefined;
    const { keretaApiBook } = await given(book(2));
    expect(keretaApiBook).toEqual({ seats: 2, by: subject ?? expect.any(String) });
    expect((await given(book(5))).keretaApiBook.problems).toEqual([{ field: 'seats', message: 'At most 4.' }]);
  });

  test('are asked of an account that the token may see only', async () => {
    const limited = await hub.token({ role: 'officer', channels: ['kereta-dua', 'papan-lama'] });
    const query = (channel: string) => `{ keretaApiNext(from: "1"${channel}) { announcedBy } }`;
    expect((await given(query(''), limited)).keretaApiNext).toEqual({ announcedBy: 'kereta-dua' });
    for (const channel of ['kereta-satu', 'papan-lama', 'nowhere']) {
      const { data: got, errors } = await answer(query(`, channel: "${channel}"`), limited);
      expect({ got, code: errors?.[0]?.extensions.code }).toEqual({ got: { keretaApiNext: null }, code: 'NOT_FOUND' });
    }
  });
});

describe('what a plugin does wrong in a field', () => {
  test('ends that field with a code that says what it is, and no other', async () => {
    const query = '{ channels { id } keretaApiBroken keretaApiHanging keretaApiRefused keretaApiOdd { number } }';
    const { data: got, errors } = await answer(query);
    expect(got).toMatchObject({ keretaApiBroken: null, keretaApiHanging: null, keretaApiRefused: null });
    expect(got.channels).toHaveLength(4);
    const codes = Object.fromEntries(
      (errors ?? []).map(({ path, extensions }) => [String(path?.[0]), extensions.code]),
    );
    expect(codes).toEqual({
      keretaApiBroken: 'INTERNAL',
      keretaApiHanging: 'SUBGRAPH_UNAVAILABLE',
      keretaApiRefused: 'FORBIDDEN',
      keretaApiOdd: 'INTERNAL',
    });
    expect(errors?.find(({ path }) => path?.[0] === 'keretaApiRefused')?.message).toBe('Only on Sundays.');
    expect(JSON.stringify(errors)).not.toContain('dev-secret');
  });
});

describe('a plugin that does not fit', () => {
  const plugins = async (token: string) =>
    (await given('{ plugins { id state reasons accounts } }', token)).plugins as {
      id: string;
      reasons: string[];
      accounts: string[];
    }[];

  test('is refused with all its accounts and every reason; the hub goes on', async () => {
    const found = await plugins(admin);
    expect(found).toContainEqual({
      id: 'kereta-api',
      state: 'ACCEPTED',
      reasons: [],
      accounts: ['kereta-satu', 'kereta-dua'],
    });
    expect(found).toContainEqual({
      id: 'salah',
      state: 'REFUSED',
      reasons: [
        'graph: Query.salahSatu has no description',
        'graph: Query.salahSatu has no resolver',
        'graph: Query.salahDua has no description',
        'graph: Query.salahDua has no resolver',
      ],
      accounts: ['salah', 'salah-juga'],
    });
  });

  test('is refused when no schema can be built with it, or the hub does not compose with it', async () => {
    const found = await plugins(admin);
    const reasonsOf = (id: string) => found.filter((plugin) => plugin.id === id).flatMap(({ reasons }) => reasons);
    expect(reasonsOf('asing')).toEqual([expect.stringMatching(/^graph: no schema can be built with it: .*AsingTipe/)]);
    expect(reasonsOf('complaint')).toEqual([
      expect.stringMatching(/^graph: it does not compose with the hub: [\s\S]*ComplaintFiled/),
    ]);
  });

  test('is shown to administrators and supervisors', async () => {
    const ids = (found: { id: string }[]) => found.map(({ id }) => id);
    expect(ids(await plugins(await hub.token({ role: 'supervisor' })))).toContain('salah');
    expect(ids(await plugins(officer))).toEqual(['whatsapp', 'kereta-api', 'papan']);
  });
});

describe('while the hub runs', () => {
  const channelIds = async () =>
    (await given('{ channels { id } }')).channels.map(({ id }: { id: string }) => id) as string[];
  const configure = (...added: object[]) =>
    workshop.write({ 'kanal.config.json': JSON.stringify({ accounts: [...accounts, ...added] }) });
  const kapal = (id: string, field: string) =>
    withGraph(id, `extend type Channel { "Where it lies." ${field}: String }`, `{ Channel: { ${field}: () => 'B' } }`);

  test('an account joins with its fields, without a restart; subscriptions are told to come again', async () => {
    const unknown = await answer('{ channels { berth } }');
    expect(unknown.errors?.[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
    const watching = subscribe(hub.url, admin, 'subscription { channelHealthChanged { state } }');
    await watching.until(1);
    await workshop.write({ 'kapal/plugin.js': kapal('kapal', 'berth') });
    await configure({ id: 'kapal-satu', plugin: './kapal' });
    const { data: got } = await eventually(
      () => answer('{ channel(id: "kapal-satu") { berth station } }'),
      ({ errors }) => errors === undefined,
    );
    expect(got.channel).toEqual({ berth: 'B', station: null });
    await eventually(
      () => Promise.resolve(watching.refusal()),
      (codes) => codes?.[0] === 'SCHEMA_RELOAD',
    );
    await watching.close();
  });

  test('one whose fields clash is refused with the reason, and the hub goes on', async () => {
    await workshop.write({ 'perahu/plugin.js': kapal('perahu', 'station') });
    await configure({ id: 'kapal-satu', plugin: './kapal' }, { id: 'perahu-satu', plugin: './perahu' });
    const query = '{ plugins { id state reasons accounts } }';
    const { plugins } = await eventually(
      () => given(query, admin),
      (found) => found.plugins.some(({ id }: { id: string }) => id === 'perahu'),
    );
    expect(plugins).toContainEqual({
      id: 'perahu',
      state: 'REFUSED',
      reasons: ['graph: Channel.station is there already, by the plugin kereta-api'],
      accounts: ['perahu-satu'],
    });
    expect(await channelIds()).not.toContain('perahu-satu');
    expect((await given('{ channel(id: "kereta-satu") { station berth } }')).channel.station).toMatch(/^kereta-satu/);
  });
});
