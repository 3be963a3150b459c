import type { Estimate } from './estimate.types.js';
import type { SimpleSlopes } from './prediction.types.js';
import { SatisfactionError } from './satisfaction-error.js';

/** Simple slopes of every interaction at the moderator levels given, in standard deviations. */
export function simpleSlopes(_estimate: Estimate, _levels: readonly number[] = [-1, 0, 1]): SimpleSlopes[] {
  throw new SatisfactionError('not_estimable', 'Being written.');
}
