import { afterEach, describe, expect, it } from '@jest/globals';
import { createGateway } from './index.js';
import type { Gateway, GatewayOptions } from './index.js';
import { fixtureHub, fixtureIdentity, fixtureLog, fixtureOptions, type FixtureHub } from './testing/fixture-hub.js';

interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly body: any; // eslint-disable-line @typescript-eslint/no-explicit-any -- a GraphQL result of any shape
}

const running: Gateway[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((gateway) => gateway.stop()));
});

async function start(changes: Partial<GatewayOptions> = {}, hub: FixtureHub = fixtureHub()) {
  const gateway = await createGateway(fixtureOptions(hub, changes));
  running.push(gateway);
  const { url } = await gateway.listen(0, '127.0.0.1');
  const post = async (body: unknown, headers: Record<string, string> = {}): Promise<Answered> => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: JSON.parse(text) };
  };
  const query = (text: string, token?: string, variables?: object) =>
    post({ query: text, variables }, token ? { authorization: `Bearer ${token}` } : {});
  return { gateway, hub, url, post, query };
}

describe('a federated query in process', () => {
  it('joins three subgraphs in the order that the caller asked for', async () => {
    const { query } = await start();
    const { status, body } = await query(
      '{ complaints(first: 2) { totalCount edges { node { channel { name } ticket participant { name id } } } } }',
      'officer.Sari',
    );
    expect(status).toBe(200);
    expect(JSON.stringify(body)).toBe(
      JSON.stringify({
        data: {
          complaints: {
            totalCount: 1000,
            edges: [
              {
                node: {
                  channel: { name: 'Channel c0' },
                  ticket: 'T-0',
                  participant: { name: 'p0 for Sari', id: 'p0' },
                },
              },
              {
                node: {
                  channel: { name: 'Channel c1' },
                  ticket: 'T-1',
                  participant: { name: 'p1 for Sari', id: 'p1' },
                },
              },
            ],
          },
        },
      }),
    );
  });

  it('asks each subgraph once, however long the list is', async () => {
    const { query, hub } = await start();
    await query(
      '{ complaints(first: 100) { edges { node { participant { name } channel { name } } } } }',
      'officer.Sari',
    );
    expect(hub.complaints.seen).toHaveLength(1);
    expect(hub.participants.seen).toHaveLength(1);
    expect(hub.channels.seen).toHaveLength(1);
  });

  it('follows fragments, aliases, skip and include', async () => {
    const { query } = await start();
    const text = `query ($yes: Boolean!, $no: Boolean = false) {
      kind: __typename
      a: complaint(id: "1") { ...Case ... on Complaint @skip(if: $yes) { status } }
      b: complaint(id: "2") { ...Case status @include(if: $no) }
    }
    fragment Case on Complaint { c: channel @include(if: $yes) { label: name } t: __typename }`;
    const { body } = await query(text, undefined, { yes: true });
    expect(body).toEqual({
      data: {
        kind: 'Query',
        a: { c: { label: 'Channel c1' }, t: 'Complaint' },
        b: { c: { label: 'Channel c0' }, t: 'Complaint' },
      },
    });
    const other = await query(text, undefined, { yes: false, no: true });
    expect(other.body.data.b).toEqual({ t: 'Complaint', status: 'OPEN' });
  });

  it('never shows one user the answer of another, though both send the same query at once', async () => {
    const { query } = await start();
    const text = '{ whoami viewer complaint(id: "3") { participant { name } } }';
    const users = Array.from({ length: 40 }, (_, index) => `User${index}`);
    const answers = await Promise.all(users.map((user) => query(text, `officer.${user}`)));
    answers.forEach(({ body }, index) => {
      const user = users[index];
      expect(body.data).toEqual({ whoami: user, viewer: user, complaint: { participant: { name: `p3 for ${user}` } } });
    });
  });

  it('runs mutations by POST and refuses them by GET', async () => {
    const { query, url } = await start();
    expect((await query('mutation { file(subject: "x") { ticket } }')).body.data.file.ticket).toBe('T-7');
    const byGet = await fetch(
      `${url}/graphql?query=${encodeURIComponent('mutation { file(subject: "x") { ticket } }')}`,
    );
    expect(byGet.status).toBe(405);
  });

  it('answers introspection in development, also beside data', async () => {
    const { query } = await start();
    const { body } = await query('{ __type(name: "Participant") { fields { name } } complaint(id: "1") { ticket } }');
    expect(body.data.complaint).toEqual({ ticket: 'T-1' });
    expect(body.data.__type.fields.map((field: { name: string }) => field.name)).toEqual(['id', 'name']);
  });
});

describe('errors', () => {
  it('pass on registered codes and mask everything else under the request id', async () => {
    const log = fixtureLog();
    const { query } = await start({ log });
    const { body, headers } = await query('{ fail crash }');
    expect(body.data).toEqual({ fail: null, crash: null });
    const [forbidden, internal] = body.errors;
    expect(forbidden).toEqual({ message: 'Not for you.', path: ['fail'], extensions: { code: 'FORBIDDEN' } });
    expect(internal.extensions).toEqual({ code: 'INTERNAL', requestId: headers.get('x-request-id') });
    expect(JSON.stringify(body)).not.toContain('hunter2');
  });

  it('say nothing of the schema in production, but let an admin introspect', async () => {
    const { query } = await start({ production: true });
    const wrong = await query('{ complaintz(first: 1) { totalCount } }');
    expect(wrong.status).toBe(400);
    expect(wrong.body.errors[0].extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
    expect(wrong.body.errors[0].message).not.toContain('Did you mean');
    const introspection = '{ __schema { queryType { name } } }';
    expect((await query(introspection, 'officer.Sari')).status).toBe(400);
    expect((await query(introspection, 'admin.Root')).body.data.__schema.queryType.name).toBe('Query');
  });

  it('refuse a token that is not valid', async () => {
    const identity = fixtureIdentity();
    const { query } = await start({ identity });
    for (const token of ['nonsense', 'king.Arthur', 'officer.Sari.-5']) {
      const { status, body } = await query('{ whoami }', token);
      expect([status, body.errors[0].extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
    }
    expect((await query('{ whoami }', 'officer.Sari')).body.data.whoami).toBe('Sari');
    identity.revoke('officer.Sari');
    expect((await query('{ whoami }', 'officer.Sari')).status).toBe(401);
  });
});
