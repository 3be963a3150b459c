import type { DataTable, PathModel } from './model.types.js';
import type { PredictOptions, PredictResult } from './prediction.types.js';
import { SatisfactionError } from './satisfaction-error.js';

/** PLSpredict: out-of-sample prediction of the items by k-fold cross-validation beside a linear model (Shmueli et al. 2016). */
export function plsPredict(_data: DataTable, _model: PathModel, _options: PredictOptions = {}): PredictResult {
  throw new SatisfactionError('not_estimable', 'Being written.');
}
