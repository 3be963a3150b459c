import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { GraphQLError } from 'graphql';
import { pino } from 'pino';
import { WebSocket } from 'ws';
import { signAssertion, verifyAssertion } from '../../schema/index.js';
import { serveSubgraph, type ServedSubgraph } from '../../subgraphs/kernel/server/index.js';
import { fixtureHub, fixtureLog, type FixtureHub } from '../testing/fixture-hub.js';
import { fixtureSecret, fixtureSubgraph, type FixtureSubgraph } from '../testing/fixture-subgraphs.js';
import { cursors, Started, updates, upstreams } from '../testing/running-gateway.js';

const started = new Started();
afterEach(() => started.closeAll());

type Replaceable = FixtureSubgraph & { onReplaced?(listener: () => void): () => void };

function serveFixture(fixture: Replaceable, port = 0): Promise<ServedSubgraph> {
  const subgraph: Parameters<typeof serveSubgraph>[0] = {
    name: 'complaints',
    get schema() {
      return fixture.schema;
    },
    execute: (request) => fixture.execute(request),
    ...(fixture.onReplaced && { onReplaced: fixture.onReplaced }),
    context(assertion, requestId) {
      const principal = verifyAssertion(fixtureSecret, assertion);
      if (principal === undefined) throw new GraphQLError('no assertion');
      fixture.seen.push(principal);
      return { principal, requestId, log: pino({ level: 'silent' }), cache: new Map() };
    },
    formatError: (error) => error,
  };
  return serveSubgraph(subgraph, { port, secret: fixtureSecret, log: pino({ level: 'silent' }) });
}

async function serve(fixture: Replaceable, port = 0) {
  const served = await serveFixture(fixture, port);
  let open = true;
  const close = async () => {
    if (open) await served.close();
    open = false;
  };
  started.add(close);
  return { url: served.url, port: Number(new URL(served.url).port), close };
}

/** All subgraphs of the fixture behind URLs. */
async function distributed(hub: FixtureHub = fixtureHub()) {
  const served = await Promise.all(hub.all.map((fixture) => serve(fixture)));
  const subgraphs = hub.all.map(({ name }, index) => ({ name, url: served[index]!.url }));
  const log = fixtureLog();
  const running = await started.gateway({ subgraphs, log, pollInterval: 50 }, hub);
  const [participants, channels, complaints] = served;
  return { ...running, log, participants: participants!, channels: channels!, complaints: complaints! };
}

async function ask(url: string, query: string, token = 'officer.Sari') {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query }),
  });
  return (await response.json()) as any; // eslint-disable-line @typescript-eslint/no-explicit-any -- any GraphQL result
}

interface Ready {
  readonly subgraphs: Readonly<Record<string, { readonly status: string; readonly detail?: string }>>;
}
const readiness = async (url: string) => (await (await fetch(`${url}/health/ready`)).json()) as Ready;

async function eventually(condition: () => Promise<boolean>) {
  for (let tries = 0; !(await condition()); tries++) {
    if (tries > 200) throw new Error('It did not come about.');
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

const federated = '{ complaint(id: "3") { ticket participant { name } channel { name } } }';

describe('subgraphs behind HTTP', () => {
  it('answer a federated query', async () => {
    const { url } = await distributed();
    expect(await ask(url, federated)).toEqual({
      data: { complaint: { ticket: 'T-3', participant: { name: 'p3 for Sari' }, channel: { name: 'Channel c1' } } },
    });
  });

  it('never mix up two users who send the same query at once', async () => {
    const { url } = await distributed();
    const users = Array.from({ length: 30 }, (_, index) => `User${index}`);
    const answers = await Promise.all(users.map((user) => ask(url, federated, `officer.${user}`)));
    answers.forEach(({ data }, index) => expect(data.complaint.participant.name).toBe(`p3 for ${users[index]}`));
  });

  it('carry a subscription with entities, and end it when the client leaves', async () => {
    const { connect, hub } = await distributed();
    const client = await connect('officer.Sari');
    client.subscribe('1', updates);
    await upstreams(hub, 1);
    hub.publish('2');
    await client.until(() => client.of('1').length === 1);
    expect(client.of('1')[0]!.payload.data.complaintUpdates.complaint.participant.name).toBe('p2 for Sari');
    client.close();
    await upstreams(hub, 0);
  });

  it('replay a long log without loss to a client that stops reading for a while', async () => {
    const { connect, hub } = await distributed();
    for (let count = 0; count < 300; count++) hub.publish('1');
    const client = await connect('partner.P');
    client.subscribe('1', updates.replace('ticket', 'note'), { after: '0' });
    await client.until(() => client.of('1').length > 10);
    client.socket.pause();
    await new Promise((resolve) => setTimeout(resolve, 500));
    client.socket.resume();
    await client.until(() => client.of('1').length === 300, 15_000);
    expect(cursors(client, '1')).toEqual(Array.from({ length: 300 }, (_, index) => index + 1));
  });

  it('answer nobody without an assertion, not even for their schema', async () => {
    const { url } = await serve(fixtureHub().complaints);
    const post = (headers: Record<string, string>, body = '{"query":"{ _service { sdl } }"}') =>
      fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });
    expect((await post({})).status).toBe(401);
    expect((await post({ 'x-kanal-assertion': signAssertion('other', null) })).status).toBe(401);
    const assertion = { 'x-kanal-assertion': signAssertion(fixtureSecret, null) };
    expect((await post(assertion)).status).toBe(200);
    expect((await post(assertion, '{')).status).toBe(400);
    expect((await post(assertion, JSON.stringify({ query: 'x'.repeat(11_000_000) }))).status).toBe(413);
    const socket = new WebSocket(url.replace('http', 'ws'), 'graphql-transport-ws');
    const refused = await new Promise((resolve) => socket.on('error', (error) => resolve(error.message)));
    expect(refused).toContain('401');
  });
});

describe('a subgraph that is down', () => {
  it('takes away its own fields only, with a typed error at each place', async () => {
    const { url, channels } = await distributed();
    await channels.close();
    const { data, errors } = await ask(
      url,
      '{ complaints(first: 2) { edges { node { ticket channel { name } } } } channels { id } }',
    );
    expect(data).toEqual({
      complaints: { edges: [{ node: { ticket: 'T-0', channel: null } }, { node: { ticket: 'T-1', channel: null } }] },
      channels: null,
    });
    expect(errors.map(({ path, extensions }: { path: unknown; extensions: unknown }) => [path, extensions])).toEqual(
      expect.arrayContaining([
        [['channels'], { code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'channels' }],
        [['complaints', 'edges', 1, 'node', 'channel'], { code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'channels' }],
      ]),
    );
  });

  it('comes back without a restart of the gateway', async () => {
    const { url, hub, participants } = await distributed();
    await participants.close();
    expect((await ask(url, federated)).data.complaint.participant).toEqual({ name: null });
    await serve(hub.participants, participants.port);
    await eventually(async () => (await ask(url, federated)).data.complaint.participant.name === 'p3 for Sari');
  });

  it('does not end a subscription whose entities it holds', async () => {
    const { connect, hub, channels } = await distributed();
    const client = await connect('partner.P');
    client.subscribe('1', updates);
    await upstreams(hub, 1);
    await channels.close();
    hub.publish('1');
    await client.until(() => client.of('1').length === 1);
    const { data, errors } = client.of('1', 'next')[0]!.payload;
    expect(data.complaintUpdates).toMatchObject({ cursor: '1', complaint: { ticket: 'T-1', channel: null } });
    expect(errors[0].extensions.code).toBe('SUBGRAPH_UNAVAILABLE');
  });

  it('ends the subscriptions that it feeds with a typed error', async () => {
    const { connect, hub, complaints } = await distributed();
    const client = await connect('partner.P');
    client.subscribe('1', updates);
    await upstreams(hub, 1);
    await complaints.close();
    await client.until(() => client.of('1').length === 1);
    expect(client.of('1', 'error')[0]!.payload[0].extensions.code).toBe('SUBGRAPH_UNAVAILABLE');
  });

  it('that hangs is given up after the time-out', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    started.add(() => new Promise((resolve) => silent.close(resolve).closeAllConnections()));
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const hub = fixtureHub();
    const subgraphs = [hub.complaints, hub.participants, { name: 'channels', url: `http://127.0.0.1:${port}/graphql` }];
    const published = { channels: hub.channels.sdl };
    const { url } = await started.gateway({ subgraphs, published, limits: { subgraphTimeout: 300 } }, hub);
    const { data, errors } = await ask(url, federated);
    expect(data.complaint).toMatchObject({ ticket: 'T-3', channel: null });
    expect(errors[0].extensions.code).toBe('SUBGRAPH_UNAVAILABLE');
  });
});

describe('a gateway that starts while a subgraph is missing', () => {
  const nowhere = 'http://127.0.0.1:9/graphql';

  it('serves the others, and the missing one by its published schema', async () => {
    const hub = fixtureHub();
    const subgraphs = [hub.complaints, hub.participants, { name: 'channels', url: nowhere }];
    const { url } = await started.gateway({ subgraphs, published: { channels: hub.channels.sdl } }, hub);
    expect((await ask(url, federated)).data.complaint).toMatchObject({ ticket: 'T-3', channel: null });
    const ready = await fetch(`${url}/health/ready`);
    expect(ready.status).toBe(200);
    expect((await readiness(url)).subgraphs.channels).toMatchObject({
      status: 'unavailable',
      transport: 'http',
    });
  });

  it('takes one it knows nothing of into service when it comes, and ends open subscriptions for that', async () => {
    const hub = fixtureHub();
    const probe = await serve(hub.channels);
    await probe.close();
    const subgraphs = [hub.complaints, hub.participants, { name: 'channels', url: probe.url }];
    const { url, connect } = await started.gateway({ subgraphs, pollInterval: 50 }, hub);
    expect((await ask(url, '{ complaint(id: "1") { ticket } }')).data.complaint.ticket).toBe('T-1');
    expect((await ask(url, '{ channels { id } }')).errors[0].extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
    const client = await connect('partner.P');
    client.subscribe('1', 'subscription { complaintUpdates { __typename } }');
    await upstreams(hub, 1);
    await serve(hub.channels, probe.port);
    await client.until(() => client.of('1', 'error').length === 1);
    expect(client.of('1')[0]!.payload[0].extensions.code).toBe('SCHEMA_RELOAD');
    expect((await ask(url, federated)).data.complaint.channel.name).toBe('Channel c1');
  });
});

describe('a subgraph that changes its schema', () => {
  const channelsWith = (fields: string) =>
    fixtureSubgraph('channels', `type Channel @key(fields: "id") { ${fields} } type Query { channels: [Channel!]! }`, {
      Channel: { name: () => 'New name', colour: () => 'red' },
      Query: { channels: () => [] },
    });

  it('is served anew without a restart when it changes while it runs', async () => {
    const { url, channels } = await distributed();
    await channels.close();
    let now = channelsWith('id: ID! name: String!');
    const listeners = new Set<() => void>();
    const changing: Replaceable = {
      ...now,
      get schema() {
        return now.schema;
      },
      execute: (request) => now.execute(request),
      onReplaced(listener) {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
    };
    const served = await serve(changing, channels.port);
    const query = (field: string) => `{ complaint(id: "1") { channel { ${field} } } }`;
    await eventually(async () => (await ask(url, query('name'))).data?.complaint.channel.name === 'New name');
    expect((await ask(url, query('colour'))).errors[0].extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
    now = channelsWith('id: ID! name: String! colour: String');
    listeners.forEach((listener) => listener());
    await eventually(async () => (await ask(url, query('colour'))).data?.complaint.channel.colour === 'red');
    await served.close();
    expect(listeners.size).toBe(0);
  });

  it('is served anew when it only adds', async () => {
    const { url, channels } = await distributed();
    await channels.close();
    await serve(channelsWith('id: ID! name: String! colour: String'), channels.port);
    const query = '{ complaint(id: "1") { channel { colour } } }';
    await eventually(async () => (await ask(url, query)).data?.complaint.channel.colour === 'red');
  });

  it('is refused with the losses in the log when it breaks clients, and the old schema stays', async () => {
    const { url, channels, log } = await distributed();
    await channels.close();
    await serve(channelsWith('id: ID! colour: String'), channels.port);
    const state = async () => (await readiness(url)).subgraphs.channels!;
    await eventually(async () => (await state()).status === 'refused');
    expect((await state()).detail).toContain('Channel.name was removed');
    expect(log.lines.filter(({ message }) => message.includes('a new schema was refused'))).toHaveLength(1);
    expect((await ask(url, '{ __type(name: "Channel") { fields { name } } }')).data.__type.fields).toHaveLength(2);
  });
});
