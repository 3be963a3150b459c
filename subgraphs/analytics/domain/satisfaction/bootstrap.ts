import type { BootstrapOptions, BootstrapResult } from './bootstrap.types.js';
import type { DataTable, PathModel } from './model.types.js';
import { SatisfactionError } from './satisfaction-error.js';

/** Resamples the cases and re-estimates; results do not depend on the number of workers. */
export async function bootstrap(
  _data: DataTable,
  _model: PathModel,
  _options: BootstrapOptions = {},
): Promise<BootstrapResult> {
  throw new SatisfactionError('not_estimable', 'Being written.');
}
