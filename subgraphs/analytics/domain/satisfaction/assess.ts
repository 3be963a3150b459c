import type { Estimate } from './estimate.types.js';
import type { BlindfoldResult, PredictResult } from './prediction.types.js';
import type { Verdict } from './verdict.types.js';
import { SatisfactionError } from './satisfaction-error.js';

/** Holds the estimates against the thresholds of the literature. */
export function assess(
  _estimate: Estimate,
  _more: { readonly blindfold?: BlindfoldResult | null; readonly prediction?: PredictResult | null } = {},
): Verdict[] {
  throw new SatisfactionError('not_estimable', 'Being written.');
}
