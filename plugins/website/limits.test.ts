import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { memoryStorage } from '../sdk/testing/index.js';
import { slotLease, takeSlot, takeToken, useOnce } from './limits.js';

function book(start = 1_000_000) {
  const clock = { now: start };
  const now = () => new Date(clock.now);
  return { clock, storage: memoryStorage(() => clock.now), now };
}

describe('token buckets', () => {
  test('the burst goes through, the next one waits as long as it is told', async () => {
    const counted = book();
    const rate = { perSecond: 0.5, burst: 3 };
    for (let i = 0; i < 3; i++) expect(await takeToken(counted, 'a', rate)).toBe(0);
    const wait = await takeToken(counted, 'a', rate);
    expect(wait).toBe(2_000);
    expect(await takeToken(counted, 'b', rate)).toBe(0);
    counted.clock.now += wait - 1;
    expect(await takeToken(counted, 'a', rate)).toBeGreaterThan(0);
    counted.clock.now += 1;
    expect(await takeToken(counted, 'a', rate)).toBe(0);
  });

  test('over any time no more go through than flowed in and stood there', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 5_000 }), { minLength: 1, maxLength: 60 }),
        async (pauses) => {
          const counted = book();
          const rate = { perSecond: 1, burst: 4 };
          let through = 0;
          for (const pause of pauses) {
            counted.clock.now += pause;
            if ((await takeToken(counted, 'a', rate)) === 0) through += 1;
          }
          const elapsed = pauses.slice(1).reduce((sum, pause) => sum + pause, 0) / 1_000;
          expect(through).toBeLessThanOrEqual(Math.floor(rate.burst + elapsed * rate.perSecond + 1e-6));
        },
      ),
      { numRuns: 100 },
    );
  });

  test('callers at the same moment do not share a token', async () => {
    const counted = book();
    const all = await Promise.all(
      Array.from({ length: 20 }, () => takeToken(counted, 'a', { perSecond: 1, burst: 3 })),
    );
    expect(all.filter((wait) => wait === 0).length).toBeLessThanOrEqual(3);
    expect(all.filter((wait) => wait === 0).length).toBeGreaterThan(0);
  });
});

describe('places', () => {
  test('only so many are held at once; released and forgotten ones are free again', async () => {
    const counted = book();
    const [first] = [await takeSlot(counted, 'a', 2), await takeSlot(counted, 'a', 2)];
    expect(await takeSlot(counted, 'a', 2)).toBeNull();
    await first!.release();
    expect(await takeSlot(counted, 'a', 2)).not.toBeNull();
    expect(await takeSlot(counted, 'a', 2)).toBeNull();
    counted.clock.now += slotLease;
    expect(await takeSlot(counted, 'a', 2)).not.toBeNull();
  });

  test('a renewed place stays held', async () => {
    const counted = book();
    const held = await takeSlot(counted, 'a', 1);
    counted.clock.now += slotLease - 1;
    await held!.renew();
    counted.clock.now += slotLease - 1;
    expect(await takeSlot(counted, 'a', 1)).toBeNull();
  });
});

test('what is used once is used by one, and its retries', async () => {
  const counted = book();
  const users = await Promise.all(['x', 'y', 'z'].map((user) => useOnce(counted, 'form', user, 1_000)));
  expect(users.filter(Boolean)).toHaveLength(1);
  expect(await useOnce(counted, 'form', 'x', 1_000)).toBe(true);
  expect(await useOnce(counted, 'form', 'y', 1_000)).toBe(false);
  counted.clock.now += 1_000;
  expect(await useOnce(counted, 'form', 'y', 1_000)).toBe(true);
});
