import { completedAnswers, effectiveSettings, toCaseMatrix } from './case-matrix.js';
import type { CaseMatrix } from './case-matrix.js';
import { planEffects } from './effects.js';
import { casesOf, solveSample } from './estimate.js';
import { randomFolds } from './folds.js';
import type { Layout } from './layout.js';
import { LinearBenchmark } from './linear-benchmark.js';
import type { DataTable, PathModel } from './model.types.js';
import { predictItems, productMoments } from './predict-items.js';
import type { PredictOptions, PredictResult } from './prediction.types.js';
import { SatisfactionError } from './satisfaction-error.js';

type Technique = NonNullable<PredictOptions['technique']>;

/** Items of endogenous constructs, block by block. */
interface Target {
  readonly construct: string;
  readonly items: readonly number[];
}

function targetsOf({ targets, final }: Layout): Target[] {
  return [...new Set(targets)].map((place) => {
    const { name, start, length } = final.blocks[place]!;
    return { construct: name, items: Array.from({ length }, (_, index) => start + index) };
  });
}

/** Predictions and errors of every row, laid out like the answers: column-major by item. */
interface Predictions {
  readonly pls: Float64Array;
  readonly linear: Float64Array;
  readonly trainingMean: Float64Array;
}

interface Fold {
  readonly cases: CaseMatrix;
  readonly complete: Float64Array;
  readonly model: PathModel;
  readonly test: readonly number[];
  readonly train: readonly number[];
  readonly technique: Technique;
}

function rowsOf(complete: Float64Array, items: number, n: number, rows: readonly number[]): Float64Array {
  const picked = new Float64Array(rows.length * items);
  rows.forEach((row, index) => {
    for (let item = 0; item < items; item++) picked[index * items + item] = complete[item * n + row]!;
  });
  return picked;
}

/** Trains on all rows but the fold's and adds the predictions of the fold's rows to `out`. */
function predictFold({ cases, complete, model, test, train, technique }: Fold, out: Predictions): void {
  const { items, n } = cases;
  const settings = effectiveSettings(model);
  const table: DataTable = { columns: items, rows: rowsOf(complete, items.length, n, train), n: train.length };
  const training = toCaseMatrix(table, items, { ...settings, missingCodes: [] });
  const solver = solveSample(training, model, settings);
  const trained = { solver, cases: training };
  const { forward } = planEffects(solver.layout);
  const products = productMoments(trained);
  const benchmarks = targetsOf(solver.layout).map((target) => {
    const others = items.map((_, item) => item).filter((item) => !target.items.includes(item));
    return { target, linear: new LinearBenchmark(solver.moments, others, target.items) };
  });
  for (const row of test) {
    const answers = rowsOf(complete, items.length, n, [row]);
    const predicted = predictItems(trained, answers, products, forward, technique);
    for (const { target, linear } of benchmarks) {
      const naive = linear.predict(answers);
      target.items.forEach((item, index) => {
        out.pls[item * n + row]! += predicted[item]!;
        out.linear[item * n + row]! += naive[index]!;
        out.trainingMean[item * n + row]! += training.mean[item]!;
      });
    }
  }
}

function foldsOfRow(cases: CaseMatrix, rows: number, options: PredictOptions, repetition: number): ArrayLike<number> {
  const { folds = 10, seed = 1, foldOfRow } = options;
  if (foldOfRow) {
    if (foldOfRow.length !== rows) {
      throw new SatisfactionError(
        'option_invalid',
        `foldOfRow names the folds of ${foldOfRow.length} rows; the data has ${rows}.`,
      );
    }
    return Array.from(cases.tableRow, (row) => foldOfRow[row]!);
  }
  if (!Number.isInteger(folds) || folds < 2 || folds > cases.n) {
    throw new SatisfactionError(
      'option_invalid',
      `The number of folds is a whole number from 2 to ${cases.n}, not ${folds}.`,
    );
  }
  return randomFolds(cases.n, folds, seed, repetition);
}

function errorsOf(complete: Float64Array, predicted: Float64Array, item: number, n: number, repetitions: number) {
  let squares = 0;
  let absolute = 0;
  for (let row = 0; row < n; row++) {
    const error = complete[item * n + row]! - predicted[item * n + row]! / repetitions;
    squares += error ** 2;
    absolute += Math.abs(error);
  }
  return { squares, rmse: Math.sqrt(squares / n), mae: absolute / n };
}

/**
 * PLSpredict (Shmueli et al. 2016, 2019): k-fold cross-validated prediction of the items of endogenous constructs, beside
 * a linear model of the items. Missing answers are treated on the whole sample first. Predictions are averaged over
 * repetitions, then compared. Throws what `estimate` throws on a training sample, and 'option_invalid'.
 */
export function plsPredict(data: DataTable, model: PathModel, options: PredictOptions = {}): PredictResult {
  const { repetitions = 1, technique = 'direct' } = options;
  if (!Number.isInteger(repetitions) || repetitions < 1) {
    throw new SatisfactionError('option_invalid', `repetitions is a whole number from 1 on, not ${repetitions}.`);
  }
  const settings = effectiveSettings(model);
  const cases = casesOf(data, model, settings);
  const { layout } = solveSample(cases, model, settings);
  const complete = completedAnswers(cases);
  const { n } = cases;
  const out: Predictions = {
    pls: new Float64Array(complete.length),
    linear: new Float64Array(complete.length),
    trainingMean: new Float64Array(complete.length),
  };
  let foldOf: number[] = [];
  for (let repetition = 0; repetition < repetitions; repetition++) {
    foldOf = Array.from(foldsOfRow(cases, data.n, options, repetition));
    for (const fold of new Set(foldOf)) {
      const rows = foldOf.map((_, row) => row);
      const test = rows.filter((row) => foldOf[row] === fold);
      predictFold({ cases, complete, model, test, train: rows.filter((row) => foldOf[row] !== fold), technique }, out);
    }
  }
  const items = targetsOf(layout).flatMap(({ construct, items: block }) =>
    block.map((item) => {
      const pls = errorsOf(complete, out.pls, item, n, repetitions);
      const linear = errorsOf(complete, out.linear, item, n, repetitions);
      const naive = errorsOf(complete, out.trainingMean, item, n, repetitions);
      return {
        item: layout.items[item]!,
        construct,
        plsRmse: pls.rmse,
        plsMae: pls.mae,
        lmRmse: linear.rmse,
        lmMae: linear.mae,
        q2Predict: 1 - pls.squares / naive.squares,
      };
    }),
  );
  return { technique, foldOfCase: foldOf, items };
}
