import type { BootstrapResult } from './bootstrap.types.js';
import type { Estimate } from './estimate.types.js';
import { estimateJson } from './estimate-json.js';
import { blindfoldJson, bootstrapJson, mapJson, predictJson } from './evaluation-json.js';
import type { Json } from './json-record.js';
import type { BlindfoldResult, ImportancePerformance, PredictResult } from './prediction.types.js';

/** All that was computed for one model and data set; what is null or left out was not asked for. */
export interface Analysis {
  readonly estimate: Estimate;
  readonly bootstrap?: BootstrapResult | null;
  readonly blindfolds?: readonly BlindfoldResult[];
  readonly predictions?: readonly PredictResult[];
  readonly importancePerformance?: ImportancePerformance | null;
}

/**
 * The results as plain JSON with the key names and layout of the reference files: the keys of the seminr object
 * (outer_weights, paths, r2, reliability, htmt, specific_indirect_effects, ...), then settings, descriptives and, where
 * computed, bootstrap, blindfolding_q2, plspredict and ipma. What is not a number is null.
 */
export function toReferenceJson(analysis: Analysis): Json {
  const { estimate, bootstrap, blindfolds = [], predictions = [], importancePerformance } = analysis;
  return {
    ...estimateJson(estimate),
    ...(bootstrap ? { bootstrap: bootstrapJson(bootstrap, estimate) } : {}),
    ...(blindfolds.length > 0 ? { blindfolding_q2: blindfoldJson(blindfolds) } : {}),
    ...(predictions.length > 0 ? { plspredict: predictJson(predictions) } : {}),
    ...(importancePerformance ? { ipma: mapJson(importancePerformance) } : {}),
  };
}
