import { showValue } from '../bson/show.js';
import { isDocument } from '../bson/types.js';
import type { Document } from '../bson/types.js';
import { badValue, pathNotViable } from '../errors.js';
import { fieldOf, indexOf, setField } from './path.js';

/**
 * Computes a field's new value from its old one; `undefined` in means missing, `undefined` out removes the field (in an
 * array: makes it null). Returning the old value unchanged makes the update a no-op.
 */
export type Change = (old: unknown) => unknown;

/** A path whose positional segments are resolved, and whether missing parents are made. */
export interface Place {
  parts: string[];
  creates: boolean;
}

const longestGap = 1_500_000;

function withField(document: Document, name: string, value: unknown): Document {
  const result = { ...document };
  if (value === undefined) delete result[name];
  else setField(result, name, value);
  return result;
}

function withElement(array: unknown[], index: number, value: unknown): unknown[] {
  if (index - array.length > longestGap) throw badValue(`can't backfill more than ${longestGap} elements`);
  const result = [...array];
  while (result.length < index) result.push(null);
  result[index] = value === undefined ? null : value;
  return result;
}

function changeElement(array: unknown[], place: Place, at: number, change: Change): unknown {
  const part = place.parts[at] as string;
  const index = indexOf(part);
  if (index < 0) {
    if (!place.creates) return array;
    throw pathNotViable(`Cannot create field '${part}' in element {${place.parts[at - 1]}: ${showValue(array)}}`);
  }
  if (index >= array.length && !place.creates) return array;
  const old = array[index];
  const value = changeValue(old, place, at + 1, change);
  return value === old && index < array.length ? array : withElement(array, index, value);
}

function changeValue(value: unknown, place: Place, at: number, change: Change): unknown {
  if (at === place.parts.length) return change(value);
  if (Array.isArray(value)) return changeElement(value, place, at, change);
  const part = place.parts[at] as string;
  if (value === undefined || isDocument(value)) {
    if (value === undefined && !place.creates) return value;
    const document = value ?? {};
    const old = fieldOf(document, part);
    const next = changeValue(old, place, at + 1, change);
    return next === old ? value : withField(document, part, next);
  }
  if (!place.creates) return value;
  throw pathNotViable(`Cannot create field '${part}' in element {${place.parts[at - 1]}: ${showValue(value)}}`);
}

/**
 * The document with one place changed; only the containers on the way are copied, and the argument itself is returned
 * when nothing changes. Throws PathNotViable (28) when a scalar stands where a container must be made.
 */
export const changeAt = (document: Document, place: Place, change: Change): Document =>
  changeValue(document, place, 0, change) as Document;

/** The value at resolved parts, arrays by index; `undefined` when there is none. */
export function valueAtParts(document: Document, parts: string[]): unknown {
  let value: unknown = document;
  for (const part of parts) {
    if (Array.isArray(value)) value = value[indexOf(part)];
    else if (isDocument(value)) value = fieldOf(value, part);
    else return undefined;
  }
  return value;
}
