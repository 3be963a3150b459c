import type { Document } from '../bson/values.js';
import { equalValues, isDocument } from '../bson/values.js';

/** updateDescription of a change event. */
export interface UpdateDescription {
  updatedFields: Document;
  removedFields: string[];
  truncatedArrays: { field: string; newSize: number }[];
  /** Paths whose dotted form could be read in two ways, in parts; array positions are numbers. */
  disambiguatedPaths: Document;
}

/** Field names and array positions from the root. */
type Path = readonly (string | number)[];

const isAmbiguous = (path: Path): boolean =>
  path.some((part, at) => typeof part === 'string' && (part.includes('.') || (at > 0 && /^\d+$/.test(part))));

function dotted(path: Path, into: UpdateDescription): string {
  const text = path.join('.');
  if (isAmbiguous(path)) into.disambiguatedPaths[text] = path;
  return text;
}

function compareDocuments(before: Document, after: Document, path: Path, into: UpdateDescription): void {
  for (const name of Object.keys(before))
    if (before[name] !== undefined && after[name] === undefined) into.removedFields.push(dotted([...path, name], into));
  for (const [name, value] of Object.entries(after))
    if (value !== undefined) compare(before[name], value, [...path, name], into);
}

function compareArrays(before: unknown[], after: unknown[], path: Path, into: UpdateDescription): void {
  if (after.length < before.length) into.truncatedArrays.push({ field: dotted(path, into), newSize: after.length });
  after.forEach((value, at) => compare(before[at], value, [...path, at], into));
}

function compare(before: unknown, after: unknown, path: Path, into: UpdateDescription): void {
  if (isDocument(before) && isDocument(after)) return compareDocuments(before, after, path, into);
  if (Array.isArray(before) && Array.isArray(after) && before.length > 0 && after.length > 0)
    return compareArrays(before, after, path, into);
  if (before === undefined || !sameBson(before, after)) into.updatedFields[dotted(path, into)] = after;
}

/** Equal in value and in BSON type: 1 and NumberLong(1) differ for whoever mirrors the document. */
const sameBson = (a: unknown, b: unknown): boolean =>
  equalValues(a, b) && typeof a === typeof b && (typeof a !== 'object' || a?.constructor === b?.constructor);

/** What changed between two versions of a document, by dotted path. */
export function describeUpdate(before: Document, after: Document): UpdateDescription {
  const description = { updatedFields: {}, removedFields: [], truncatedArrays: [], disambiguatedPaths: {} };
  compareDocuments(before, after, [], description);
  return description;
}
