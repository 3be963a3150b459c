import type { Document } from '../bson/types.js';
import { commandNotSupported } from '../errors.js';

/** Compiles a sort specification to a comparator; an array sorts by its least (ascending) or greatest element. */
export function compileSort(_spec: Document): (a: Document, b: Document) => number {
  throw commandNotSupported('not built yet');
}
