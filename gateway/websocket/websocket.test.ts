import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { createGateway, type Gateway, type GatewayOptions } from '../index.js';
import { fixtureHub, fixtureIdentity, fixtureOptions, type FixtureHub } from '../testing/fixture-hub.js';
import { RawClient } from '../testing/ws-client.js';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function start(changes: Partial<GatewayOptions> = {}, hub: FixtureHub = fixtureHub()) {
  const gateway: Gateway = await createGateway(fixtureOptions(hub, changes));
  closing.push(() => gateway.stop());
  const { url } = await gateway.listen(0, '127.0.0.1');
  const connect = async (token?: string, headers?: Record<string, string>) => {
    const client = await RawClient.open(url, token === undefined ? {} : { authorization: `Bearer ${token}` }, headers);
    closing.push(() => client.close());
    return client;
  };
  return { gateway, hub, url, connect };
}

const updates = `subscription ($after: String) {
  complaintUpdates(after: $after) {
    ... on ComplaintChanged { cursor complaint { ticket status participant { name } channel { name } } }
  }
}`;
const cursors = (client: RawClient, id: string) =>
  client.of(id, 'next').map(({ payload }) => Number(payload.data.complaintUpdates.cursor));
const upstreams = async (hub: FixtureHub, count: number) => {
  for (let tries = 0; hub.updates.size !== count && tries < 200; tries++) await pause(10);
  expect(hub.updates.size).toBe(count);
};

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
    closing.push(() => client.dispose());
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

describe('sharing', () => {
  it('gives viewers with equal rights one upstream, whatever blanks they write', async () => {
    const { connect, hub } = await start();
    const clients = await Promise.all(Array.from({ length: 10 }, (_, index) => connect(`partner.P${index}`)));
    clients.forEach((client, index) => client.subscribe('1', index % 2 ? updates : updates.replace(/\n/g, ' \n# x\n')));
    await upstreams(hub, 1);
    await pause(50);
    hub.publish('1');
    for (const client of clients) await client.until(() => client.of('1').length === 1);
    expect(hub.updates.size).toBe(1);
    expect(hub.channels.seen).toHaveLength(1);
    clients.slice(1).forEach((client) => client.close());
    await pause(50);
    hub.publish('2');
    await clients[0]!.until(() => clients[0]!.of('1').length === 2);
  });

  it('never joins viewers whose rights, variables or operations differ', async () => {
    const { connect, hub } = await start();
    const clients = await Promise.all(
      ['officer.A', 'officer.B', 'partner.C', 'partner.D'].map((token) => connect(token)),
    );
    clients[3]!.subscribe(
      'other',
      'subscription { complaintUpdates(complaint: "1") { ... on ComplaintChanged { cursor } } }',
    );
    for (const client of clients.slice(0, 3)) client.subscribe('1', updates);
    await upstreams(hub, 4);
    hub.publish('4');
    for (const client of clients) await client.until(() => client.messages.length === 2);
    const names = clients
      .slice(0, 3)
      .map((client) => client.messages[1]!.payload.data.complaintUpdates.complaint.participant.name);
    expect(names).toEqual(['p4 for A', 'p4 for B', null]);
  });

  it('lets a late joiner begin at its join and loses nothing for anybody', async () => {
    const { connect, hub } = await start();
    const early = await connect('partner.Early');
    early.subscribe('1', updates);
    await upstreams(hub, 1);
    for (let count = 0; count < 5; count++) hub.publish('1');
    await early.until(() => early.of('1').length === 5);
    const late = await connect('partner.Late');
    late.subscribe('1', updates);
    await pause(50);
    expect(hub.updates.size).toBe(1);
    for (let count = 0; count < 5; count++) hub.publish('1');
    await early.until(() => early.of('1').length === 10);
    await late.until(() => late.of('1').length === 5);
    expect(cursors(early, '1')).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(cursors(late, '1')).toEqual([6, 7, 8, 9, 10]);
  });

  it('replays after a cursor without gap or repeat, also for a late joiner of the same replay', async () => {
    const { connect, hub } = await start();
    for (let count = 0; count < 20; count++) hub.publish('1');
    const one = await connect('partner.One');
    one.subscribe('1', updates, { after: '5' });
    await one.until(() => one.of('1').length === 15);
    const two = await connect('partner.Two');
    two.subscribe('1', updates, { after: '5' });
    for (let count = 0; count < 5; count++) hub.publish('1');
    await one.until(() => one.of('1').length === 20);
    await two.until(() => two.of('1').length === 20);
    const expected = Array.from({ length: 20 }, (_, index) => index + 6);
    expect(cursors(one, '1')).toEqual(expected);
    expect(cursors(two, '1')).toEqual(expected);
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
      const [{ type, payload }] = client.of(id) as [{ type: string; payload: any }]; // eslint-disable-line @typescript-eslint/no-explicit-any
      expect([id, type, payload[0].extensions.code]).toEqual([id, 'error', code]);
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

describe('the socket', () => {
  it('knows a token from the upgrade header and from either spelling in the init payload', async () => {
    const { url, connect } = await start();
    const byHeader = await connect(undefined, { authorization: 'Bearer officer.Header' });
    const spelled = await RawClient.open(url, { Authorization: 'Bearer officer.Spelled' });
    closing.push(() => spelled.close());
    const nobody = await connect();
    for (const client of [byHeader, spelled, nobody]) {
      client.subscribe('1', '{ whoami viewer }');
      await client.until(() => client.of('1').length === 2);
    }
    expect([byHeader, spelled, nobody].map((client) => client.of('1')[0]!.payload.data.viewer)).toEqual([
      'Header',
      'Spelled',
      'anonymous',
    ]);
  });

  it('closes as the protocol says', async () => {
    const { url, connect } = await start({ limits: { webSocket: { initTimeout: 100, socketsPerPrincipal: 2 } } });
    const closes = async (client: RawClient, ...messages: (object | string)[]) => {
      closing.push(() => client.close());
      messages.forEach((message) => client.send(message));
      await client.until(() => client.closed !== undefined);
      return client.closed!.code;
    };
    const open = (init?: object) => RawClient.open(url, init);
    expect(await closes(await open())).toBe(4408);
    expect(await closes(await open(), { id: '1', type: 'subscribe', payload: { query: '{ whoami }' } })).toBe(4401);
    expect(await closes(await open(), 'nonsense')).toBe(4400);
    expect(await closes(await open({}), { type: 'connection_init' })).toBe(4429);
    expect(await closes(await open({ authorization: 'Bearer king.Arthur' }))).toBe(4403);
    const taken = { id: '1', type: 'subscribe', payload: { query: updates } };
    expect(await closes(await connect('officer.A'), taken, taken)).toBe(4409);
    expect(await closes(await connect('officer.A'), 'x'.repeat(300_000))).toBe(1009);
    await connect('officer.B');
    await connect('officer.B');
    expect(await closes(await open({ authorization: 'Bearer officer.B' }))).toBe(1013);
  });

  it('carries so many operations and no more', async () => {
    const { connect, hub } = await start({ limits: { webSocket: { subscriptionsPerSocket: 2 } } });
    const client = await connect('officer.A');
    for (const id of ['1', '2', '3']) client.subscribe(id, updates);
    await client.until(() => client.of('3').length === 1);
    expect(client.of('3')[0]!.payload[0].extensions.code).toBe('RATE_LIMITED');
    hub.publish('1');
    await client.until(() => client.of('2').length === 1 && client.of('1').length === 1);
  });

  it('ends with its token', async () => {
    const identity = fixtureIdentity();
    const { connect } = await start({ identity, limits: { webSocket: { tokenCheckInterval: 50 } } });
    const [short, revoked, other] = [
      await connect('officer.A.1'),
      await connect('officer.B'),
      await connect('officer.C'),
    ];
    for (const client of [short, revoked, other]) client.subscribe('1', updates);
    identity.revoke('officer.B');
    await revoked.until(() => revoked.closed !== undefined);
    await short.until(() => short.closed !== undefined);
    expect([short.closed?.code, revoked.closed?.code, other.closed]).toEqual([4403, 4403, undefined]);
  });

  it('is closed with 1001 when the server stops, after the query under way', async () => {
    const { connect, gateway } = await start();
    const client = await connect('officer.A');
    client.subscribe('live', updates);
    client.subscribe('slow', '{ slow(milliseconds: 300) }');
    await pause(50);
    const stopped = gateway.stop();
    await client.until(() => client.closed !== undefined);
    expect(client.of('slow').map(({ type }) => type)).toEqual(['next', 'complete']);
    expect(client.closed?.code).toBe(1001);
    await stopped;
  });
});
