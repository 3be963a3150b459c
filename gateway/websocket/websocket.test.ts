import { afterEach, describe, expect, it } from '@jest/globals';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { Started, updates, upstreams } from '../testing/running-gateway.js';

const started = new Started();
const start = started.gateway.bind(started);
afterEach(() => started.closeAll());

describe('a subscription', () => {
  it('carries entity fields of other subgraphs, by the rights of the viewer', async () => {
    const { connect, hub } = await start();
    const [officer, partner] = [await connect('officer.Sari'), await connect('partner.Ombudsman')];
    officer.subscribe('1', updates);
    partner.subscribe('1', updates);
    await upstreams(hub, 2);
    hub.publish('3', 'CLOSED');
    await officer.until(() => officer.of('1').length === 1);
    await partner.until(() => partner.of('1').length === 1);
    const complaint = {
      ticket: 'T-3',
      status: 'CLOSED',
      participant: { name: 'p3 for Sari' },
      channel: { name: 'Channel c1' },
    };
    expect(officer.of('1')[0]).toEqual({
      id: '1',
      type: 'next',
      payload: { data: { complaintUpdates: { cursor: '1', complaint } } },
    });
    expect(partner.of('1')[0]!.payload.data.complaintUpdates.complaint.participant).toEqual({ name: null });
  });

  it('works with the graphql-ws client, and so do queries and mutations', async () => {
    const { url, hub } = await start();
    const client = createClient({
      url: `${url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { Authorization: 'Bearer officer.Sari' },
    });
    started.add(() => client.dispose());
    const once = async (query: string) => (await client.iterate({ query }).next()).value;
    expect(await once('{ whoami }')).toEqual({ data: { whoami: 'Sari' } });
    expect(await once('mutation { file(subject: "x") { channel { name } } }')).toEqual({
      data: { file: { channel: { name: 'Channel c1' } } },
    });
    const events = client.iterate<{ complaintUpdates: { cursor: string } }>({ query: updates });
    const first = events.next();
    await upstreams(hub, 1);
    hub.publish('1');
    expect((await first).value?.data?.complaintUpdates.cursor).toBe('1');
    await events.return?.();
    await upstreams(hub, 0);
  });

  it('ends its upstream when the client completes it or leaves', async () => {
    const { connect, hub } = await start();
    const [one, two] = [await connect('officer.A'), await connect('officer.B')];
    one.subscribe('1', updates);
    two.subscribe('1', updates);
    await upstreams(hub, 2);
    one.send({ id: '1', type: 'complete' });
    two.close();
    await upstreams(hub, 0);
  });

  it('does not carry an error of one event into the next', async () => {
    const { connect, hub } = await start();
    const client = await connect('officer.A');
    client.subscribe('1', 'subscription { complaintUpdates { ... on ComplaintChanged { complaint { status } } } }');
    await upstreams(hub, 1);
    hub.publish('1', 'NO_SUCH_STATUS');
    hub.publish('1', 'OPEN');
    await client.until(() => client.of('1').length === 2);
    const [broken, fine] = client.of('1', 'next');
    expect(broken!.payload.errors).toHaveLength(1);
    expect(fine!.payload).toEqual({ data: { complaintUpdates: { complaint: { status: 'OPEN' } } } });
  });
});

describe('a bad operation', () => {
  it('is answered for its id and leaves the socket and the other subscriptions alone', async () => {
    const { connect, hub } = await start();
    const client = await connect('partner.P');
    client.subscribe('good', updates);
    await upstreams(hub, 1);
    const bad: [string, unknown, string][] = [
      ['syntax', { query: 'subscription {' }, 'GRAPHQL_PARSE_FAILED'],
      ['unknown', { query: '{ nothing }' }, 'GRAPHQL_VALIDATION_FAILED'],
      ['deep', { query: `{ ${'a { '.repeat(30)} b ${'}'.repeat(30)} }` }, 'OPERATION_TOO_COMPLEX'],
      [
        'variables',
        { query: 'query ($n: Int!) { complaints(first: $n) { totalCount } }', variables: { n: 'x' } },
        'BAD_USER_INPUT',
      ],
      ['form', { query: 7 }, 'BAD_REQUEST'],
      ['nothing', undefined, 'BAD_REQUEST'],
      ['two', { query: 'query A { whoami } query B { whoami }' }, 'BAD_REQUEST'],
      [
        'fields',
        { query: 'subscription { a: complaintUpdates { __typename } b: complaintUpdates { __typename } }' },
        'GRAPHQL_VALIDATION_FAILED',
      ],
    ];
    for (const [id, payload] of bad) client.send({ id, type: 'subscribe', payload });
    for (const [id, , code] of bad) {
      await client.until(() => client.of(id).length === 1);
      expect([id, client.of(id, 'error')[0]?.payload[0].extensions.code]).toEqual([id, code]);
    }
    hub.publish('1');
    await client.until(() => client.of('good').length === 1);
    expect(client.closed).toBeUndefined();
  });

  it('gives its id back', async () => {
    const { connect } = await start();
    const client = await connect();
    client.subscribe('1', '{ nothing }');
    await client.until(() => client.of('1').length === 1);
    client.subscribe('1', '{ whoami }');
    await client.until(() => client.of('1').length === 3);
    client.subscribe('1', '{ whoami }');
    await client.until(() => client.of('1').length === 5);
    expect(client.of('1').map(({ type }) => type)).toEqual(['error', 'next', 'complete', 'next', 'complete']);
  });
});
