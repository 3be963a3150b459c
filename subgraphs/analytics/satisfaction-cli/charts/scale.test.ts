import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { roundScale } from './scale.js';

test('a scale covers its values, stays in its frame, and has a handful of ticks that rise evenly', () => {
  const value = fc
    .double({ min: -1e6, max: 1e6, noNaN: true })
    .filter((number) => number === 0 || Math.abs(number) > 1e-6);
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 20 }), (values) => {
      const scale = roundScale(values, 100, 500);
      for (const each of values) {
        expect(scale.at(each)).toBeGreaterThanOrEqual(100 - 1e-6);
        expect(scale.at(each)).toBeLessThanOrEqual(500 + 1e-6);
      }
      expect(scale.ticks.length).toBeGreaterThanOrEqual(2);
      expect(scale.ticks.length).toBeLessThanOrEqual(14);
      expect([...scale.ticks].sort((a, b) => a - b)).toEqual([...scale.ticks]);
    }),
  );
});

test('a scale of nothing but zero, or of nothing at all, still has room', () => {
  for (const values of [[0], [0, 0], [], [5, 5]]) {
    const { low, high, at } = roundScale(values, 100, 500);
    expect(high).toBeGreaterThan(low);
    expect(at(values[0] ?? low)).toBeGreaterThanOrEqual(100);
  }
});
