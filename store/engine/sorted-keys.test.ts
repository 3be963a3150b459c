import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SortedKeys } from './sorted-keys.js';

const keys = fc.string({ minLength: 0, maxLength: 3 });

describe('sorted keys', () => {
  test('hold what a sorted array holds, whatever is added and deleted', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), keys), { maxLength: 2000 }), keys, keys, (steps, low, high) => {
        const sorted = new SortedKeys<string>();
        const model = new Set<string>();
        for (const [add, key] of steps) {
          if (add) expect(sorted.add(key, key)).toBe(!model.has(key));
          else expect(sorted.delete(key)).toBe(model.has(key));
          if (add) model.add(key);
          else model.delete(key);
        }
        const expected = [...model].filter((key) => key >= low && key < high).sort();
        expect(sorted.size).toBe(model.size);
        expect([...sorted.ascending(low, high)]).toEqual(expected);
        expect([...sorted.descending(low, high)]).toEqual(expected.reverse());
      }),
      { numRuns: 50 },
    );
  });

  test('stay in order over many chunks', () => {
    const sorted = new SortedKeys<number>();
    for (let n = 0; n < 5000; n++) sorted.add(String((n * 7919) % 5000).padStart(5, '0'), n);
    const all = [...sorted.ascending('', '\uffff')];
    expect(all).toHaveLength(5000);
    expect(all.map((n) => (n * 7919) % 5000)).toEqual(Array.from({ length: 5000 }, (_, n) => n));
    expect(Math.abs(sorted.count('01000', '03000') - 2000)).toBeLessThan(300);
  });

  test('a scan goes on from its last key when the keys change under it', () => {
    const sorted = new SortedKeys<number>();
    for (let n = 0; n < 1000; n++) sorted.add(String(n).padStart(4, '0'), n);
    const seen: number[] = [];
    for (const n of sorted.ascending('', '\uffff')) {
      seen.push(n);
      sorted.delete(String(n).padStart(4, '0'));
      if (n % 2 === 0) sorted.delete(String(n + 1).padStart(4, '0'));
    }
    expect(seen).toEqual(Array.from({ length: 500 }, (_, n) => n * 2));
  });
});
