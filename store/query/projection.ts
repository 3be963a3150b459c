import type { Document } from '../bson/types.js';
import { commandNotSupported } from '../errors.js';

/** Compiles a find projection. `filter` is needed for the positional `$`. */
export function compileProjection(
  _spec: Document,
  _filter: Document = {},
  _options: { let?: Document; now?: Date } = {},
): (document: Document) => Document {
  throw commandNotSupported('not built yet');
}
