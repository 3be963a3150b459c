import type { PathModel } from './model.types.js';
import { SatisfactionError } from './satisfaction-error.js';

/** Checks a model in JSON (the layout of the reference models) and returns it; throws SatisfactionError 'model_invalid' listing every fault. */
export function parseModel(_json: unknown): PathModel {
  throw new SatisfactionError('not_estimable', 'Being written.');
}
