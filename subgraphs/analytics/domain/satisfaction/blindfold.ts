import type { DataTable, PathModel } from './model.types.js';
import type { BlindfoldResult } from './prediction.types.js';
import { SatisfactionError } from './satisfaction-error.js';

/** Q2 by blindfolding with the omission distance given (7 unless told; the number of cases must not be its multiple). */
export function blindfold(_data: DataTable, _model: PathModel, _omissionDistance = 7): BlindfoldResult {
  throw new SatisfactionError('not_estimable', 'Being written.');
}
