import { Matrix, QrDecomposition } from 'ml-matrix';
import type { CaseMatrix } from './case-matrix.js';

/**
 * The naive benchmark of PLSpredict (Shmueli et al. 2019): each item of a block regressed on all items of the other
 * blocks. Columns that add nothing are left out one by one, as R's lm does.
 */
export class LinearBenchmark {
  private readonly coefficients: Matrix;
  private readonly predictors: readonly number[];

  /** @param predictors and targets are items of the training cases */
  constructor(
    private readonly training: CaseMatrix,
    predictors: readonly number[],
    private readonly targets: readonly number[],
  ) {
    const { n, z } = training;
    this.predictors = independent(training, predictors);
    const x = new Matrix(n, this.predictors.length);
    const y = new Matrix(n, targets.length);
    for (let row = 0; row < n; row++) {
      this.predictors.forEach((item, column) => x.set(row, column, z[item * n + row]!));
      targets.forEach((item, column) => y.set(row, column, z[item * n + row]!));
    }
    this.coefficients = new QrDecomposition(x).solve(y);
  }

  /** Predicted answers to the target items, in their units, for a case's answers by item. */
  predict(answers: ArrayLike<number>): number[] {
    const { mean, sd } = this.training;
    const z = this.predictors.map((item) => (answers[item]! - mean[item]!) / sd[item]!);
    return this.targets.map((target, column) => {
      const standard = z.reduce((sum, value, row) => sum + value * this.coefficients.get(row, column), 0);
      return standard * sd[target]! + mean[target]!;
    });
  }
}

/** The predictors without those that are a combination of earlier ones, and at most n - 1 of them. */
function independent({ n, z }: CaseMatrix, predictors: readonly number[]): number[] {
  const kept: { item: number; direction: Float64Array }[] = [];
  for (const item of predictors) {
    if (kept.length === n - 1) break;
    const rest = z.slice(item * n, (item + 1) * n);
    for (const { direction } of kept) {
      let along = 0;
      for (let row = 0; row < n; row++) along += rest[row]! * direction[row]!;
      for (let row = 0; row < n; row++) rest[row]! -= along * direction[row]!;
    }
    const norm = Math.sqrt(rest.reduce((sum, value) => sum + value ** 2, 0));
    if (norm > 1e-7 * Math.sqrt(n - 1)) kept.push({ item, direction: rest.map((value) => value / norm) });
  }
  return kept.map(({ item }) => item);
}
