import { afterEach, describe, expect, it } from '@jest/globals';
import { GraphQLError } from 'graphql';
import { fixtureHub } from '../testing/fixture-hub.js';
import { fixtureSubgraph } from '../testing/fixture-subgraphs.js';
import { Started } from '../testing/running-gateway.js';

const started = new Started();
afterEach(() => started.closeAll());

const tariffs = () =>
  fixtureSubgraph(
    'tariffs',
    `type Query { parcels: [Parcel!]! anything: [Thing!]! echo(text: String, id: ID, any: Any): String! }
     scalar Any
     union Thing = Parcel | Depot
     type Depot { id: ID! city: String! }
     type Parcel @key(fields: "id") { id: ID! label: String! price(currency: String = "IDR"): Int! }`,
    {
      Query: {
        parcels: () => [{ id: 'a', label: 'Batik' }],
        echo: (_: unknown, given: object) => JSON.stringify(given),
        anything: () => [
          { __typename: 'Parcel', id: 'a', label: 'Batik' },
          { __typename: 'Depot', id: 'd', city: 'Gresik' },
        ],
      },
      Parcel: {
        __resolveReference: ({ id }: { id: string }) => ({ id, label: 'Batik' }),
        price: (_: unknown, { currency }: { currency: string }) => (currency === 'USD' ? 2 : 30_000),
      },
    },
  );

/** The charge needs the price in dollars. */
const charges = () =>
  fixtureSubgraph(
    'charges',
    `type Parcel @key(fields: "id") {
       id: ID! depot: String! price(currency: String = "IDR"): Int! @external
       charge: Int! @requires(fields: "price(currency: \\"USD\\")") refused: String
     }`,
    {
      Parcel: {
        __resolveReference: (reference: object) => reference,
        depot: ({ id }: { id: string }) => `Depot of ${id}`,
        charge: ({ price }: { price: number }) => price * 10,
        refused: () => {
          throw new GraphQLError('Not for you.', { extensions: { code: 'FORBIDDEN' } });
        },
      },
    },
  );

async function asking() {
  const subgraphs = [tariffs(), charges()];
  const { url } = await started.gateway({ subgraphs }, fixtureHub());
  return async (query: string, variables?: object) => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    });
    return (await response.json()) as { data: unknown; errors?: { path: unknown }[] };
  };
}

describe('names and arguments that a client chooses', () => {
  it('never stand in for a key of the same name', async () => {
    const ask = await asking();
    expect(await ask('{ parcels { id: label depot } }')).toEqual({
      data: { parcels: [{ id: 'Batik', depot: 'Depot of a' }] },
    });
    expect(await ask('{ parcels { id: __typename depot } }')).toEqual({
      data: { parcels: [{ id: 'Parcel', depot: 'Depot of a' }] },
    });
  });

  it('never stand in for a required field with other arguments', async () => {
    const ask = await asking();
    const { data } = await ask('{ parcels { price charge } again: parcels { price(currency: "EUR") charge } }');
    expect(data).toEqual({ parcels: [{ price: 30_000, charge: 20 }], again: [{ price: 30_000, charge: 20 }] });
    expect(await ask('{ parcels { price: label charge } }')).toEqual({
      data: { parcels: [{ price: 'Batik', charge: 20 }] },
    });
  });

  it('keep the objects of a union that is asked for its type only, under another name', async () => {
    const ask = await asking();
    expect(await ask('{ anything { kind: __typename } }')).toEqual({
      data: { anything: [{ kind: 'Parcel' }, { kind: 'Depot' }] },
    });
  });

  it('are what errors are placed by', async () => {
    const ask = await asking();
    const { errors } = await ask('{ all: parcels { r: refused } }');
    expect(errors?.map(({ path }) => path)).toEqual([['all', 0, 'r']]);
  });
});

describe('conditions', () => {
  const text = `query ($yes: Boolean!, $no: Boolean!) {
    parcels { id depot @include(if: $no) ...More @skip(if: $no) ... on Parcel @include(if: false) { charge } }
    parcels @include(if: $yes) { ...More ...More @skip(if: $yes) price }
    rest: anything @include(if: $no) { __typename }
  }
  fragment More on Parcel { label charge depot @skip(if: $yes) }`;

  it('are decided before the planner sees the operation, anew for other values', async () => {
    const ask = await asking();
    expect(await ask(text, { yes: true, no: false })).toEqual({
      data: { parcels: [{ id: 'a', label: 'Batik', charge: 20, price: 30_000 }] },
    });
    expect(await ask(text, { yes: false, no: true })).toEqual({
      data: { parcels: [{ id: 'a', depot: 'Depot of a' }], rest: [{ __typename: 'Parcel' }, { __typename: 'Depot' }] },
    });
  });

  it('may leave nothing to ask', async () => {
    const ask = await asking();
    expect(await ask('{ parcels @skip(if: true) { id } }')).toEqual({ data: {} });
    expect(await ask('{ parcels { depot @include(if: false) } }')).toEqual({ data: { parcels: [{}] } });
  });
});

describe('literals', () => {
  it.each([
    ['text: "\\b\\u0001\\\\ \\"quoted\\" é😀"', { text: '\b\u0001\\ "quoted" é😀' }],
    ['text: """\n  two\n    lines\n"""', { text: 'two\n  lines' }],
    ['text: "_as_literal_0"', { text: '_as_literal_0' }],
    ['id: 12345678901234567890123', { id: '12345678901234567890123' }],
    [
      'any: { list: [1.0e5, null, "\\b", { yes: true }], of: $text }',
      { any: { list: [1e5, null, '\b', { yes: true }], of: '\f' } },
    ],
  ])('reach subgraphs as they were written: %s', async (argument, expected) => {
    const ask = await asking();
    const { data } = (await ask(`query ($text: String = "\\f") { echo(${argument}) first: echo(text: $text) }`)) as {
      data: Record<'echo' | 'first', string>;
    };
    expect(JSON.parse(data.echo)).toEqual(expected);
    expect(JSON.parse(data.first)).toEqual({ text: '\f' });
  });
});
