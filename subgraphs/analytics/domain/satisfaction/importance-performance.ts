import type { Estimate } from './estimate.types.js';
import type { DataTable } from './model.types.js';
import type { ImportancePerformance } from './prediction.types.js';
import { SatisfactionError } from './satisfaction-error.js';

/** The importance-performance map (Ringle & Sarstedt 2016). */
export function importancePerformance(_data: DataTable, _estimate: Estimate): ImportancePerformance {
  throw new SatisfactionError('not_estimable', 'Being written.');
}
