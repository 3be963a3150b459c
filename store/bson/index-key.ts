import { Decimal128 } from 'bson';
import type { BSONSymbol, ObjectId, Timestamp } from 'bson';
import { binaryParts, codeParts, orderOf, regexParts, typeOrder } from './compare.js';
import { decodeDecimal } from './decimal.js';
import { compareNumbers, toDouble } from './numbers.js';
import type { Numeric } from './numbers.js';
import type { Document } from './types.js';

// A key is a string of bytes (one character each, 0..255). Every encoding ends itself, so keys may be concatenated.

const scratch = Buffer.alloc(8);
const end = '\x00';
const invert = (key: string): string => {
  const bytes = Buffer.from(key, 'latin1');
  for (let at = 0; at < bytes.length; at++) bytes[at] = 255 - (bytes[at] as number);
  return bytes.toString('latin1');
};

function doubleBytes(value: number): string {
  scratch.writeDoubleBE(value === 0 ? 0 : value);
  if (value < 0) for (let at = 0; at < 8; at++) scratch[at] = 255 - (scratch[at] as number);
  else scratch[0] = (scratch[0] as number) | 0x80;
  return scratch.toString('latin1', 0, 8);
}

function below(value: number): number {
  if (value === Infinity) return Number.MAX_VALUE;
  if (value === 0) return -Number.MIN_VALUE;
  scratch.writeDoubleBE(value);
  scratch.writeBigUInt64BE(scratch.readBigUInt64BE() + (value < 0 ? 1n : -1n));
  return scratch.readDoubleBE();
}

/** Exponent and digits of a finite number that no double equals; orders numbers between two neighbouring doubles. */
function remainderBytes(value: bigint | Decimal128): string {
  const exact = value instanceof Decimal128 ? decodeDecimal(value) : { coefficient: value, exponent: 0 };
  if (typeof exact === 'number') return '';
  const negative = exact.coefficient < 0n;
  const digits = (negative ? -exact.coefficient : exact.coefficient).toString();
  scratch.writeUInt16BE(exact.exponent + digits.length + 0x4000);
  const key = scratch.toString('latin1', 0, 2) + digits.replace(/0+$/, '') + end;
  return negative ? invert(key) : key;
}

function numberKey(value: Numeric): string {
  const nearest = toDouble(value);
  if (Number.isNaN(nearest)) return '\x00';
  if (typeof value === 'number' || !(typeof value === 'bigint' || value instanceof Decimal128))
    return `\x01${doubleBytes(nearest)}\x00`;
  const difference = compareNumbers(value, nearest);
  if (difference === 0) return `\x01${doubleBytes(nearest)}\x00`;
  return `\x01${doubleBytes(difference < 0 ? below(nearest) : nearest)}\x01${remainderBytes(value)}`;
}

// eslint-disable-next-line no-control-regex -- the test is for NUL
const plainText = /^[\x01-\x7f]*$/;

function stringKey(value: string): string {
  if (plainText.test(value)) return value + end + end;
  const bytes = Buffer.from(value, 'utf8').toString('latin1');
  return bytes.replaceAll('\x00', '\x00\xff') + end + end;
}

function bytesOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}

function binaryKey(value: unknown): string {
  const { subtype, bytes } = binaryParts(value);
  scratch.writeUInt32BE(bytes.length);
  return scratch.toString('latin1', 0, 4) + String.fromCharCode(subtype) + bytesOf(bytes);
}

function documentKey(value: Document): string {
  let key = '';
  for (const [name, field] of Object.entries(value))
    key += String.fromCharCode(orderOf(field)) + stringKey(name) + bodyKey(field);
  return key + end;
}

function dateKey(value: Date): string {
  scratch.writeBigInt64BE(BigInt(value.getTime()));
  scratch[0] = (scratch[0] as number) ^ 0x80;
  return scratch.toString('latin1', 0, 8);
}

function timestampKey(value: Timestamp): string {
  scratch.writeUInt32BE(value.getHighBitsUnsigned());
  scratch.writeUInt32BE(value.getLowBitsUnsigned(), 4);
  return scratch.toString('latin1', 0, 8);
}

function regexKey(value: unknown): string {
  const { pattern, options } = regexParts(value);
  return stringKey(pattern) + stringKey(options);
}

function codeKey(value: unknown): string {
  const { text, scope } = codeParts(value);
  return stringKey(text) + documentKey(scope);
}

const empty = (): string => '';
const encoders: Record<number, (value: never) => string> = {
  [typeOrder.minKey]: empty,
  [typeOrder.missing]: empty,
  [typeOrder.null]: empty,
  [typeOrder.int]: numberKey,
  [typeOrder.string]: (value: string | BSONSymbol) => stringKey(typeof value === 'string' ? value : value.value),
  [typeOrder.object]: documentKey,
  [typeOrder.array]: (value: unknown[]) => value.map((element) => indexKey(element)).join('') + end,
  [typeOrder.binData]: binaryKey,
  [typeOrder.objectId]: (value: ObjectId) => bytesOf(value.id),
  [typeOrder.bool]: (value: boolean) => (value ? '\x01' : '\x00'),
  [typeOrder.date]: dateKey,
  [typeOrder.timestamp]: timestampKey,
  [typeOrder.regex]: regexKey,
  [typeOrder.javascript]: codeKey,
  [typeOrder.javascriptWithScope]: codeKey,
  [typeOrder.maxKey]: empty,
};

const bodyKey = (value: unknown): string => (encoders[orderOf(value)] as (value: unknown) => string)(value);

/**
 * A string of bytes (characters 0..255, so `Buffer.from(key, 'latin1')` loses nothing) whose order by `<` is the order
 * of `compareValues`, and which is equal exactly when the values are. No key is a prefix of another: a compound key is
 * the concatenation of its parts.
 */
export const indexKey = (value: unknown): string => String.fromCharCode(orderOf(value)) + bodyKey(value);

/** The key for a descending index field. */
export const descendingKey = (value: unknown): string => invert(indexKey(value));
