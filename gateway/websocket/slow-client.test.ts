import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { GatewayOptions } from '../index.js';
import { cursors, Started, upstreams } from '../testing/running-gateway.js';

const started = new Started();
const start = (limits: GatewayOptions['limits']) => started.gateway({ limits });
afterEach(() => started.closeAll());

const updates = `subscription ($after: String) {
  complaintUpdates(after: $after) { ... on ComplaintChanged { cursor complaint { note channel { name } } } }
}`;
describe('a slow client', () => {
  it('is cut with SUBSCRIBER_TOO_SLOW while the others get every event', async () => {
    const limits = { webSocket: { socketBuffer: 16_384, queueMessages: 20, queueBytes: 1_000_000 } };
    const { connect, hub } = await start(limits);
    const [slow, fast] = [await connect('partner.Slow'), await connect('partner.Fast')];
    for (const client of [slow, fast]) client.subscribe('1', updates);
    await upstreams(hub, 1);
    await pause(50);
    slow.socket.pause();
    const count = 1_000;
    for (let sent = 0; sent < count; sent++) {
      hub.publish('1');
      if (sent % 10 === 9) await fast.until(() => fast.messages.length > sent);
    }
    await fast.until(() => fast.messages.length > count);
    slow.socket.resume();
    await slow.until(() => slow.of('1', 'error').length === 1);
    const seen = cursors(slow, '1');
    expect(seen).toEqual(seen.map((_, index) => index + 1));
    expect(seen.length).toBeLessThan(count);
    expect(slow.messages.at(-1)?.payload[0].extensions.code).toBe('SUBSCRIBER_TOO_SLOW');
    slow.subscribe('1', updates, { after: String(seen.at(-1)) });
    await slow.until(() => slow.of('1', 'next').length > seen.length);
    expect(cursors(slow, '1')[seen.length]).toBe(seen.at(-1)! + 1);
  });

  it('that replays alone gets the log at its own pace, without loss', async () => {
    const limits = { webSocket: { socketBuffer: 16_384, queueMessages: 20 } };
    const { connect, hub } = await start(limits);
    const count = 1_000;
    for (let sent = 0; sent < count; sent++) hub.publish('1');
    const client = await connect('partner.P');
    client.subscribe('1', updates, { after: '0' });
    await pause(20);
    client.socket.pause();
    await pause(300);
    client.socket.resume();
    await client.until(() => client.of('1', 'next').length === count, 10_000);
    expect(cursors(client, '1')).toEqual(Array.from({ length: count }, (_, index) => index + 1));
  });
});
