import { Binary, BSONRegExp, Decimal128 } from 'bson';
import type { BSONSymbol, ObjectId, Timestamp, Code } from 'bson';
import { compareNumbers } from './numbers.js';
import type { Numeric } from './numbers.js';
import { isDocument, typeName } from './types.js';
import type { Document, TypeName } from './types.js';

/** The place of each type in MongoDB's order of values; types with one place compare by value. */
export const typeOrder: Record<TypeName, number> = {
  minKey: 1,
  missing: 2,
  null: 5,
  int: 10,
  long: 10,
  double: 10,
  decimal: 10,
  string: 15,
  symbol: 15,
  object: 20,
  array: 25,
  binData: 30,
  objectId: 35,
  bool: 40,
  date: 45,
  timestamp: 47,
  regex: 50,
  javascript: 60,
  javascriptWithScope: 65,
  maxKey: 127,
};

/** The place of the value's type in MongoDB's order. */
export const orderOf = (value: unknown): number => typeOrder[typeName(value)];

/** Three-way comparison by UTF-8 bytes, that is by code point. */
export function compareStrings(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const left = a.charCodeAt(at);
    const right = b.charCodeAt(at);
    if (left === right) continue;
    // Surrogates stand for code points above U+FFFF but have lower code units than U+E000..U+FFFF.
    const leftHigh = left >= 0xd800 && left <= 0xdfff;
    const rightHigh = right >= 0xd800 && right <= 0xdfff;
    if (leftHigh !== rightHigh) {
      if (leftHigh) return right >= 0xe000 ? 1 : left < right ? -1 : 1;
      return left >= 0xe000 ? -1 : left < right ? -1 : 1;
    }
    return left < right ? -1 : 1;
  }
  return Math.sign(a.length - b.length);
}

/** Byte-wise comparison; a prefix sorts first. */
export const compareBytes = (a: Uint8Array, b: Uint8Array): number => Buffer.compare(a, b);

/** The parts of a binary value in the order MongoDB compares them. */
export function binaryParts(value: unknown): { subtype: number; bytes: Uint8Array } {
  if (value instanceof Binary) return { subtype: value.sub_type, bytes: value.buffer.subarray(0, value.position) };
  return { subtype: 0, bytes: value as Uint8Array };
}

/** Pattern and options of a regular expression; options as MongoDB's letters. */
export function regexParts(value: unknown): { pattern: string; options: string } {
  if (value instanceof BSONRegExp) return { pattern: value.pattern, options: value.options };
  const { source, flags } = value as RegExp;
  return { pattern: source, options: [...flags].filter((flag) => 'ims'.includes(flag)).join('') };
}

/** Code text and scope, for both code types. */
export function codeParts(value: unknown): { text: string; scope: Document } {
  const code = value as Code;
  return { text: String(code.code), scope: (code.scope ?? {}) as Document };
}

const difference = (a: number | bigint, b: number | bigint): number => (a < b ? -1 : a > b ? 1 : 0);

function compareBinary(a: unknown, b: unknown): number {
  const [left, right] = [binaryParts(a), binaryParts(b)];
  return (
    difference(left.bytes.length, right.bytes.length) ||
    difference(left.subtype, right.subtype) ||
    compareBytes(left.bytes, right.bytes)
  );
}

function compareRegexes(a: unknown, b: unknown): number {
  const [left, right] = [regexParts(a), regexParts(b)];
  return compareStrings(left.pattern, right.pattern) || compareStrings(left.options, right.options);
}

function compareCode(a: unknown, b: unknown): number {
  const [left, right] = [codeParts(a), codeParts(b)];
  return compareStrings(left.text, right.text) || compareDocuments(left.scope, right.scope);
}

/** Field by field in stored order: the type, then the name, then the value; a prefix sorts first. */
export function compareDocuments(a: Document, b: Document): number {
  const leftNames = Object.keys(a);
  const rightNames = Object.keys(b);
  const length = Math.min(leftNames.length, rightNames.length);
  for (let at = 0; at < length; at++) {
    const [leftName, rightName] = [leftNames[at] as string, rightNames[at] as string];
    const [left, right] = [a[leftName], b[rightName]];
    const result =
      difference(orderOf(left), orderOf(right)) || compareStrings(leftName, rightName) || compareValues(left, right);
    if (result !== 0) return result;
  }
  return difference(leftNames.length, rightNames.length);
}

function compareArrays(a: unknown[], b: unknown[]): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const result = compareValues(a[at], b[at]);
    if (result !== 0) return result;
  }
  return difference(a.length, b.length);
}

const text = (value: unknown): string => (typeof value === 'string' ? value : (value as BSONSymbol).value);
const same = (): number => 0;

const comparators: Record<number, (a: never, b: never) => number> = {
  [typeOrder.minKey]: same,
  [typeOrder.missing]: same,
  [typeOrder.null]: same,
  [typeOrder.int]: (a: Numeric, b: Numeric) => compareNumbers(a, b),
  [typeOrder.string]: (a: unknown, b: unknown) => compareStrings(text(a), text(b)),
  [typeOrder.object]: compareDocuments,
  [typeOrder.array]: compareArrays,
  [typeOrder.binData]: compareBinary,
  [typeOrder.objectId]: (a: ObjectId, b: ObjectId) => compareBytes(a.id, b.id),
  [typeOrder.bool]: (a: boolean, b: boolean) => difference(Number(a), Number(b)),
  [typeOrder.date]: (a: Date, b: Date) => difference(a.getTime(), b.getTime()),
  [typeOrder.timestamp]: (a: Timestamp, b: Timestamp) =>
    difference(a.getHighBitsUnsigned(), b.getHighBitsUnsigned()) ||
    difference(a.getLowBitsUnsigned(), b.getLowBitsUnsigned()),
  [typeOrder.regex]: compareRegexes,
  [typeOrder.javascript]: compareCode,
  [typeOrder.javascriptWithScope]: compareCode,
  [typeOrder.maxKey]: same,
};

/**
 * MongoDB's total order of BSON values: MinKey, missing, null, numbers (exact across types), strings, documents,
 * arrays, binary, ObjectId, booleans, dates, timestamps, regular expressions, code, MaxKey.
 */
export function compareValues(a: unknown, b: unknown): number {
  if (a === b) return 0;
  const [left, right] = [orderOf(a), orderOf(b)];
  if (left !== right) return left < right ? -1 : 1;
  return (comparators[left] as (a: unknown, b: unknown) => number)(a, b);
}

/** True when the values are equal in MongoDB's order (1, 1.0 and Decimal128 1 are). */
export const equalValues = (a: unknown, b: unknown): boolean => compareValues(a, b) === 0;

/** True when the values are the same BSON: equal, of the same types throughout, fields in the same order. */
export function identicalValues(a: unknown, b: unknown): boolean {
  if (a === b) return !(a === 0 && !Object.is(a, b));
  if (typeName(a) !== typeName(b)) return false;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((element, at) => identicalValues(element, b[at]));
  if (isDocument(a) && isDocument(b)) {
    const [left, right] = [Object.entries(a), Object.entries(b)];
    return (
      left.length === right.length &&
      left.every(([name, value], at) => name === right[at]?.[0] && identicalValues(value, right[at]?.[1]))
    );
  }
  if (a instanceof Decimal128 && b instanceof Decimal128) return compareBytes(a.bytes, b.bytes) === 0;
  return equalValues(a, b);
}
