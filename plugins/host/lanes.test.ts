import { describe, expect, it } from '@jest/globals';
import { Lanes } from './lanes.js';

/** Lanes whose runs a test ends by itself. */
function lanesOf(limit: number, reserve: number) {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const lanes = new Lanes(
    limit,
    (lane, _slot, urgent) => {
      begun.push(urgent ? `${lane}!` : lane);
      return new Promise((resolve) => ends.set(lane, resolve));
    },
    reserve,
  );
  const end = async (lane: string) => {
    ends.get(lane)!();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { lanes, begun, end };
}

describe('lanes', () => {
  it('run beside each other up to the limit, each one at a time, in the order of waking', async () => {
    const { lanes, begun, end } = lanesOf(2, 0);
    for (const lane of ['a', 'b', 'c', 'd', 'a']) lanes.wake(lane);
    expect(begun).toEqual(['a', 'b']);
    await end('b');
    expect(begun).toEqual(['a', 'b', 'c']);
    await end('a');
    expect(begun).toEqual(['a', 'b', 'c', 'a']);
    await end('a');
    expect(begun.at(-1)).toBe('d');
    expect(lanes.busy).toBe(true);
  });

  it('that are urgent go before all that wait, and have places of their own', async () => {
    const { lanes, begun, end } = lanesOf(1, 1);
    for (const lane of ['a', 'b', 'c']) lanes.wake(lane);
    lanes.wake('call', true);
    expect(begun).toEqual(['a', 'call!']);
    lanes.wake('c', true);
    lanes.wake('c');
    await end('a');
    expect(begun).toEqual(['a', 'call!', 'c!']);
    await end('call');
    // The reserved place stays free for what is urgent.
    expect(begun).toEqual(['a', 'call!', 'c!']);
    lanes.wake('next', true);
    expect(begun.at(-1)).toBe('next!');
    await end('c');
    expect(begun.at(-1)).toBe('b');
  });

  it('that become urgent while they run are run so next', async () => {
    const { lanes, begun, end } = lanesOf(1, 0);
    lanes.wake('a');
    lanes.wake('a', true);
    await end('a');
    expect(begun).toEqual(['a', 'a!']);
  });

  it('stop when the running ones have ended', async () => {
    const { lanes, begun, end } = lanesOf(1, 1);
    lanes.wake('a');
    lanes.wake('b');
    const stopped = lanes.stop();
    lanes.wake('c', true);
    await end('a');
    await stopped;
    expect(begun).toEqual(['a']);
    expect(lanes.busy).toBe(false);
  });
});
