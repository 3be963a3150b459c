import type { BootstrapStatistic, Interval } from './bootstrap.types.js';
import { normalCdf, normalQuantile, normalTwoSided, studentTwoSided } from './distributions.js';
import { normalScaleQuantile, quantile } from './quantile.js';

/** Two-sided error of the intervals: 5 %. */
const tail = 0.025;
const undefinedInterval: Interval = [Number.NaN, Number.NaN];

function meanOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

function sdOf(values: Float64Array, mean: number): number {
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return Math.sqrt(squares / (values.length - 1));
}

/** Acceleration from the delete-one jackknife: sum(L^3) / (6 sum(L^2)^1.5), L = mean - value (Efron 1987, eq. 6.6). */
export function acceleration(jackknife: Float64Array): number {
  const mean = meanOf(jackknife);
  let squares = 0;
  let cubes = 0;
  for (const value of jackknife) {
    const influence = mean - value;
    squares += influence ** 2;
    cubes += influence ** 3;
  }
  return squares > 0 ? cubes / (6 * squares ** 1.5) : Number.NaN;
}

type QuantileOf = (sorted: Float64Array, p: number) => number;

/** Interval at the levels of Efron (1987, eq. 6.5); without acceleration the bias-corrected one. */
function correctedInterval(sorted: Float64Array, z0: number, a: number, quantileOf: QuantileOf): Interval {
  if (!Number.isFinite(z0) || Number.isNaN(a)) return undefinedInterval;
  const level = (p: number): number => {
    const z = z0 + normalQuantile(p);
    return normalCdf(z0 + z / (1 - a * z));
  };
  return [quantileOf(sorted, level(tail)), quantileOf(sorted, level(1 - tail))];
}

function shareBelow(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low / sorted.length;
}

export interface StatisticInput {
  readonly key: string;
  readonly original: number;
  /** Values of the resamples that could be estimated; sorted in place. */
  readonly values: Float64Array;
  /** Values of the delete-one samples. */
  readonly jackknife: Float64Array;
  /** Cases of the sample. */
  readonly n: number;
}

/**
 * Summary of one bootstrapped number: t = estimate / sd; percentile and BC intervals with type 7 quantiles, BCa on the
 * normal scale; z0 from the share of resamples below the estimate. BC and BCa are NaN where every resample lies on
 * one side of the estimate, and t is NaN where nothing varies.
 */
export function bootstrapStatistic({ key, original, values, jackknife, n }: StatisticInput): BootstrapStatistic {
  const mean = meanOf(values);
  const sd = sdOf(values, mean);
  const t = sd > 0 ? original / sd : Number.NaN;
  values.sort();
  const z0 = normalQuantile(shareBelow(values, original));
  const a = acceleration(jackknife);
  return {
    key,
    original,
    mean,
    bias: mean - original,
    sd,
    t,
    pResamples: studentTwoSided(t, values.length - 1),
    pCases: studentTwoSided(t, n - 1),
    pNormal: normalTwoSided(t),
    percentile: [quantile(values, tail), quantile(values, 1 - tail)],
    bc: correctedInterval(values, z0, 0, quantile),
    bca: correctedInterval(values, z0, a, normalScaleQuantile),
    z0,
    acceleration: a,
  };
}
