import type { CaseMatrix } from './case-matrix.js';
import type { Layout } from './layout.js';
import type { PredictOptions } from './prediction.types.js';
import type { Solver } from './solver.js';

/** A trained model and what is needed to carry it to other cases. */
export interface Trained {
  readonly solver: Solver;
  /** Cases of the training sample. */
  readonly cases: CaseMatrix;
}

const ofBlock = (values: Float64Array, weights: Float64Array, start: number, length: number): number => {
  let sum = 0;
  for (let i = start; i < start + length; i++) sum += weights[i]! * values[i]!;
  return sum;
};

/** The z-scored answers of a case by the training sample, with the z-scored products behind them. */
function standardise(
  { solver, cases }: Trained,
  answers: ArrayLike<number>,
  productMoments: readonly ProductMoments[],
): Float64Array {
  const { layout, first } = solver;
  const values = new Float64Array(layout.width);
  for (let item = 0; item < layout.items.length; item++)
    values[item] = (answers[item]! - cases.mean[item]!) / cases.sd[item]!;
  layout.products.forEach(({ iv, moderator, column }, index) => {
    const { weights } = first!;
    const product =
      ofBlock(values, weights, iv.start, iv.length) * ofBlock(values, weights, moderator.start, moderator.length);
    values[column] = (product - productMoments[index]!.mean) / productMoments[index]!.sd;
  });
  return values;
}

export interface ProductMoments {
  readonly mean: number;
  readonly sd: number;
}

/** Mean and sd of each product over the training cases; the mean of a product of z-scores is their correlation times (n-1)/n. */
export function productMoments({ solver, cases }: Trained): ProductMoments[] {
  const { layout, first, scoreSd } = solver;
  if (!first) return [];
  const places = new Map(first.stage.blocks.map((block, place) => [block.name, place]));
  const count = first.stage.blocks.length;
  return layout.products.map(({ name, iv, moderator }) => ({
    mean: (first.scores[places.get(iv.name)! * count + places.get(moderator.name)!]! * (cases.n - 1)) / cases.n,
    sd: scoreSd[layout.final.blocks.findIndex((block) => block.name === name)]!,
  }));
}

/** Scores predicted through the paths: from the case's own scores, or from those of exogenous constructs alone. */
function predictScores(
  layout: Layout,
  paths: Float64Array,
  own: Float64Array,
  forward: Int32Array,
  earliest: boolean,
): Float64Array {
  const predicted = own.slice();
  for (const block of forward) {
    if (layout.final.predecessors[block]!.length === 0) continue;
    let sum = 0;
    layout.sources.forEach((source, path) => {
      if (layout.targets[path] === block) sum += paths[path]! * (earliest ? predicted : own)[source]!;
    });
    predicted[block] = sum;
  }
  return predicted;
}

/**
 * Predicts the answers of one case to the items of every endogenous construct (Shmueli et al. 2016): scores by training
 * weights, through the training paths, times loadings, in the items' units. Product terms are products of the case's
 * own stage 1 scores (no rule is published for moderated models; this is the two-stage method carried on).
 * `answers` and the result are by item of the layout; items of exogenous constructs predict themselves from their score.
 */
export function predictItems(
  trained: Trained,
  answers: ArrayLike<number>,
  products: readonly ProductMoments[],
  forward: Int32Array,
  technique: NonNullable<PredictOptions['technique']>,
): Float64Array {
  const { solver, cases } = trained;
  const { layout, final, scoreSd, paths } = solver;
  const values = standardise(trained, answers, products);
  const own = Float64Array.from(layout.final.blocks, ({ start, length }, place) => {
    return ofBlock(values, final.weights, start, length) * scoreSd[place]!;
  });
  const predicted = predictScores(layout, paths, own, forward, technique === 'earliest');
  const out = new Float64Array(layout.items.length);
  layout.final.blocks.forEach(({ kind, start, length }, place) => {
    if (kind === 'interaction') return;
    for (let item = start; item < start + length; item++) {
      const loading = final.covariance[place * layout.width + item]!;
      out[item] = predicted[place]! * loading * cases.sd[item]! + cases.mean[item]!;
    }
  });
  return out;
}
