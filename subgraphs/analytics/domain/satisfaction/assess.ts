import type { Estimate } from './estimate.types.js';
import type { BlindfoldResult, PredictResult } from './prediction.types.js';
import type { Rule } from './thresholds.js';
import { interactionEffect, rules } from './thresholds.js';
import type { Measure, Rating, Verdict } from './verdict.types.js';

function judge(measure: Measure, subject: string, value: number, { threshold, source, rate }: Rule): Verdict {
  return { measure, subject, value, rating: Number.isNaN(value) ? 'undefined' : rate(value), threshold, source };
}

/** Constructs whose items reflect one concept: mode A with several items. The rules for items and reliability are theirs. */
function reflective({ quality, items }: Estimate): Set<string> {
  const several = (name: string): boolean => items.filter(({ construct }) => construct === name).length > 1;
  return new Set(
    quality.filter(({ construct, kind }) => kind === 'A' && several(construct)).map(({ construct }) => construct),
  );
}

function measurementVerdicts(estimate: Estimate): Verdict[] {
  const measured = reflective(estimate);
  const several = new Set(
    estimate.items
      .filter(({ construct }, place, all) =>
        all.some((other, index) => other.construct === construct && index !== place),
      )
      .map(({ construct }) => construct),
  );
  return [
    ...estimate.items
      .filter(({ construct }) => measured.has(construct))
      .map(({ item, loading }) => judge('loading', item, loading, rules.loading)),
    ...estimate.items
      .filter(({ construct }) => several.has(construct))
      .map(({ item, vif }) => judge('vif_item', item, vif, rules.vif_item)),
    ...estimate.quality
      .filter(({ construct }) => measured.has(construct))
      .flatMap(({ construct, alpha, rhoA, rhoC, ave }) => [
        judge('alpha', construct, alpha, rules.alpha),
        judge('rho_a', construct, rhoA, rules.rho_a),
        judge('rho_c', construct, rhoC, rules.rho_c),
        judge('ave', construct, ave, rules.ave),
      ]),
  ];
}

/** Root of the AVE above every correlation with another construct; the value is the distance to the largest. */
const fornellLarcker: Rule = {
  threshold: 'root of AVE above the largest correlation with another construct (difference > 0)',
  source: 'Fornell & Larcker 1981',
  rate: (difference) => (difference > 0 ? 'good' : 'poor'),
};

function validityVerdicts(estimate: Estimate): Verdict[] {
  const { quality, constructs, correlations, htmt } = estimate;
  const size = constructs.length;
  const measured = reflective(estimate);
  const places = [...constructs.keys()].filter((place) => quality[place]!.kind !== 'interaction');
  const largest = (place: number): number =>
    Math.max(
      0,
      ...places.filter((other) => other !== place).map((other) => Math.abs(correlations[place * size + other]!)),
    );
  const comparable = places.filter((place) => quality[place]!.kind === 'A');
  return [
    ...places
      .filter((place) => measured.has(constructs[place]!))
      .map((place) =>
        judge('fornell_larcker', constructs[place]!, Math.sqrt(quality[place]!.ave) - largest(place), fornellLarcker),
      ),
    ...comparable.flatMap((place, index) =>
      comparable
        .slice(0, index)
        .map((other) =>
          judge('htmt', `${constructs[other]!} | ${constructs[place]!}`, htmt[place * size + other]!, rules.htmt),
        ),
    ),
  ];
}

function structureVerdicts({ quality, paths }: Estimate): Verdict[] {
  const interactions = new Set(quality.filter(({ kind }) => kind === 'interaction').map(({ construct }) => construct));
  return [
    ...quality.flatMap(({ construct, structure }) =>
      structure ? [judge('r2', construct, structure.r2, rules.r2)] : [],
    ),
    ...paths.flatMap(({ from, to, f2, vif }) => [
      judge('f2', `${from} -> ${to}`, f2, interactions.has(from) ? interactionEffect : rules.f2),
      judge('vif_inner', `${from} -> ${to}`, vif, rules.vif_inner),
    ]),
  ];
}

const predictionRule = (beatsBenchmark: boolean): Rule => ({
  threshold: '> 0, with an RMSE below that of the linear benchmark (> 0 alone accepted)',
  source: 'Shmueli et al. 2019',
  rate: (value): Rating => (value > 0 ? (beatsBenchmark ? 'good' : 'acceptable') : 'poor'),
});

const convergenceRule = (converged: boolean): Rule => ({
  threshold: 'the weights stand still within the iterations allowed',
  source: 'Lohmoller 1989',
  rate: () => (converged ? 'good' : 'poor'),
});

/**
 * Holds the estimates against the thresholds of the literature: one verdict a measure and subject, with the rule in words
 * and its source. Reliability and loadings are judged for mode A constructs of several items only, HTMT between mode A
 * constructs; Q2 and PLSpredict where they were computed.
 */
export function assess(
  estimate: Estimate,
  more: { readonly blindfold?: BlindfoldResult | null; readonly prediction?: PredictResult | null } = {},
): Verdict[] {
  return [
    judge('convergence', estimate.model.name, estimate.weightUpdates, convergenceRule(estimate.converged)),
    ...measurementVerdicts(estimate),
    ...validityVerdicts(estimate),
    ...structureVerdicts(estimate),
    ...(more.blindfold?.q2 ?? []).map(({ construct, q2 }) => judge('q2', construct, q2, rules.q2)),
    ...(more.prediction?.items ?? []).map(({ item, q2Predict, plsRmse, lmRmse }) =>
      judge('q2_predict', item, q2Predict, predictionRule(plsRmse < lmRmse)),
    ),
  ];
}
