import { describe, expect, test } from '@jest/globals';
import { normalCdf, normalQuantile, normalTwoSided, studentTwoSided } from './distributions.js';

/** Relative closeness, also far out in the tails. */
function expectRelative(found: number, wanted: number, tolerance = 1e-9): void {
  expect(Math.abs(found / wanted - 1)).toBeLessThan(tolerance);
}

describe('two-sided p of Student t, against closed forms and high-precision values', () => {
  test.each([
    [0, 10, 1],
    [1, 1, 0.5],
    [2.228138851964939, 10, 0.05],
    [-2.228138851964939, 10, 0.05],
    [1.96, 1e6, 0.04999606758527],
    [10, 5, 0.00017094757574287467],
  ])('t = %d, df = %d', (t, df, p) => {
    expect(studentTwoSided(t, df)).toBeCloseTo(p, 9);
  });

  test('stays exact where p is tiny', () => {
    // From the reference bootstrap: t = 38.499505656 with 4999 and 383 degrees of freedom.
    expectRelative(studentTwoSided(38.499505656, 4999), 3.134930725e-284, 1e-6);
    expectRelative(studentTwoSided(38.499505656, 383), 9.949305078e-134, 1e-6);
    expect(studentTwoSided(Infinity, 10)).toBe(0);
    expect(studentTwoSided(Number.NaN, 10)).toBeNaN();
  });
});

test('the normal distribution has its well-known values', () => {
  expect(normalCdf(0)).toBe(0.5);
  expectRelative(normalCdf(1.959963984540054), 0.975);
  expectRelative(normalCdf(-3), 0.0013498980316300933);
  expectRelative(normalTwoSided(15.246391648), 1.739860335e-52, 1e-7);
  expectRelative(normalCdf(-20), 2.753624118606234e-89);
});

test('quantiles invert the distribution function', () => {
  expectRelative(normalQuantile(0.975), 1.959963984540054, 1e-13);
  expectRelative(normalQuantile(0.025), -1.959963984540054, 1e-13);
  for (const p of [1e-12, 1e-6, 0.001, 0.1, 0.4999, 0.5001, 0.9, 0.999999])
    expectRelative(normalCdf(normalQuantile(p)), p, 1e-12);
  expect(normalQuantile(0)).toBe(-Infinity);
  expect(normalQuantile(1)).toBe(Infinity);
  expect(normalQuantile(2)).toBeNaN();
});
