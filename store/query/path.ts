import { isDocument } from '../bson/types.js';
import type { Document } from '../bson/types.js';
import { locationError, StoreError } from '../errors.js';

/** The object's own field, `undefined` when it has none (nothing inherited). */
export const fieldOf = <T>(record: Record<string, T>, name: string): T | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined;

/** Sets a field, also one called `__proto__`. */
export function setField(document: Document, name: string, value: unknown): void {
  if (name === '__proto__')
    Object.defineProperty(document, name, { value, enumerable: true, writable: true, configurable: true });
  else document[name] = value;
}

const digits = /^(0|[1-9]\d*)$/;

/** The array index a path segment names, or -1. */
export const indexOf = (segment: string): number => (digits.test(segment) ? Number(segment) : -1);

/** Called for each candidate value; `position` is the index in the outermost array passed through. True stops. */
export type Visit = (value: unknown, position: number | undefined) => boolean;

/** A path walk, and how it treats an array at the end of the path. */
export interface Walk {
  parts: string[];
  leaf: 'whole' | 'elements' | 'both';
  visit: Visit;
}

function walkLeaf(array: unknown[], { leaf, visit }: Walk, position: number | undefined): boolean {
  if (leaf !== 'whole' && array.some((element, index) => visit(element, position ?? index))) return true;
  return leaf !== 'elements' && visit(array, position);
}

/** Goes on inside the element that the path names by its index. */
function walkNamed(element: unknown, at: number, walk: Walk, position: number | undefined): boolean {
  if (at === walk.parts.length) return walk.visit(element, position);
  if (Array.isArray(element)) return walkArray(element, at, walk, position);
  return isDocument(element) && walkValue(element, at, walk, position);
}

function walkArray(array: unknown[], at: number, walk: Walk, position: number | undefined): boolean {
  if (at === walk.parts.length) return walkLeaf(array, walk, position);
  const wanted = indexOf(walk.parts[at] as string);
  return array.some(
    (element, index) =>
      (isDocument(element) && walkValue(element, at, walk, position ?? index)) ||
      (index === wanted && walkNamed(element, at + 1, walk, position)),
  );
}

function walkValue(start: Document, from: number, walk: Walk, position: number | undefined): boolean {
  let current: unknown = start;
  for (let at = from; at < walk.parts.length; at++) {
    if (!isDocument(current)) return walk.visit(undefined, position);
    current = fieldOf(current, walk.parts[at] as string);
    if (Array.isArray(current)) return walkArray(current, at + 1, walk, position);
  }
  return walk.visit(current, position);
}

/**
 * Visits every value a filter on the path is tried against, until the visitor returns true. Arrays on the way are
 * entered once (and by index where the segment is a number); a scalar or nothing on the way gives `undefined`; an array
 * on the way without documents gives no candidate at all.
 */
export const walkPath = (document: Document, walk: Walk): boolean => walkValue(document, 0, walk, undefined);

function collect(document: Document, path: string, leaf: Walk['leaf']): unknown[] {
  const found: unknown[] = [];
  const visit = (value: unknown): boolean => {
    found.push(value);
    return false;
  };
  walkPath(document, { parts: path.split('.'), leaf, visit });
  return found;
}

/** Every candidate value of `path` (MongoDB's multikey expansion, a final array included as a whole); `undefined` is missing. */
export const valuesAt = (document: Document, path: string): unknown[] => collect(document, path, 'both');

/** The values at `path` with a final array replaced by its elements, one level deep, as `distinct` lists them. */
export const elementsAt = (document: Document, path: string): unknown[] =>
  collect(document, path, 'elements').filter((value) => value !== undefined);

/** One field of a compound key on its way to a value: settled, or waiting at an array. */
interface Cursor {
  value: unknown;
  parts: string[];
  at: number;
  settled: boolean;
}

const settle = (cursor: Cursor, value: unknown): Cursor => ({ ...cursor, value, settled: true });

function refuseAmbiguous(array: unknown[], part: string): void {
  if (array.some((each) => isDocument(each) && Object.hasOwn(each, part)))
    throw locationError(
      16746,
      `Ambiguous field name found in array (do not use numeric field names in embedded elements in an array), field: '${part}'`,
    );
}

function advance(cursor: Cursor): Cursor {
  let { value, at } = cursor;
  const { parts } = cursor;
  for (;;) {
    if (Array.isArray(value)) {
      const index = at < parts.length ? indexOf(parts[at] as string) : -1;
      if (index < 0) return { value, parts, at, settled: false };
      refuseAmbiguous(value, parts[at] as string);
      value = value[index];
    } else if (at === parts.length) return settle(cursor, value === undefined ? null : value);
    else if (!isDocument(value)) return settle(cursor, null);
    else value = fieldOf(value, parts[at] as string);
    at++;
    if (at > parts.length) return settle(cursor, value);
  }
}

function enter(cursor: Cursor, element: unknown): Cursor {
  if (cursor.at === cursor.parts.length) return settle(cursor, element);
  return isDocument(element) ? advance({ ...cursor, value: element }) : settle(cursor, null);
}

function expand(cursors: Cursor[], tuples: unknown[][]): void {
  const waiting = cursors.filter((cursor) => !cursor.settled);
  const array = waiting[0]?.value as unknown[] | undefined;
  if (!array) {
    tuples.push(cursors.map((cursor) => cursor.value));
    return;
  }
  const other = waiting.find((cursor) => cursor.value !== array);
  if (other) {
    const [one, two] = [waiting[0]?.parts, other.parts].map((parts) => parts?.join('.'));
    throw new StoreError(171, 'CannotIndexParallelArrays', `cannot index parallel arrays [${two}] [${one}]`);
  }
  if (array.length === 0) {
    const empty = cursors.map((cursor) =>
      cursor.settled ? cursor : settle(cursor, cursor.at === cursor.parts.length ? undefined : null),
    );
    expand(empty, tuples);
  }
  for (const element of array)
    expand(
      cursors.map((cursor) => (cursor.settled ? cursor : enter(cursor, element))),
      tuples,
    );
}

/**
 * The keys a compound index on `paths` holds for the document: one tuple per element of the array the paths share. A
 * missing field is null, an empty array `undefined` (it sorts before null). Equal tuples may repeat. Throws
 * CannotIndexParallelArrays (171) when two paths run through different arrays, and Location16746 when a number on the
 * path could name both an array element and a field of one.
 */
export function indexTuples(document: Document, paths: readonly string[]): unknown[][] {
  const tuples: unknown[][] = [];
  expand(
    paths.map((path) => advance({ value: document, parts: path.split('.'), at: 0, settled: false })),
    tuples,
  );
  return tuples;
}

/** The keys an index on one path holds for the document; see {@link indexTuples}. */
export const indexValues = (document: Document, path: string): unknown[] =>
  indexTuples(document, [path]).map((tuple) => tuple[0]);
