import { expect, test } from '@jest/globals';
import { randomFolds } from './folds.js';
import { RandomStream } from './random.js';

const draw = (seed: number, stream: number, n: number, count: number): number[] => {
  const random = new RandomStream();
  random.start(seed, stream);
  return Array.from({ length: count }, () => random.below(n));
};

test('a stream depends on seed and number only', () => {
  expect(draw(1, 2, 1000, 20)).toEqual(draw(1, 2, 1000, 20));
  expect(draw(1, 2, 1000, 20)).not.toEqual(draw(1, 3, 1000, 20));
  expect(draw(1, 2, 1000, 20)).not.toEqual(draw(2, 2, 1000, 20));
  expect(draw(2 ** 40 + 1, 2, 1000, 20)).not.toEqual(draw(1, 2, 1000, 20));
});

test('every number is as likely as the others, within one stream and over streams', () => {
  const chiSquare = (values: readonly number[], n: number): number => {
    const counts = new Float64Array(n);
    for (const value of values) counts[value]!++;
    const wanted = values.length / n;
    return counts.reduce((sum, count) => sum + (count - wanted) ** 2 / wanted, 0);
  };
  // 99.99 % of chi-square with 249 degrees of freedom lie below 341; the seeds are fixed.
  expect(chiSquare(draw(1, 0, 250, 100_000), 250)).toBeLessThan(341);
  expect(
    chiSquare(
      Array.from({ length: 25_000 }, (_, stream) => draw(7, stream, 250, 1)[0]!),
      250,
    ),
  ).toBeLessThan(341);
  expect(
    chiSquare(
      Array.from({ length: 25_000 }, (_, seed) => draw(seed, 0, 250, 1)[0]!),
      250,
    ),
  ).toBeLessThan(341);
});

test('neighbouring streams are uncorrelated', () => {
  const [a, b] = [draw(3, 10, 1000, 50_000), draw(3, 11, 1000, 50_000)];
  const r = a.reduce((sum, value, k) => sum + (value - 499.5) * (b[k]! - 499.5), 0) / 50_000 / (1000 ** 2 / 12);
  expect(Math.abs(r)).toBeLessThan(0.02);
});

test('folds are of equal size, give or take one', () => {
  const folds = randomFolds(384, 10, 1, 0);
  const sizes = Array.from({ length: 10 }, (_, fold) => folds.filter((found) => found === fold).length);
  expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
  expect(randomFolds(384, 10, 1, 0)).toEqual(folds);
  expect(randomFolds(384, 10, 1, 1)).not.toEqual(folds);
});
