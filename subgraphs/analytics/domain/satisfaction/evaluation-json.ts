import type { BootstrapResult, BootstrapStatistic } from './bootstrap.types.js';
import { bootstrapGroups } from './bootstrap.types.js';
import type { Estimate } from './estimate.types.js';
import type { Json } from './json-record.js';
import { number, pairs, record } from './json-record.js';
import type { BlindfoldResult, ImportancePerformance, ItemPrediction, PredictResult } from './prediction.types.js';

function statistic(found: BootstrapStatistic): Json {
  const { original, mean, bias, sd, t, pResamples, pCases, pNormal, percentile, bc, bca, z0, acceleration } = found;
  return {
    original: number(original),
    mean: number(mean),
    bias: number(bias),
    sd: number(sd),
    t: number(t),
    p_t_df_R_minus_1: number(pResamples),
    p_t_df_n_minus_1: number(pCases),
    p_normal: number(pNormal),
    ci_percentile: percentile.map(number),
    ci_bc: bc.map(number),
    ci_bca: bca.map(number),
    z0: number(z0),
    acceleration: number(acceleration),
  };
}

/** Layout of the *.bootstrap.expected.json files, with seed, failures and HTMT besides. */
export function bootstrapJson(result: BootstrapResult, { settings }: Estimate): Json {
  const imputation =
    settings.missing === 'casewise' ? 'incomplete cases left out' : 'mean replacement inside every resample';
  return {
    model: result.model,
    n: result.n,
    resamples_requested: result.requested,
    resamples_used: result.used,
    elapsed_seconds: result.elapsedSeconds,
    cores: Math.max(1, result.workers),
    seed: result.seed,
    scheme: `${settings.innerWeighting} weighting, stop ${settings.stopCriterion}, sd n-1, ${imputation}, no sign correction`,
    quantiles: 'percentile and BC: type 7; BCa: normal-scale interpolation, acceleration from the delete-one jackknife',
    monte_carlo_note: 'relative MC error (1 sigma) of a SD or t value: 1/sqrt(2R)',
    failures: Object.fromEntries(result.failures),
    ...record(bootstrapGroups, String, (group) => record(result.groups[group], ({ key }) => key, statistic)),
  };
}

/** Layout of `blindfolding_q2`. */
export function blindfoldJson(results: readonly BlindfoldResult[]): Json {
  return {
    source:
      'cross-validated redundancy; omission runs through all rows of item 1, then item 2, ... of a block; item means fill the gaps',
    values: record(
      results,
      ({ omissionDistance }) => `d${omissionDistance}`,
      ({ q2 }) =>
        record(
          q2,
          ({ construct }) => construct,
          (found) => number(found.q2),
        ),
    ),
  };
}

/** Layout of `plspredict`. */
export function predictJson(results: readonly PredictResult[]): Json {
  const column = (items: readonly ItemPrediction[], value: (item: ItemPrediction) => number): Json =>
    record(
      items,
      ({ item }) => item,
      (item) => number(value(item)),
    );
  return {
    source:
      'PLSpredict; fold_of_row[i] is the fold holding case i; missing values treated on the whole sample beforehand',
    fold_of_row: results[0]!.foldOfCase,
    results: record(
      results,
      ({ technique }) => (technique === 'direct' ? 'DA' : 'EA'),
      ({ items }) => ({
        pls_rmse: column(items, ({ plsRmse }) => plsRmse),
        pls_mae: column(items, ({ plsMae }) => plsMae),
        lm_rmse: column(items, ({ lmRmse }) => lmRmse),
        lm_mae: column(items, ({ lmMae }) => lmMae),
        q2_predict: column(items, ({ q2Predict }) => q2Predict),
      }),
    ),
  };
}

/** Layout of `ipma`, with the items besides. */
export function mapJson({ importance, constructs, items, warnings }: ImportancePerformance): Json {
  return {
    source: 'unstandardised; weights w/sd normed to sum 1',
    importance_total_effects_unstandardised: pairs(importance),
    performance_raw_scale: record(
      constructs,
      ({ construct }) => construct,
      ({ raw }) => number(raw),
    ),
    performance_0_100: record(
      constructs,
      ({ construct }) => construct,
      ({ performance }) => number(performance),
    ),
    item_performance_0_100: record(
      items,
      ({ item }) => item,
      ({ performance }) => number(performance),
    ),
    item_weights_normed: record(
      items,
      ({ item }) => item,
      ({ weight }) => number(weight),
    ),
    warnings,
  };
}
