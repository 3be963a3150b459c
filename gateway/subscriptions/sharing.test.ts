import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { cursors, Started, updates, upstreams } from '../testing/running-gateway.js';

const started = new Started();
const start = started.gateway.bind(started);
afterEach(() => started.closeAll());

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

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

  it('takes those who come back with a cursor onto a feed that runs, where they left it', async () => {
    const { connect, hub } = await start();
    const steady = await connect('partner.Steady');
    steady.subscribe('1', updates);
    await upstreams(hub, 1);
    for (let count = 0; count < 10; count++) hub.publish('1');
    await steady.until(() => steady.of('1').length === 10);
    const back = await Promise.all(['4', '7', '10'].map((_, index) => connect(`partner.Back${index}`)));
    back.forEach((client, index) => client.subscribe('1', updates, { after: ['4', '7', '10'][index] }));
    await pause(50);
    for (let count = 0; count < 5; count++) hub.publish('1');
    for (const client of back) await client.until(() => cursors(client, '1').at(-1) === 15);
    expect(hub.updates.size).toBe(1);
    expect(back.map((client) => cursors(client, '1'))).toEqual([4, 7, 10].map((after) => range(after + 1, 15)));
  });

  it('opens an upstream of its own for a cursor that is too old for a running feed', async () => {
    const { connect, hub } = await start({ limits: { webSocket: { queueMessages: 10 } } });
    const steady = await connect('partner.Steady');
    steady.subscribe('1', updates);
    await upstreams(hub, 1);
    for (let count = 0; count < 20; count++) {
      hub.publish('1');
      await steady.until(() => steady.of('1').length === count + 1);
    }
    const back = await connect('partner.Back');
    back.subscribe('1', updates, { after: '2' });
    await upstreams(hub, 2);
    hub.publish('1');
    await back.until(() => cursors(back, '1').at(-1) === 21);
    expect(cursors(back, '1')).toEqual(range(3, 21));
  });

  it('never puts one who wants what is new on a feed that still tells the past', async () => {
    const { connect, hub } = await start();
    for (let count = 0; count < 5; count++) hub.publish('1');
    const replaying = await connect('partner.Replaying');
    replaying.subscribe('1', updates, { after: '0' });
    const live = await connect('partner.Live');
    live.subscribe('1', updates);
    await upstreams(hub, 2);
    await pause(50);
    hub.publish('1');
    await live.until(() => live.of('1').length === 1);
    expect(cursors(live, '1')).toEqual([6]);
  });
});
