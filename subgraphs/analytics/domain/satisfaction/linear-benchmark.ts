import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import type { CaseMatrix } from './case-matrix.js';
import type { Moments } from './moments.js';
import { firstCollinear } from './variance-inflation.js';

/**
 * The naive benchmark of PLSpredict (Shmueli et al. 2019): each item of a block regressed on all items of the other
 * blocks. The normal equations of standardised items are their correlations, which the training model has at hand.
 * Predictors that are combinations of earlier ones are left out, as R's lm does.
 */
export class LinearBenchmark {
  private readonly training: CaseMatrix;
  private readonly coefficients: Matrix;
  private readonly predictors: readonly number[];

  /** @param predictors and targets are numbers of items; the training sample must stand in `moments` */
  constructor(
    moments: Moments,
    predictors: readonly number[],
    private readonly targets: readonly number[],
  ) {
    const { correlation, width } = moments;
    this.training = moments.cases;
    this.predictors = independent(moments, predictors);
    const part = (rows: readonly number[], columns: readonly number[]): Matrix =>
      new Matrix(rows.map((row) => columns.map((column) => correlation[row * width + column]!)));
    const system = part(this.predictors, this.predictors);
    this.coefficients = new CholeskyDecomposition(system).solve(part(this.predictors, targets));
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

function independent({ correlation, width }: Moments, predictors: readonly number[]): readonly number[] {
  let kept = predictors;
  for (;;) {
    const bad = firstCollinear(correlation, width, kept);
    if (bad < 0) return kept;
    kept = kept.filter((_, place) => place !== bad);
  }
}
