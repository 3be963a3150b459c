import type { Document } from '../bson/types.js';
import { commandNotSupported } from '../errors.js';

/** Every value a filter on `path` is tried against (MongoDB's multikey expansion); `undefined` stands for a missing field. */
export function valuesAt(_document: unknown, _path: string): unknown[] {
  throw commandNotSupported('not built yet');
}

/**
 * The values an index on `path` holds for the document: one per array element (duplicates included once), `null` for a
 * missing field, `undefined` for an empty array (it sorts before null).
 */
export function indexValues(_document: Document, _path: string): unknown[] {
  throw commandNotSupported('not built yet');
}
