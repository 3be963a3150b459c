import { afterEach, describe, expect, it } from '@jest/globals';
import { GraphQLError } from 'graphql';
import { fixtureHub } from '../testing/fixture-hub.js';
import { fixtureSubgraph, type FixtureSubgraph } from '../testing/fixture-subgraphs.js';
import { Started } from '../testing/running-gateway.js';
import { mergeInto } from './merge.js';

const started = new Started();
afterEach(() => started.closeAll());

async function asking(...subgraphs: FixtureSubgraph[]) {
  const { url } = await started.gateway({ subgraphs }, fixtureHub());
  return async (query: string, variables?: object) => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    });
    return (await response.json()) as any; // eslint-disable-line @typescript-eslint/no-explicit-any -- any GraphQL result
  };
}

const catalogue = () =>
  fixtureSubgraph(
    'catalogue',
    `type Query { items: [Item!]! }
     interface Item { id: ID! weight: Int! }
     type Letter implements Item @key(fields: "id") { id: ID! weight: Int! sender: String! }
     type Parcel implements Item @key(fields: "id") { id: ID! weight: Int! width: Int! }`,
    {
      Query: {
        items: () => [
          { __typename: 'Letter', id: 'a', weight: 1, sender: 'Budi' },
          { __typename: 'Parcel', id: 'b', weight: 20, width: 3 },
          { __typename: 'Parcel', id: 'lost', weight: 5, width: 1 },
        ],
      },
    },
  );

/** Prices need the weight, which only the catalogue knows. Parcel `lost` is unknown here, `x` fails. */
const prices = () =>
  fixtureSubgraph(
    'prices',
    `type Letter @key(fields: "id") { id: ID! weight: Int! @external price: Int! @requires(fields: "weight") }
     type Parcel @key(fields: "id") { id: ID! weight: Int! @external price: Int! @requires(fields: "weight") note: String }`,
    {
      Letter: {
        __resolveReference: (reference: object) => reference,
        price: ({ weight }: { weight: number }) => weight * 10,
      },
      Parcel: {
        __resolveReference: (reference: { id: string }) => (reference.id === 'lost' ? null : reference),
        price: ({ weight }: { weight: number }) => weight * 100,
        note: () => {
          throw new GraphQLError('Secret note.', { extensions: { code: 'FORBIDDEN' } });
        },
      },
    },
  );

describe('the executor', () => {
  it('brings what another subgraph requires, for each concrete type', async () => {
    const ask = await asking(catalogue(), prices());
    const { data, errors } = await ask(
      '{ items { __typename id ... on Letter { price sender } ... on Parcel { p: price } } }',
    );
    expect(data.items.slice(0, 2)).toEqual([
      { __typename: 'Letter', id: 'a', price: 10, sender: 'Budi' },
      { __typename: 'Parcel', id: 'b', p: 2000 },
    ]);
    expect(data.items[2]).toBeNull();
    expect(errors).toEqual([
      { message: 'What is referred to here was not found.', path: ['items', 2], extensions: { code: 'NOT_FOUND' } },
    ]);
  });

  it('moves errors of entities to their places in the response', async () => {
    const ask = await asking(catalogue(), prices());
    const { errors } = await ask('{ items { ... on Parcel { note } } }');
    expect(errors).toEqual([
      { message: 'Secret note.', path: ['items', 1, 'note'], extensions: { code: 'FORBIDDEN' } },
    ]);
  });

  it('keeps two fields apart that ask the same of different types', async () => {
    const ask = await asking(
      fixtureSubgraph(
        'one',
        `type Query { things: [Thing!]! } union Thing = A | B
         type A @key(fields: "id") { id: ID! } type B @key(fields: "id") { id: ID! }`,
        {
          Query: {
            things: () => [
              { __typename: 'A', id: '1' },
              { __typename: 'B', id: '2' },
            ],
          },
        },
      ),
      fixtureSubgraph(
        'two',
        `type A @key(fields: "id") { id: ID! size(unit: String): Int! } type B @key(fields: "id") { id: ID! size(unit: String): String! }`,
        {
          A: { __resolveReference: (reference: object) => reference, size: () => 1 },
          B: {
            __resolveReference: (reference: object) => reference,
            size: (_: unknown, { unit }: { unit: string }) => `2 ${unit}`,
          },
        },
      ),
    );
    const { data } = await ask(
      'query ($unit: String) { things { ... on A { a: size } ... on B { b: size(unit: $unit) } } }',
      { unit: 'kg' },
    );
    expect(data).toEqual({ things: [{ a: 1 }, { b: '2 kg' }] });
  });

  it('runs mutations one after the other', async () => {
    const order: string[] = [];
    const slow = (name: string, milliseconds: number) => async () => {
      await new Promise((resolve) => setTimeout(resolve, milliseconds));
      order.push(name);
      return name;
    };
    const ask = await asking(
      fixtureSubgraph('one', 'type Query { a: Int } type Mutation { first: String third: String }', {
        Mutation: { first: slow('first', 50), third: slow('third', 1) },
      }),
      fixtureSubgraph('two', 'type Query { b: Int } type Mutation { second: String }', {
        Mutation: { second: slow('second', 20) },
      }),
    );
    expect((await ask('mutation { first second third }')).data).toEqual({
      first: 'first',
      second: 'second',
      third: 'third',
    });
    expect(order).toEqual(['first', 'second', 'third']);
  });

  it('hides enum values and types that are not public', async () => {
    const hub = fixtureHub();
    const ask = await asking(...hub.all);
    const { errors } = await ask(
      '{ __type(name: "Status") { enumValues { name } } complaints(filter: { status: SECRET }) { totalCount } }',
    );
    expect(errors[0].extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
    const { data } = await ask('{ __type(name: "Status") { enumValues { name } } }');
    expect(data.__type.enumValues).toEqual([{ name: 'OPEN' }, { name: 'CLOSED' }]);
  });

  it('makes the data null when a root field that may not be null fails', async () => {
    const ask = await asking(
      fixtureSubgraph('one', 'type Query { sure: String! maybe: String }', {
        Query: {
          sure: () => {
            throw new GraphQLError('No.', { extensions: { code: 'FORBIDDEN' } });
          },
          maybe: () => 'yes',
        },
      }),
    );
    const { data, errors } = await ask('{ sure maybe }');
    expect([data, errors[0].extensions.code]).toEqual([null, 'FORBIDDEN']);
  });

  it('cannot be made to change prototypes', async () => {
    const ask = await asking(...fixtureHub().all);
    const attacks = [
      '{ __proto__: complaint(id: "1") { polluted: ticket } }',
      '{ complaint(id: "1") { __proto__: channel { polluted: name } } }',
      'query ($__proto__: ID!) { complaint(id: $__proto__) { ticket } }',
    ];
    for (const query of attacks)
      expect((await ask(query, { ['__proto__']: '1' })).errors[0].message).toContain('reserved');
    mergeInto({ json: {} }, JSON.parse('{"json": {"__proto__": {"polluted": 1}}, "__proto__": {"polluted": 1}}'));
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});
