import type { Document } from '../bson/types.js';
import { commandNotSupported } from '../errors.js';

/** What a filter may refer to besides the document: `let` variables and the command's clock. */
export interface FilterOptions {
  let?: Document;
  now?: Date;
}

/**
 * Compiles a MongoDB filter to a predicate. Throws BadValue (2) for unknown operators or bad arguments and
 * CommandNotSupported (115) for operators outside the subset.
 */
export function compileFilter(_filter: Document, _options: FilterOptions = {}): (document: Document) => boolean {
  throw commandNotSupported('not built yet');
}
