import type { CaseMatrix } from './case-matrix.js';
import type { ItemDescription } from './estimate.types.js';
import type { PathModel } from './model.types.js';

/** Median as the mean of the two middle values. */
function median(sorted: Float64Array): number {
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

/** Moments of the answers given: skewness m3/m2^1.5 and kurtosis m4/m2^2 (3 for a normal item), sd with n-1. */
function describe(item: string, answers: Float64Array, missing: number): ItemDescription {
  const n = answers.length;
  const mean = answers.reduce((sum, answer) => sum + answer, 0) / n;
  let second = 0;
  let third = 0;
  let fourth = 0;
  for (const answer of answers) {
    const square = (answer - mean) ** 2;
    second += square;
    third += square * (answer - mean);
    fourth += square ** 2;
  }
  const sorted = answers.slice().sort();
  return {
    item,
    missing,
    mean,
    median: median(sorted),
    min: sorted[0]!,
    max: sorted[n - 1]!,
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
