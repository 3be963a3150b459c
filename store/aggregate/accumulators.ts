import { compareValues } from '../bson/compare.js';
import { add, compareNumbers, divide, double, isNumeric, kindOf, toDouble } from '../bson/numbers.js';
import type { Numeric } from '../bson/numbers.js';
import { badValue } from '../errors.js';
import { isNullish } from './evaluate.js';
import { mergeObjects } from './operators/object.js';
import { distinct } from './operators/set.js';

/** Collects values one by one; `result` may be asked for at any time. */
export interface Accumulator {
  add(value: unknown): void;
  result(): unknown;
}

/** Adds numbers: integers exactly, doubles with Neumaier's compensation, decimals as decimals. Ignores the rest. */
class Sum implements Accumulator {
  private exact: Numeric = 0;
  private floating = 0;
  private lost = 0;
  private hasDouble = false;
  count = 0;

  add(value: unknown): void {
    if (!isNumeric(value)) return;
    this.count++;
    if (kindOf(value) !== 'double') {
      this.exact = add(this.exact, value);
      return;
    }
    this.hasDouble = true;
    const next = toDouble(value);
    const total = this.floating + next;
    this.lost +=
      Math.abs(this.floating) >= Math.abs(next) ? this.floating - total + next : next - total + this.floating;
    this.floating = total;
  }

  result(): Numeric {
    if (!this.hasDouble) return this.exact;
    const floating = Number.isFinite(this.floating) ? this.floating + this.lost : this.floating;
    return add(this.exact, double(floating));
  }
}

class Average extends Sum {
  override result(): never {
    return (this.count === 0 ? null : divide(super.result(), this.count)) as never;
  }
}

/** Welford's running variance. */
class Deviation implements Accumulator {
  private count = 0;
  private mean = 0;
  private squares = 0;

  constructor(private readonly missing: 0 | 1) {}

  add(value: unknown): void {
    if (!isNumeric(value)) return;
    const next = toDouble(value);
    this.count++;
    const delta = next - this.mean;
    this.mean += delta / this.count;
    this.squares += delta * (next - this.mean);
  }

  result(): unknown {
    const divisor = this.count - this.missing;
    return divisor <= 0 ? null : double(Math.sqrt(this.squares / divisor));
  }
}

class Extreme implements Accumulator {
  private best: unknown;

  constructor(private readonly sign: 1 | -1) {}

  add(value: unknown): void {
    if (isNullish(value)) return;
    if (this.best === undefined || compareValues(value, this.best) * this.sign > 0) this.best = value;
  }

  result(): unknown {
    return this.best;
  }
}

/** Keeps every value and computes the result from the list. */
const listing =
  (finish: (values: unknown[]) => unknown, accepts = (value: unknown): boolean => value !== undefined) =>
  (): Accumulator => {
    const values: unknown[] = [];
    return {
      add: (value) => {
        if (accepts(value)) values.push(value);
      },
      result: () => finish(values),
    };
  };

const any = (): boolean => true;

function first(): Accumulator {
  let taken: { value: unknown } | undefined;
  return { add: (value) => void (taken ??= { value }), result: () => taken?.value };
}

function last(): Accumulator {
  let kept: unknown;
  return { add: (value) => void (kept = value), result: () => kept };
}

/** Accumulators of one value per document, by operator name. */
export const accumulators: Record<string, () => Accumulator> = {
  $sum: () => new Sum(),
  $avg: () => new Average(),
  $min: () => new Extreme(-1),
  $max: () => new Extreme(1),
  $stdDevPop: () => new Deviation(0),
  $stdDevSamp: () => new Deviation(1),
  $first: first,
  $last: last,
  $push: listing((values) => [...values]),
  $addToSet: listing((values) => [...distinct(values).values()]),
  $mergeObjects: listing(mergeObjects),
};

const nullsKept = (values: unknown[]): unknown[] => values.map((value) => value ?? null);
const present = (value: unknown): boolean => !isNullish(value);

/** Accumulators that keep `n` values. */
export const limitedAccumulators: Record<string, (n: number) => Accumulator> = {
  $firstN: (n) => listing((values) => nullsKept(values.slice(0, n)), any)(),
  $lastN: (n) => listing((values) => nullsKept(values.slice(-n)), any)(),
  $minN: (n) => listing((values) => [...values].sort(compareValues).slice(0, n), present)(),
  $maxN: (n) => listing((values) => [...values].sort((a, b) => compareValues(b, a)).slice(0, n), present)(),
};

/** Percentiles by nearest rank over the numbers, as MongoDB gives for few values; null for none. */
export function percentiles(values: unknown[], wanted: unknown): unknown[] {
  if (!Array.isArray(wanted) || wanted.some((p) => !isNumeric(p) || toDouble(p) < 0 || toDouble(p) > 1))
    throw badValue("'p' must be an array of numbers from 0.0 to 1.0");
  const sorted = values.filter(isNumeric).sort(compareNumbers).map(toDouble);
  return wanted.map((p) => {
    if (sorted.length === 0) return null;
    const rank = Math.ceil(toDouble(p as Numeric) * sorted.length);
    return double(sorted[Math.max(rank - 1, 0)] as number);
  });
}
