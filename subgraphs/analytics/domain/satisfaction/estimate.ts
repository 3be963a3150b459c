import type { Estimate } from './estimate.types.js';
import type { DataTable, PathModel, Settings } from './model.types.js';
import { SatisfactionError } from './satisfaction-error.js';

/** The point estimates of the model on the data; throws SatisfactionError naming the item or construct at fault. */
export function estimate(_data: DataTable, _model: PathModel, _settings: Partial<Settings> = {}): Estimate {
  throw new SatisfactionError('not_estimable', 'Being written.');
}
