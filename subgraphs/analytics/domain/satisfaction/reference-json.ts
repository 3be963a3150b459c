import type { BootstrapResult } from './bootstrap.types.js';
import type { Estimate } from './estimate.types.js';
import type { BlindfoldResult, ImportancePerformance, PredictResult } from './prediction.types.js';
import { SatisfactionError } from './satisfaction-error.js';

/** All that was computed for one model and data set; what is null or left out was not asked for. */
export interface Analysis {
  readonly estimate: Estimate;
  readonly bootstrap?: BootstrapResult | null;
  readonly blindfolds?: readonly BlindfoldResult[];
  readonly predictions?: readonly PredictResult[];
  readonly importancePerformance?: ImportancePerformance | null;
}

/** The results as plain JSON with the key names of the reference files: the seminr object, then bootstrap, blindfolding_q2, plspredict, ipma, settings. */
export function toReferenceJson(_analysis: Analysis): Record<string, unknown> {
  throw new SatisfactionError('not_estimable', 'Being written.');
}
