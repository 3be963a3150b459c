import type { CaseMatrix } from './case-matrix.js';
import { effectiveSettings } from './case-matrix.js';
import { constructScores } from './construct-scores.js';
import { casesOf, solveSample } from './estimate.js';
import type { Block } from './layout.js';
import type { DataTable, PathModel } from './model.types.js';
import type { BlindfoldResult } from './prediction.types.js';
import { toError } from './sample-checks.js';
import { SatisfactionError } from './satisfaction-error.js';
import { Solver } from './solver.js';

interface Errors {
  readonly sse: number;
  readonly sso: number;
}

/** One round: of the block at `place`, every `distance`-th cell is omitted from `first` on. */
interface Omission {
  readonly whole: Solver;
  readonly place: number;
  readonly first: number;
  readonly distance: number;
}

function omittedCells({ start, length }: Block, n: number, first: number, distance: number): number[] {
  const cells: number[] = [];
  for (let cell = first; cell < length * n; cell += distance) cells.push(start * n + cell);
  return cells;
}

/** The cases with some cells omitted and all others given, be it by imputation. */
function withoutCells(cases: CaseMatrix, cells: readonly number[]): CaseMatrix {
  const z = cases.z.slice();
  const present = new Uint8Array(z.length).fill(1);
  const missing = new Int32Array(cases.items.length);
  for (const cell of cells) {
    z[cell] = 0;
    present[cell] = 0;
    missing[Math.floor(cell / cases.n)]!++;
  }
  return { ...cases, z, present, missing };
}

/** Scores of a construct that its predecessors' scores predict, by case. */
function predictedScores({ layout, paths }: Solver, scores: Float64Array, place: number, n: number): Float64Array {
  const blocks = layout.final.blocks.length;
  const predicted = new Float64Array(n);
  layout.sources.forEach((source, path) => {
    if (layout.targets[path] !== place) return;
    for (let row = 0; row < n; row++) predicted[row]! += paths[path]! * scores[row * blocks + source]!;
  });
  return predicted;
}

/** Predicts the omitted cells from a model estimated with item means in their place, and from the means. */
function predictionErrors({ whole, place, first, distance }: Omission): Errors {
  const { layout, settings, cases } = whole;
  const cells = omittedCells(layout.final.blocks[place]!, cases.n, first, distance);
  const solver = new Solver(layout, withoutCells(cases, cells), settings);
  const fault = solver.solve(null);
  if (fault) throw toError(fault);
  const { mean, sd } = solver.moments;
  const predicted = predictedScores(solver, constructScores(solver), place, cases.n);
  let sse = 0;
  let sso = 0;
  for (const cell of cells) {
    const item = Math.floor(cell / cases.n);
    const loading = solver.final.covariance[place * layout.width + item]!;
    const guess = predicted[cell % cases.n]! * loading * sd[item]! + mean[item]!;
    sse += (cases.z[cell]! - guess) ** 2;
    sso += (cases.z[cell]! - mean[item]!) ** 2;
  }
  return { sse, sso };
}

function checkDistance(distance: number, n: number): void {
  if (!Number.isInteger(distance) || distance < 2 || distance >= n) {
    throw new SatisfactionError(
      'option_invalid',
      `The omission distance is a whole number from 2 to ${n - 1}, not ${distance}.`,
    );
  }
  if (n % distance === 0) {
    throw new SatisfactionError(
      'option_invalid',
      `${n} cases are a multiple of the omission distance ${distance}, so whole rows would be omitted; choose another (5 to 12 are usual).`,
    );
  }
}

/**
 * Q2 by blindfolding (Stone 1974; Geisser 1974; Hair et al. 2017, ch. 6): every d-th cell of a construct's block,
 * running through all cases of its first item, then of its second and so on, is omitted and filled with the item's mean;
 * the model is estimated anew and predicts the omitted cells through the structure (cross-validated redundancy);
 * d rounds omit every cell once. Q2 = 1 - SSE/SSO, errors in units of standardised answers, SSO from the means.
 *
 * For endogenous constructs of mode A or of one item. Missing answers are treated first, like everywhere.
 * Throws SatisfactionError 'option_invalid' where the number of cases is a multiple of the distance.
 */
export function blindfold(data: DataTable, model: PathModel, omissionDistance = 7): BlindfoldResult {
  const settings = effectiveSettings(model);
  const cases = casesOf(data, model, settings);
  checkDistance(omissionDistance, cases.n);
  const whole = solveSample(cases, model, settings);
  const { blocks } = whole.layout.final;
  const targets = [...new Set(whole.layout.targets)].filter(
    (place) => blocks[place]!.kind === 'A' || blocks[place]!.length === 1,
  );
  const q2 = targets.map((place) => {
    let sse = 0;
    let sso = 0;
    for (let first = 0; first < omissionDistance; first++) {
      const errors = predictionErrors({ whole, place, first, distance: omissionDistance });
      sse += errors.sse;
      sso += errors.sso;
    }
    return { construct: blocks[place]!.name, q2: 1 - sse / sso, sse, sso };
  });
  return { omissionDistance, q2 };
}

/** An omission distance near the usual 7 that does not divide the number of cases. */
export function usableOmissionDistance(n: number): number {
  return [7, 9, 8, 6, 5, 10, 11, 12].find((distance) => n % distance !== 0) ?? 13;
}
