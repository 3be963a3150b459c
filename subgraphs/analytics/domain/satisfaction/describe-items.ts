import type { CaseMatrix } from './case-matrix.js';
import type { ItemDescription } from './estimate.types.js';
import type { PathModel } from './model.types.js';

/** The k-th smallest value (Hoare 1961); reorders `values`. */
function select(values: Float64Array, k: number): number {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const pivot = values[(low + high) >> 1]!;
    let i = low;
    let j = high;
    while (i <= j) {
      while (values[i]! < pivot) i++;
      while (values[j]! > pivot) j--;
      if (i > j) break;
      const value = values[i]!;
      values[i++] = values[j]!;
      values[j--] = value;
    }
    if (k <= j) high = j;
    else if (k >= i) low = i;
    else break;
  }
  return values[k]!;
}

/** Median as the mean of the two middle values; reorders `values`. */
function median(values: Float64Array): number {
  const half = values.length >> 1;
  const upper = select(values, half);
  return values.length % 2 === 1 ? upper : (upper + select(values, half - 1)) / 2;
}

/** Moments of the answers given: skewness m3/m2^1.5 and kurtosis m4/m2^2 (3 for a normal item), sd with n-1. */
function describe(item: string, answers: Float64Array, missing: number): ItemDescription {
  const n = answers.length;
  let min = Infinity;
  let max = -Infinity;
  let sum = 0;
  for (let k = 0; k < n; k++) {
    const answer = answers[k]!;
    sum += answer;
    if (answer < min) min = answer;
    if (answer > max) max = answer;
  }
  const mean = sum / n;
  let second = 0;
  let third = 0;
  let fourth = 0;
  for (let k = 0; k < n; k++) {
    const deviation = answers[k]! - mean;
    const square = deviation * deviation;
    second += square;
    third += square * deviation;
    fourth += square * square;
  }
  return {
    item,
    missing,
    mean,
    median: median(answers.slice()),
    min,
    max,
    sd: Math.sqrt(second / (n - 1)),
    kurtosis: (n * fourth) / second ** 2,
    skewness: third / n / (second / n) ** 1.5,
  };
}

/** Describes the answers given to every item of the cases in use, in their own units and the order of the model's list. */
export function describeItems({ items, n, answers, missing }: CaseMatrix, model: PathModel): ItemDescription[] {
  const listed = model.constructs.flatMap((construct) => construct.items);
  return listed
    .map((item) => items.indexOf(item))
    .filter((place) => place >= 0)
    .map((place) => {
      const column = answers.subarray(place * n, (place + 1) * n);
      const given = missing[place]! > 0 ? column.filter((answer) => !Number.isNaN(answer)) : column;
      return describe(items[place]!, given, missing[place]!);
    });
}
