import { expect, test } from '@jest/globals';
import { createMetrics } from '../../subgraphs/kernel/metrics.js';
import type { ChannelEvent, Touchpoint } from '../sdk/index.js';
import type { ChannelRuntime } from './channel-runtime.js';
import { createMeters } from './meters.js';
import { touchpointOf, type TouchpointParts } from './touchpoints.js';

const event: ChannelEvent = { kind: 'message-received', contentKind: 'text', at: new Date() };

/** A host with one channel whose plugin maps by a function; `errors` is what was logged. */
function hostWith(map?: (event: ChannelEvent) => Touchpoint | null) {
  const metrics = createMetrics();
  const errors: unknown[] = [];
  const channel = {
    account: { plugin: map ? { analytical: { touchpoint: map } } : {} },
    withoutSecrets: (error: unknown) => error,
  } as unknown as ChannelRuntime;
  const log = { error: (...given: unknown[]) => errors.push(given) } as unknown as TouchpointParts['log'];
  const parts: TouchpointParts = { channels: new Map([['c', channel]]), meters: createMeters(metrics), log };
  return { parts, errors, metrics };
}

test('a mapping is taken over without anything else that the plugin gives', () => {
  const { parts } = hostWith(
    ({ kind }) => ({ stage: 'LEARN', method: 'CHAT', place: kind, phone: '+62' }) as Touchpoint,
  );
  expect(touchpointOf(parts, 'c', event)).toEqual({ stage: 'LEARN', method: 'CHAT', place: 'message-received' });
  expect(touchpointOf(parts, 'other', event)).toBeNull();
  expect(touchpointOf(hostWith().parts, 'c', event)).toBeNull();
});

test('a mapping that throws, or gives what is no touchpoint, is counted each time, logged once and loses nothing else', async () => {
  const broken: ((event: ChannelEvent) => unknown)[] = [
    () => {
      throw new Error('broken');
    },
    () => undefined,
    () => ({ stage: 'BUY', method: 'CHAT', place: 'SHOP' }),
    () => ({ stage: 'LEARN', method: 'CHAT', place: 'x'.repeat(61) }),
    () => ({ stage: 'LEARN', method: '', place: 'SHOP' }),
  ];
  for (const map of broken) {
    const { parts, errors, metrics } = hostWith(map as never);
    expect([1, 2].map(() => touchpointOf(parts, 'c', event))).toEqual([null, null]);
    expect(errors).toHaveLength(1);
    expect(await metrics.registry.metrics()).toContain('kanal_touchpoint_failures_total{channel="c"} 2');
  }
});
