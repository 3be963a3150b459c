import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { fixtureIdentity } from '../testing/fixture-hub.js';
import { Started, updates, upstreams } from '../testing/running-gateway.js';
import { RawClient } from '../testing/ws-client.js';

const started = new Started();
const start = started.gateway.bind(started);
afterEach(() => started.closeAll());

describe('the socket', () => {
  it('knows a token from the upgrade header and from either spelling in the init payload', async () => {
    const { url, connect } = await start();
    const byHeader = await connect(undefined, { authorization: 'Bearer officer.Header' });
    const spelled = await RawClient.open(url, { Authorization: 'Bearer officer.Spelled' });
    started.add(() => spelled.close());
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
      started.add(() => client.close());
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
    await upstreams(hub, 1);
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
