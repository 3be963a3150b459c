import { describe, expect, it } from '@jest/globals';
import { getOperationAST, Kind, parse } from 'graphql';
import { fixtureSubgraph } from '../testing/fixture-subgraphs.js';
import { composeSupergraph } from '../supergraph/compose.js';
import { compileCost } from './cost.js';

const { sdl } = fixtureSubgraph(
  'shop',
  `type Query {
     one: Item
     items(first: Int = 20): [Item!]!
     page(first: Int = 10, last: Int): Page!
     sized(limit: Int): [Item!]! @listSize(slicingArguments: ["limit"], assumedSize: 7)
     few: [Item!]! @listSize(assumedSize: 3)
     unbounded: [Item!]!
   }
   type Mutation { buy: Item sell: Item }
   type Page { edges: [Edge!]! total: Int! }
   type Edge { node: Item! }
   type Item { id: ID! dear: String @cost(weight: 5) maker: Maker related(first: Int = 2): [Item!]! }
   type Maker @cost(weight: 10) { name: String }`,
  {},
);
const supergraph = composeSupergraph([{ name: 'shop', sdl }]);

function cost(query: string, variables: Record<string, unknown> = {}): number {
  const document = parse(query);
  const fragments = document.definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
  return compileCost({ ...supergraph, assumedListSize: 10 }, getOperationAST(document)!, fragments)(variables);
}

describe('the cost of an operation', () => {
  it.each([
    ['{ one { id } }', 1],
    ['{ one { dear } }', 6],
    ['{ one { maker { name } } }', 11],
    ['{ items { id } }', 20],
    ['{ items(first: 3) { id } }', 3],
    ['{ items(first: 3) { related { id } } }', 3 * (1 + 2)],
    ['{ items(first: 3) { related(first: 4) { maker { name } } } }', 3 * (1 + 4 * 11)],
    ['{ page(first: 5) { total edges { node { id } } } }', 1 + 5 * 2],
    ['{ page(first: 5, last: 8) { edges { node { id } } } }', 1 + 8 * 2],
    ['{ page { edges { node { id } } } }', 1 + 10 * 2],
    ['{ sized(limit: 4) { id } }', 4],
    ['{ few { id } }', 3],
    ['{ unbounded { id } }', 10],
    ['{ a: one { id } ...Two ...Two } fragment Two on Query { b: one { id } ... on Query { c: one { id } } }', 5],
    ['{ page(first: 5) { ...Rows } } fragment Rows on Page { edges { node { id } } }', 1 + 5 * 2],
    ['mutation { buy { id } sell { id } }', 22],
    ['{ __typename }', 0],
  ])('%s is %i', (query, expected) => {
    expect(cost(query)).toBe(expected);
  });

  it('follows variables, and counts nothing below zero', () => {
    const query = 'query ($n: Int) { items(first: $n) { related(first: $n) { id } } }';
    expect([3, 0, -5].map((n) => cost(query, { n }))).toEqual([3 * 4, 0, 0]);
    expect(cost(query, {})).toBe(20 * 3);
  });

  it('of nested fragments takes no longer than their number', () => {
    const chain = Array.from({ length: 40 }, (_, at) => `fragment F${at} on Item { ...F${at + 1} ...F${at + 1} }`).join(
      ' ',
    );
    expect(cost(`{ one { ...F0 } } ${chain} fragment F40 on Item { maker { name } }`)).toBe(1 + 2 ** 40 * 10);
  });
});
