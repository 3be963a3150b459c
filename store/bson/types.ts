import { Binary, BSONRegExp, BSONSymbol, Code, Decimal128, Double, MaxKey, MinKey, ObjectId, Timestamp } from 'bson';

/**
 * A BSON document; insertion order is field order. Values are held so that a number keeps its BSON type:
 * - int: a JavaScript number that is an integer of 32 bits;
 * - double: any other JavaScript number (fractions, large values, -0, NaN, infinities), or a `Double` when its value
 *   is an integer of 32 bits;
 * - long: a bigint;
 * - decimal: a `Decimal128`.
 * Binary data is a `Binary`, a regular expression a `BSONRegExp`, a date a `Date`. `undefined` means "no such field".
 */
export type Document = Record<string, unknown>;

/** MongoDB's alias of each BSON type, and 'missing' for no value. */
export type TypeName =
  | 'missing'
  | 'double'
  | 'string'
  | 'object'
  | 'array'
  | 'binData'
  | 'objectId'
  | 'bool'
  | 'date'
  | 'null'
  | 'regex'
  | 'javascript'
  | 'symbol'
  | 'javascriptWithScope'
  | 'int'
  | 'timestamp'
  | 'long'
  | 'decimal'
  | 'minKey'
  | 'maxKey';

const typeNumbers: Record<TypeName, number> = {
  missing: 0,
  double: 1,
  string: 2,
  object: 3,
  array: 4,
  binData: 5,
  objectId: 7,
  bool: 8,
  date: 9,
  null: 10,
  regex: 11,
  javascript: 13,
  symbol: 14,
  javascriptWithScope: 15,
  int: 16,
  timestamp: 17,
  long: 18,
  decimal: 19,
  minKey: -1,
  maxKey: 127,
};

const byPrototype = new Map<unknown, TypeName>([
  [Object.prototype, 'object'],
  [null, 'object'],
  [ObjectId.prototype, 'objectId'],
  [Date.prototype, 'date'],
  [Double.prototype, 'double'],
  [Decimal128.prototype, 'decimal'],
  [Binary.prototype, 'binData'],
  [Timestamp.prototype, 'timestamp'],
  [BSONRegExp.prototype, 'regex'],
  [RegExp.prototype, 'regex'],
  [BSONSymbol.prototype, 'symbol'],
  [MinKey.prototype, 'minKey'],
  [MaxKey.prototype, 'maxKey'],
]);

/** True for an integer that fits BSON's 32-bit int; -0 does not. */
export const isInt32 = (value: number): boolean => (value | 0) === value && !Object.is(value, -0);

function objectTypeName(value: object): TypeName {
  if (Array.isArray(value)) return 'array';
  const known = byPrototype.get(Object.getPrototypeOf(value));
  if (known) return known;
  if (value instanceof Code) return value.scope ? 'javascriptWithScope' : 'javascript';
  if (value instanceof Binary || value instanceof Uint8Array) return 'binData';
  return 'object';
}

/** MongoDB's alias of the value's BSON type, e.g. 'int'; `undefined` is 'missing'. */
export function typeName(value: unknown): TypeName {
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'number':
      return isInt32(value) ? 'int' : 'double';
    case 'boolean':
      return 'bool';
    case 'bigint':
      return 'long';
    case 'object':
      return value === null ? 'null' : objectTypeName(value);
    default:
      return 'missing';
  }
}

/** The number of the value's BSON type as $type knows it; 0 for no value. */
export const typeNumber = (value: unknown): number => typeNumbers[typeName(value)];

/** The alias for a BSON type number, or undefined when there is none. */
export const typeNameOf = (number: number): TypeName | undefined =>
  (Object.keys(typeNumbers) as TypeName[]).find((name) => name !== 'missing' && typeNumbers[name] === number);

/** True when `name` is an alias $type accepts (besides 'number'). */
export const isTypeName = (name: string): name is TypeName => name !== 'missing' && name in typeNumbers;

/** True for an embedded document, not for an array or a BSON scalar. */
export const isDocument = (value: unknown): value is Document =>
  typeof value === 'object' && value !== null && objectTypeName(value) === 'object';
