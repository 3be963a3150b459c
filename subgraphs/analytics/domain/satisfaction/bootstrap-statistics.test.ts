import { expect, test } from '@jest/globals';
import { acceleration, bootstrapStatistic } from './bootstrap-statistics.js';
import { normalScaleQuantile, quantile } from './quantile.js';

const values = (): Float64Array => Float64Array.from({ length: 99 }, (_, k) => ((k * 37) % 99) + 1);

test('quantiles are of type 7 and on the normal scale', () => {
  const sorted = Float64Array.from([1, 2, 3, 4, 10]);
  expect(quantile(sorted, 0.025)).toBeCloseTo(1.1, 12);
  expect(quantile(sorted, 0.9)).toBeCloseTo(7.6, 12);
  expect(quantile(sorted, 1)).toBe(10);
  // At a whole number (R+1)p stands an order statistic; beyond the ends the ends.
  expect(normalScaleQuantile(values().sort(), 0.25)).toBe(25);
  expect(normalScaleQuantile(sorted, 0.001)).toBe(1);
  expect(normalScaleQuantile(sorted, 0.999)).toBe(10);
  expect(normalScaleQuantile(sorted, 0.6)).toBeGreaterThan(3);
});

test('a symmetric bootstrap around the estimate has BC and percentile intervals alike', () => {
  const found = bootstrapStatistic({
    key: 'x',
    original: 50.5,
    values: values().map((v) => v + (v > 50 ? 1 : 0)),
    jackknife: Float64Array.of(1, 2, 3),
    n: 40,
  });
  expect(found.z0).toBeCloseTo(0.0126, 3);
  expect(found.acceleration).toBeCloseTo(0, 12);
  expect(found.bc[0]).toBeCloseTo(found.percentile[0], 0);
  expect(found.t).toBeCloseTo(50.5 / found.sd, 12);
  expect(found.pCases).toBeGreaterThan(found.pResamples);
});

test('acceleration takes the sign of the skewness of the influence', () => {
  expect(acceleration(Float64Array.of(0, 0, 0, -4))).toBeGreaterThan(0);
  expect(acceleration(Float64Array.of(0, 0, 0, 4))).toBeLessThan(0);
});

test('what does not vary has neither t nor corrected intervals', () => {
  const found = bootstrapStatistic({
    key: 'x',
    original: 1,
    values: new Float64Array(50).fill(1),
    jackknife: new Float64Array(9).fill(1),
    n: 9,
  });
  expect(found).toMatchObject({ sd: 0, percentile: [1, 1] });
  expect(found.t).toBeNaN();
  expect(found.bca).toEqual([Number.NaN, Number.NaN]);
});
