import { compareValues } from '../bson/compare.js';
import { isNumeric, toDouble } from '../bson/numbers.js';
import { isDocument } from '../bson/types.js';
import type { Document } from '../bson/types.js';
import { badValue, commandNotSupported, locationError, StoreError } from '../errors.js';
import { fieldOf, indexTuples } from './path.js';

/** One field of a sort: its path and 1 or -1. */
export interface SortField {
  path: string;
  direction: 1 | -1;
}

/** Checks a sort or index specification; Location15975 for any direction but 1 and -1. */
export function parseSort(spec: Document): SortField[] {
  return Object.entries(spec).map(([path, value]) => {
    if (isDocument(value)) throw commandNotSupported(`$meta sort on '${path}' is not supported`);
    const direction = isNumeric(value) ? toDouble(value) : 0;
    if (direction !== 1 && direction !== -1)
      throw locationError(15975, '$sort key ordering must be 1 (for ascending) or -1 (for descending)');
    if (path === '' || path.split('.').includes('') || path.startsWith('$'))
      throw badValue(`FieldPath '${path}' is empty, has an empty segment or starts with '$'`);
    return { path, direction };
  });
}

type Tuple = unknown[];

function compareTuples(a: Tuple, b: Tuple, fields: SortField[]): number {
  for (let at = 0; at < fields.length; at++) {
    const result = compareValues(a[at], b[at]);
    if (result !== 0) return result * (fields[at] as SortField).direction;
  }
  return 0;
}

function tuplesOf(document: Document, paths: string[]): Tuple[] {
  try {
    return indexTuples(document, paths);
  } catch (error) {
    if (error instanceof StoreError && error.code === 171)
      throw badValue('cannot sort with keys that are parallel arrays');
    throw error;
  }
}

/** The tuple a document sorts by: of several (arrays), the one that comes first in this order. */
function sortTuple(document: Document, fields: SortField[], paths: string[]): Tuple {
  const plain = fields.map(({ path }) => (path.includes('.') ? [] : fieldOf(document, path)));
  if (!plain.some(Array.isArray)) return plain.map((value) => (value === undefined ? null : value));
  return tuplesOf(document, paths).reduce((best, next) => (compareTuples(next, best, fields) < 0 ? next : best));
}

/**
 * Compiles a sort to a comparator of documents. An array counts as its least element when ascending and its greatest
 * when descending; an empty array sorts before null, a missing field as null. The keys of a document are computed once
 * per comparator, so documents must not change between comparisons.
 */
export function compileSort(spec: Document): (a: Document, b: Document) => number {
  const fields = parseSort(spec);
  const paths = fields.map((field) => field.path);
  const known = new WeakMap<Document, Tuple>();
  const tupleOf = (document: Document): Tuple => {
    let tuple = known.get(document);
    if (!tuple) known.set(document, (tuple = sortTuple(document, fields, paths)));
    return tuple;
  };
  return (a, b) => compareTuples(tupleOf(a), tupleOf(b), fields);
}
