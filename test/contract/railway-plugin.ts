import { smallPlugin } from '../../plugins/host/testing/plugin-folder.js';

/** A graph of all sorts, with fields that misbehave. */
export const railwaySdl = `
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

/** Its resolvers, as code. */
export const railwayResolvers = `{
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

/** The code of a small channel that extends the graph. */
export const withGraph = (id: string, sdlText: string, resolversText: string) =>
  smallPlugin({
    id,
    more: `graph: { deadline: 300, sdl: ${JSON.stringify(sdlText)}, resolvers: ${resolversText} },`,
  }).replace('defineChannel,', 'defineChannel, GraphFault,');
