import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createWorkshop, smallPlugin, type Workshop } from '../../plugins/host/testing/plugin-folder.js';
import { ask, data, eventually } from '../kit/graphql-client.js';
import { startInProcessHub, type InProcessHub } from '../kit/in-process-hub.js';

const sdl = `
  extend type Query {
    "The next train."
    keretaApiNext("Account." channel: ID, "From where." from: String!): KeretaApiTrain
    "Trains of all kinds."
    keretaApiAll: [KeretaApiAnything!]
    "Throws its settings."
    keretaApiBroken: String
    "Never answers."
    keretaApiHanging: String
    "Says no."
    keretaApiRefused: String
    "A function."
    keretaApiOdd: KeretaApiTrain
  }
  extend type Mutation { "Books." keretaApiBook("What." input: KeretaApiBookInput!): KeretaApiBookResult! }
  extend type Channel { "Name of the station." station: String }
  extend type Conversation { "Seat of the traveller." seat: String }
  "A train." type KeretaApiTrain {
    "Number." number: ID!
    "When it leaves." leavesAt: DateTime!
    "Where it is announced." channel: Channel
    "Who announces." announcedBy: String
    "Cars behind one." cars("From." after: Int!): [Int!]!
  }
  "A bus in its place." type KeretaApiBus { "Plate." plate: String! }
  "Either." union KeretaApiAnything = KeretaApiTrain | KeretaApiBus
  "A booking." input KeretaApiBookInput { "How many." seats: Int! }
  "Booked." type KeretaApiBooked { "Seats." seats: Int! "By whom." by: String }
  "What came of it." union KeretaApiBookResult = KeretaApiBooked | ValidationFailed
`;

const resolvers = `{
  Query: {
    keretaApiNext: (_, { from }, { config }) => ({ number: from, leavesAt: new Date(0), channel: { id: 'kereta-dua' }, secret: config.secret }),
    keretaApiAll: async () => [Promise.resolve({ number: '1', leavesAt: new Date(0) }), { plate: 'KB 1' }],
    keretaApiBroken: (_, __, { config }) => { throw new Error('the secret is ' + config.secret); },
    keretaApiHanging: () => new Promise(() => undefined),
    keretaApiRefused: () => { throw new GraphFault('FORBIDDEN', 'Only on Sundays.'); },
    keretaApiOdd: () => ({ number: () => 'called', leavesAt: new Date(0) }),
  },
  Mutation: {
    keretaApiBook: (_, { input }, { viewer }) => input.seats > 4
      ? { __typename: 'ValidationFailed', problems: [{ field: 'seats', message: 'At most 4.' }] }
      : { __typename: 'KeretaApiBooked', seats: input.seats, by: viewer?.subject },
  },
  Channel: { station: ({ id, ...rest }, _, { channelId }) => [id, channelId, Object.keys(rest)].join(' ') },
  Conversation: { seat: ({ id, channelId, ...rest }) => [channelId, Object.keys(rest).length].join(' ') },
  KeretaApiTrain: {
    announcedBy: (_, __, { channelId }) => channelId,
    cars: ({ number }, { after }) => [after + 1, Number(number)],
  },
  KeretaApiAnything: { __resolveType: (value) => ('plate' in value ? 'KeretaApiBus' : 'KeretaApiTrain') },
}`;

const withGraph = (id: string, sdlText: string, resolversText: string) =>
  smallPlugin({
    id,
    more: `graph: { deadline: 300, sdl: ${JSON.stringify(sdlText)}, resolvers: ${resolversText} },`,
  }).replace('defineChannel,', 'defineChannel, GraphFault,');

let workshop: Workshop;
let hub: InProcessHub;
let officer: string;
const accounts = [
  { id: 'whatsapp-pandawa', plugin: 'whatsapp' },
  { id: 'kereta-satu', plugin: './kereta' },
  { id: 'kereta-dua', plugin: './kereta' },
  { id: 'salah', plugin: './salah' },
  { id: 'salah-juga', plugin: './salah' },
];
const answer = (query: string, variables?: object) => ask(hub.url, officer, query, variables);

beforeAll(async () => {
  workshop = await createWorkshop();
  const configuration = await workshop.write({
    'kanal.config.json': JSON.stringify({ accounts }),
    'kereta/plugin.js': withGraph('kereta-api', sdl, resolvers),
    'salah/plugin.js': withGraph('salah', 'extend type Query { salahSatu: Int salahDua: Strin }', '{ Query: {} }'),
  });
  hub = await startInProcessHub({ environment: { KANAL_CONFIG: configuration } });
  officer = await hub.token({ role: 'officer' });
}, 60_000);

afterAll(async () => {
  await hub.close();
  await workshop.close();
});

describe('fields of a plugin', () => {
  test('stand beside those of the hub, for the account they belong to', async () => {
    const found = await data(hub.url, officer, '{ channels { id name station } }');
    expect(found.channels).toEqual([
      { id: 'whatsapp-pandawa', name: 'WhatsApp PANDAWA', station: null },
      { id: 'kereta-satu', name: 'Papan Tulis', station: 'kereta-satu kereta-satu ' },
      { id: 'kereta-dua', name: 'Papan Tulis', station: 'kereta-dua kereta-dua ' },
    ]);
  });
});
