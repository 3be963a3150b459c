import type { ConstructEstimate, Estimate } from './estimate.types.js';
import type { Json } from './json-record.js';
import { number, pairs, record } from './json-record.js';

/** Items in their constructs: { construct: { item: value } }. */
function byConstruct({ constructs, items }: Estimate, value: (item: Estimate['items'][number]) => number): Json {
  return record(constructs, String, (construct) =>
    record(
      items.filter((item) => item.construct === construct),
      ({ item }) => item,
      (item) => number(value(item)),
    ),
  );
}

function measurement(estimate: Estimate): Json {
  const { constructs, items, quality } = estimate;
  return {
    outer_weights: byConstruct(estimate, ({ weight }) => weight),
    outer_loadings: byConstruct(estimate, ({ loading }) => loading),
    cross_loadings: record(
      items,
      ({ item }) => item,
      ({ crossLoadings }) =>
        record(
          [...constructs.keys()],
          (place) => constructs[place]!,
          (place) => number(crossLoadings[place]!),
        ),
    ),
    reliability: record(
      quality,
      ({ construct }) => construct,
      ({ alpha, rhoA, rhoC, ave }) => ({
        alpha: number(alpha),
        rho_a: number(rhoA),
        rho_c: number(rhoC),
        ave: number(ave),
      }),
    ),
    vif_items: byConstruct(estimate, ({ vif }) => vif),
  };
}

/** Lower triangle with diagonal, 'later | earlier'. */
function triangle({ constructs }: Estimate, value: (row: number, column: number) => number): Json {
  return Object.fromEntries(
    constructs.flatMap((name, row) =>
      constructs.slice(0, row + 1).map((earlier, column) => [`${name} | ${earlier}`, number(value(row, column))]),
    ),
  );
}

function validity(estimate: Estimate): Json {
  const { constructs, correlations, htmt, quality } = estimate;
  const size = constructs.length;
  const r = (row: number, column: number): number => correlations[row * size + column]!;
  return {
    construct_correlations: triangle(estimate, r),
    fornell_larcker: triangle(estimate, (row, column) =>
      row === column ? Math.sqrt(quality[row]!.ave) : r(row, column),
    ),
    htmt: Object.fromEntries(
      constructs.flatMap((name, row) =>
        constructs.slice(0, row).map((earlier, column) => [`${earlier} | ${name}`, number(htmt[row * size + column]!)]),
      ),
    ),
  };
}

type Structured = ConstructEstimate & { readonly structure: NonNullable<ConstructEstimate['structure']> };

/** Endogenous constructs in the order in which the paths name them as targets. */
function endogenous({ paths, quality }: Estimate): Structured[] {
  const targets = [...new Set(paths.map(({ to }) => to))];
  return targets.map((name) => quality.find(({ construct }) => construct === name) as Structured);
}

function structure(estimate: Estimate): Json {
  const { paths } = estimate;
  const outcomes = endogenous(estimate);
  const ofPath = ({ from, to }: { from: string; to: string }): string => `${from} -> ${to}`;
  const criterion = (value: (found: Structured['structure']) => number): Json =>
    record(
      outcomes,
      ({ construct }) => construct,
      (outcome) => number(value(outcome.structure)),
    );
  return {
    paths: record(paths, ofPath, ({ coefficient }) => number(coefficient)),
    r2: criterion(({ r2 }) => r2),
    r2_adjusted: criterion(({ r2Adjusted }) => r2Adjusted),
    vif_inner: record(
      outcomes,
      ({ construct }) => construct,
      ({ construct }) =>
        record(
          paths.filter(({ to }) => to === construct),
          ({ from }) => from,
          ({ vif }) => number(vif),
        ),
    ),
    f2_fixed_scores: record(paths, ofPath, ({ f2 }) => number(f2)),
    total_effects: pairs(estimate.totalEffects),
    total_indirect_effects: pairs(estimate.totalIndirectEffects),
    specific_indirect_effects: record(
      estimate.indirectEffects,
      ({ through }) => through.join(' -> '),
      ({ value }) => number(value),
    ),
    aic_bic: { AIC: criterion(({ aic }) => aic), BIC: criterion(({ bic }) => bic) },
    f2_reestimated_seminr: pairs(estimate.reestimatedEffectSizes),
  };
}

function scores({ constructs, scores: values, quality, n }: Estimate): Json {
  const rows = Array.from({ length: n }, (_, row) => row + 1);
  return {
    construct_score_sd: record(
      quality,
      ({ construct }) => construct,
      ({ scoreSd }) => number(scoreSd),
    ),
    construct_scores: {
      rows_1_based: rows,
      values: record(
        rows,
        (row) => `row${row}`,
        (row) =>
          record(
            [...constructs.keys()],
            (place) => constructs[place]!,
            (place) => number(values[(row - 1) * constructs.length + place]!),
          ),
      ),
    },
  };
}

function descriptives({ descriptions }: Estimate): Json {
  return record(
    [...descriptions.keys()],
    (place) => descriptions[place]!.item,
    (place) => {
      const { missing, mean, median, min, max, sd, kurtosis, skewness } = descriptions[place]!;
      return {
        'No.': place + 1,
        Missing: missing,
        Mean: mean,
        Median: median,
        Min: min,
        Max: max,
        'Std.Dev.': sd,
        Kurtosis: number(kurtosis),
        Skewness: number(skewness),
      };
    },
  );
}

function settingsJson({ settings, model }: Estimate): Json {
  return {
    inner_weighting: settings.innerWeighting,
    standardize: 'z-scores, n-1',
    initial_weights: 1,
    stop_criterion: settings.stopCriterion,
    max_iterations: settings.maxIterations,
    missing: settings.missing === 'casewise' ? 'casewise' : 'mean replacement',
    missing_code: settings.missingCodes.length > 1 ? settings.missingCodes : (settings.missingCodes[0] ?? null),
    response_scale: model.responseScale,
    sign_correction: 'none',
    htmt: 'absolute correlations',
  };
}

/** The point estimates under the keys of the reference files' seminr object, with descriptives and settings. */
export function estimateJson(estimate: Estimate): Json {
  return {
    model: estimate.model.name,
    n: estimate.n,
    cases_left_out: estimate.casesLeftOut,
    converged: estimate.converged,
    weight_updates: estimate.weightUpdates,
    final_weight_change: number(estimate.finalWeightChange),
    ...measurement(estimate),
    ...structure(estimate),
    ...validity(estimate),
    ...scores(estimate),
    descriptives: descriptives(estimate),
    settings: settingsJson(estimate),
  };
}
