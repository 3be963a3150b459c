import type { CaseMatrix } from './case-matrix.js';
import { effectiveSettings, toCaseMatrix } from './case-matrix.js';
import { describeItems } from './describe-items.js';
import type { EffectPlan } from './effects.js';
import { chainEffect, planEffects, totalEffects } from './effects.js';
import type { ConstructEstimate, Estimate, ItemEstimate, PairValue, PathEstimate } from './estimate.types.js';
import { informationCriteria } from './information-criteria.js';
import type { Block } from './layout.js';
import { toLayout } from './layout.js';
import type { DataTable, PathModel, Settings } from './model.types.js';
import { reestimatedEffectSizes } from './reestimated-effect-sizes.js';
import { alpha, ave, htmt, rhoA, rhoC } from './reliability.js';
import { checkCases, checkCollinearity, toError } from './sample-checks.js';
import { constructScores } from './construct-scores.js';
import { Solver } from './solver.js';
import { varianceInflation } from './variance-inflation.js';

const columns = ({ start, length }: Block): number[] => Array.from({ length }, (_, index) => start + index);

function itemEstimates({ layout, final, moments, scoreSd }: Solver): ItemEstimate[] {
  const { blocks } = layout.final;
  const { width } = moments;
  return blocks.flatMap((block, place) => {
    const vif = varianceInflation(moments.correlation, width, columns(block));
    return columns(block).map((column, index) => ({
      item: layout.items[column] ?? `${block.name}_intxn`,
      construct: block.name,
      mode: block.kind === 'B' ? ('B' as const) : ('A' as const),
      weight: final.weights[column]!,
      loading: final.covariance[place * width + column]! * scoreSd[place]!,
      vif: vif[index]!,
      crossLoadings: blocks.map((_, other) => final.covariance[other * width + column]!),
    }));
  });
}

function constructEstimates(solver: Solver): ConstructEstimate[] {
  const { layout, final, moments, scoreSd, r2 } = solver;
  const { width, size } = moments;
  const correlations = { values: moments.correlation, width };
  return layout.final.blocks.map((block, place) => {
    const loadings = columns(block).map((column) => final.covariance[place * width + column]!);
    const predictors = layout.final.predecessors[place]!.length;
    return {
      construct: block.name,
      kind: block.kind,
      alpha: alpha(correlations, block),
      rhoA: rhoA(correlations, block, final.weights),
      rhoC: rhoC(loadings),
      ave: ave(loadings),
      scoreSd: scoreSd[place]!,
      ...(predictors > 0 ? { structure: informationCriteria(r2[place]!, predictors, size) } : {}),
    };
  });
}

/** f2 with fixed scores (Cohen 1988): what a predictor adds to R2, beta^2 / VIF, over 1 - R2. */
function pathEstimates({ layout, final, paths, betas, r2 }: Solver): PathEstimate[] {
  const { blocks, predecessors } = layout.final;
  const inflation = predecessors.map((before) => varianceInflation(final.scores, blocks.length, before));
  return Array.from(layout.sources, (source, path) => {
    const target = layout.targets[path]!;
    const vif = inflation[target]![predecessors[target]!.indexOf(source)]!;
    return {
      from: blocks[source]!.name,
      to: blocks[target]!.name,
      coefficient: paths[path]!,
      f2: betas[path]! ** 2 / vif / (1 - r2[target]!),
      vif,
    };
  });
}

type Effects = Pick<Estimate, 'totalEffects' | 'totalIndirectEffects' | 'indirectEffects'>;

function effectEstimates({ layout, paths }: Solver, plan: EffectPlan): Effects {
  const names = layout.final.blocks.map(({ name }) => name);
  const count = names.length;
  const total = new Float64Array(count ** 2);
  totalEffects(layout, plan, paths, total);
  const direct = new Float64Array(count ** 2);
  layout.sources.forEach((source, path) => (direct[source * count + layout.targets[path]!] = paths[path]!));
  const pair = (from: number, to: number, value: number): PairValue => ({ from: names[from]!, to: names[to]!, value });
  return {
    totalEffects: plan.total.map(({ from, to }) => pair(from, to, total[from * count + to]!)),
    totalIndirectEffects: plan.indirect.map(({ from, to }) => {
      return pair(from, to, total[from * count + to]! - direct[from * count + to]!);
    }),
    indirectEffects: plan.chains.map((chain) => ({
      through: chain.blocks.map((block) => names[block]!),
      value: chainEffect(chain.paths, paths),
    })),
  };
}

function validityEstimates({ layout, moments, final }: Solver): Pick<Estimate, 'correlations' | 'htmt'> {
  const { blocks } = layout.final;
  const ratios = new Float64Array(blocks.length ** 2);
  htmt({ values: moments.correlation, width: moments.width }, blocks, ratios);
  return { correlations: final.scores.slice(), htmt: ratios };
}

/** Estimated solver for data and model; throws SatisfactionError where the sample cannot be estimated. */
export function solveSample(cases: CaseMatrix, model: PathModel, settings: Settings): Solver {
  const layout = toLayout(model, settings.innerWeighting);
  checkCases(layout, cases.n);
  const solver = new Solver(layout, cases, settings);
  solver.moments.load(null);
  checkCollinearity(layout, solver.moments);
  const fault = solver.estimateLoaded();
  if (fault) throw toError(fault);
  return solver;
}

/** The answers to the items the model uses, missing ones treated. */
export function casesOf(data: DataTable, model: PathModel, settings: Settings): CaseMatrix {
  return toCaseMatrix(data, toLayout(model, settings.innerWeighting).items, settings);
}

/**
 * The point estimates of the model on the data. `settings` override those of the model. Throws SatisfactionError that
 * names the item or construct at fault: an absent column, an item without answers or variance, collinear items or
 * predictors, too few cases. An estimate whose iterations did not end says `converged: false`.
 */
export function estimate(data: DataTable, model: PathModel, settings: Partial<Settings> = {}): Estimate {
  const effective = effectiveSettings(model, settings);
  const cases = casesOf(data, model, effective);
  const solver = solveSample(cases, model, effective);
  const { final, layout } = solver;
  const found = {
    model,
    settings: effective,
    n: cases.n,
    casesLeftOut: data.n - cases.n,
    missingCells: cases.missing.reduce((sum, count) => sum + count, 0),
    constructs: layout.final.blocks.map(({ name }) => name),
    converged: final.lastChange < effective.stopCriterion,
    weightUpdates: final.updates,
    finalWeightChange: final.lastChange,
    items: itemEstimates(solver),
    quality: constructEstimates(solver),
    paths: pathEstimates(solver),
    ...effectEstimates(solver, planEffects(layout)),
    ...validityEstimates(solver),
    scores: constructScores(solver),
    descriptions: describeItems(cases, model),
  };
  return { ...found, reestimatedEffectSizes: reestimatedEffectSizes(solver, model) };
}
