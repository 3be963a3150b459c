import { describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import type { GraphExtension } from './graph.js';
import { graphFaults } from './graph-check.js';

const core = parse(`
  type Query { channels: [Channel!]! }
  type Mutation { assign: ValidationFailed }
  type Channel @key(fields: "id") { id: ID! health: ChannelHealth! }
  type Conversation @key(fields: "id") { id: ID! }
  type ChannelHealth { message: String! }
  type ValidationFailed { problems: [String!]! }
  union AssignResult = Channel | ValidationFailed
  scalar DateTime
`);
const others = new Map([
  ['kapal', parse('extend type Channel { "Where." berth: String } "A ship." type KapalShip { "Name." name: String }')],
]);

const resolve = () => null;
const check = (sdl: unknown, resolvers: unknown = {}, id = 'mobile-jkn') =>
  graphFaults(id, { sdl, resolvers } as GraphExtension<unknown>, { core, others }).faults;

const sound = `
  extend type Channel { "A number." waiting("Of whom." regency: ID): Int @deprecated(reason: "Soon") }
  extend type Query { "A ticket." mobileJknTicket("Account." channel: ID!, "Which." id: ID!): MobileJknTicket }
  extend type Mutation { "Asks." mobileJkn("What." input: MobileJknInput!): MobileJknResult! }
  "A ticket." type MobileJknTicket implements MobileJknNumbered {
    "Number." number: Int!
    "Where." channel: Channel
    "When." at: DateTime
    "Where it stands." place("Of." regency: ID): Int
  }
  "With a number." interface MobileJknNumbered { "Number." number: Int! }
  "What to ask." input MobileJknInput { "Number." number: Int! }
  "Colour." enum MobileJknColour { RED BLUE }
  "A code." scalar MobileJknCode @specifiedBy(url: "https://kode.example/")
  "What came of it." union MobileJknResult = MobileJknTicket | ValidationFailed
`;
const soundResolvers = {
  Channel: { waiting: resolve },
  Query: { mobileJknTicket: resolve },
  Mutation: { mobileJkn: resolve },
  MobileJknTicket: { place: resolve },
  MobileJknResult: { __resolveType: resolve },
};

describe('an extension of the graph', () => {
  it('that keeps the rules has no faults', () => {
    expect(check(sound, soundResolvers)).toEqual([]);
  });

  it.each<[string, unknown, unknown, string]>([
    ['no text', 7, {}, 'graph.sdl is not a text'],
    ['no resolvers', 'scalar MobileJknX', null, 'graph.resolvers is not an object'],
    [
      'no GraphQL',
      'type {',
      {},
      'graph.sdl is not GraphQL: Syntax Error: Expected Name, found "{". (line 1, column 6)',
    ],
    [
      'another type extended',
      'extend type Participant { "Name." mobileJknName: String }',
      {},
      'graph: it extends Participant: only Channel, Conversation, Query and Mutation may be extended',
    ],
    [
      'an enum extended',
      'extend enum Language { su }',
      {},
      'graph: it extends Language: only types can be extended, by extend type',
    ],
    [
      'a directive defined',
      'directive @x on FIELD',
      {},
      'graph: it holds a directive definition: only types of its own and extend type may stand in it',
    ],
    [
      'a schema defined',
      'schema { query: Query }',
      {},
      'graph: it holds a schema definition: only types of its own and extend type may stand in it',
    ],
    [
      'a type of the hub again',
      '"C." type Channel { "I." id: ID! }',
      {},
      "graph: the type Channel is there already, by the hub's own graph",
    ],
    [
      'a type without prefix',
      '"T." type Ticket { "N." number: Int }',
      {},
      'graph: the type Ticket must begin with MobileJkn',
    ],
    [
      'a prefix that is no whole word',
      '"T." type MobileJknowledge { "N." number: Int }',
      {},
      'graph: the type MobileJknowledge must begin with MobileJkn',
    ],
    [
      'a type twice',
      '"T." enum MobileJknX { A } "T." enum MobileJknX { A }',
      {},
      'graph: the type MobileJknX is there already, by its own SDL',
    ],
    [
      'a root field without prefix',
      'extend type Query { "T." ticket: Int }',
      { Query: { ticket: resolve } },
      'graph: Query.ticket must begin with mobileJkn',
    ],
    [
      'a field that is required',
      'extend type Channel { "T." tickets: Int! }',
      { Channel: { tickets: resolve } },
      'graph: Channel.tickets must be nullable: it is null for channels of other plugins',
    ],
    [
      'a field of the hub again',
      'extend type Channel { "H." health: Int }',
      { Channel: { health: resolve } },
      "graph: Channel.health is there already, by the hub's own graph",
    ],
    [
      'a field of another plugin',
      'extend type Channel { "B." berth: Int }',
      { Channel: { berth: resolve } },
      'graph: Channel.berth is there already, by the plugin kapal',
    ],
    [
      'a field twice',
      'extend type Channel { "B." a: Int } extend type Channel { "B." a: Int }',
      { Channel: { a: resolve } },
      'graph: Channel.a is there already, by its own SDL',
    ],
    [
      'no description of an argument',
      'extend type Channel { "A." a(b: Int): Int }',
      { Channel: { a: resolve } },
      'graph: Channel.a(b:) has no description',
    ],
    [
      'no description of an input field',
      '"I." input MobileJknI { a: Int }',
      {},
      'graph: MobileJknI.a has no description',
    ],
    ['no description of a type', 'enum MobileJknE { A }', {}, 'graph: the type MobileJknE has no description'],
    [
      'another directive',
      'extend type Channel { "A." a: Int @tag(name: "x") }',
      { Channel: { a: resolve } },
      'graph: Channel.a has @tag: only @deprecated, @specifiedBy may be used',
    ],
    ['no resolver', 'extend type Channel { "A." a: Int }', {}, 'graph: Channel.a has no resolver'],
    [
      'no resolver for arguments',
      '"T." type MobileJknT { "A." a("B." b: Int): Int }',
      {},
      'graph: MobileJknT.a takes arguments and has no resolver',
    ],
    [
      'a resolver without field',
      'extend type Channel { "A." a: Int }',
      { Channel: { a: resolve, b: resolve } },
      'graph: there is a resolver for Channel.b, which its SDL does not hold',
    ],
    [
      'resolvers of a type that is not extended',
      '"T." enum MobileJknE { A }',
      { Conversation: { a: resolve } },
      'graph: there are resolvers for Conversation, to which its SDL adds no fields',
    ],
    [
      'a resolver that is none',
      'extend type Channel { "A." a: Int }',
      { Channel: { a: 7 } },
      'graph: the resolver of Channel.a is not a function',
    ],
    [
      'an argument channel of another type',
      'extend type Query { "A." mobileJknA("C." channel: String): Int }',
      { Query: { mobileJknA: resolve } },
      'graph: the argument channel of Query.mobileJknA chooses the account: its type must be ID',
    ],
    [
      'an object that only the hub can make',
      'extend type Channel { "A." a: [ChannelHealth!] }',
      { Channel: { a: resolve } },
      'graph: Channel.a answers ChannelHealth, which only the hub can make: give an entity, such as Channel, or a type of its own',
    ],
    [
      'a type of another plugin',
      'extend type Channel { "A." a: KapalShip }',
      { Channel: { a: resolve } },
      'graph: Channel.a answers KapalShip, which is of the plugin kapal',
    ],
    [
      'an entity in a union',
      '"U." union MobileJknU = Channel',
      {},
      'graph: MobileJknU holds Channel: a union of a plugin holds types of its own and ValidationFailed, FieldProblem, NotFound, NotAllowedNow, PageInfo',
    ],
    [
      'an interface that is not its own',
      '"T." type MobileJknT implements Node { "I." id: ID! }',
      {},
      'graph: MobileJknT implements Node, which is not its own',
    ],
    [
      'an interface for a type of the hub',
      'extend type Channel implements MobileJknN { "A." a: Int }',
      { Channel: { a: resolve } },
      'graph: it lets Channel implement an interface: leave that out',
    ],
  ])('with %s says so', (_case, sdl, resolvers, fault) => {
    expect(check(sdl, resolvers)).toContain(fault);
  });

  it('tells all faults at once', () => {
    expect(check('extend type Query { ticket: Int } type Ticket { a: Int }')).toHaveLength(6);
  });
});
