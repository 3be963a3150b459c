import { Decimal128, ObjectId, Timestamp } from 'bson';
import { decodeDecimal, encodeDecimal, roundDecimal } from '../../bson/decimal.js';
import { double, integer, isNumeric, isZero, kindOf, toDecimal, toDouble } from '../../bson/numbers.js';
import { isInt32, typeName, typeNameOf } from '../../bson/types.js';
import { badValue, commandNotSupported, StoreError } from '../../errors.js';
import { fieldOf } from '../../query/path.js';
import { fieldsOf, isNullish, unary, unaryNullable } from '../evaluate.js';
import type { Evaluate, Operator, OperatorTable } from '../evaluate.js';
import { parseIsoDate } from './date-parts.js';

const failed = (message: string): StoreError => new StoreError(241, 'ConversionFailure', message);
const unsupported = (value: unknown, target: string): StoreError =>
  failed(`Unsupported conversion from ${typeName(value)} to ${target} in $convert with no onError value`);

/** The value as text, as string expressions coerce it: null and missing are empty. */
export function textOf(value: unknown): string {
  if (isNullish(value)) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  if (value instanceof Date) return value.toISOString();
  if (value instanceof ObjectId) return value.toHexString();
  if (typeof value === 'bigint' || value instanceof Decimal128) return value.toString();
  if (isNumeric(value)) return String(toDouble(value));
  throw unsupported(value, 'string');
}

function wholeNumber(value: unknown, target: 'int' | 'long'): bigint {
  if (typeof value === 'boolean') return value ? 1n : 0n;
  if (value instanceof Date && target === 'long') return BigInt(value.getTime());
  if (typeof value === 'string') {
    if (!/^[+-]?\d+$/.test(value)) throw failed(`Failed to parse number '${value}' in $convert with no onError value`);
    return BigInt(value.replace('+', ''));
  }
  if (!isNumeric(value)) throw unsupported(value, target);
  if (typeof value === 'bigint') return value;
  const plain = toDouble(value);
  if (!Number.isFinite(plain))
    throw failed(`Attempt to convert ${String(plain)} value to integer type in $convert with no onError value`);
  if (!(value instanceof Decimal128)) return BigInt(Math.trunc(plain));
  const exact = roundDecimal(decodeDecimal(value), 0, 'trunc');
  return typeof exact === 'number' ? 0n : exact.coefficient * 10n ** BigInt(Math.min(exact.exponent, 40));
}

function toInt(value: unknown): number {
  const whole = Number(wholeNumber(value, 'int'));
  if (!isInt32(whole)) throw failed('Conversion would overflow target type in $convert with no onError value');
  return whole;
}

function toLong(value: unknown): bigint {
  const whole = wholeNumber(value, 'long');
  if (integer(whole) === undefined)
    throw failed('Conversion would overflow target type in $convert with no onError value');
  return whole;
}

const numeral = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$|^[+-]?(inf(inity)?|nan)$/i;

function toFloating(value: unknown): unknown {
  if (typeof value === 'boolean') return double(value ? 1 : 0);
  if (value instanceof Date) return double(value.getTime());
  if (typeof value === 'string') {
    if (!numeral.test(value)) throw failed(`Failed to parse number '${value}' in $convert with no onError value`);
    return double(Number(value.replace(/^([+-]?)inf(inity)?$/i, '$1Infinity').replace(/^[+-]?nan$/i, 'NaN')));
  }
  if (!isNumeric(value)) throw unsupported(value, 'double');
  return double(toDouble(value));
}

function toDecimalValue(value: unknown): unknown {
  if (value instanceof Decimal128) return value;
  if (typeof value === 'boolean') return new Decimal128(value ? '1' : '0');
  if (value instanceof Date) return new Decimal128(String(value.getTime()));
  if (typeof value === 'string') {
    if (!numeral.test(value)) throw failed(`Failed to parse number '${value}' in $convert with no onError value`);
    return Decimal128.fromStringWithRounding(value);
  }
  if (!isNumeric(value)) throw unsupported(value, 'decimal');
  return encodeDecimal(toDecimal(value));
}

function toBool(value: unknown): boolean {
  return isNumeric(value) ? !isZero(value) : value !== false;
}

function toDate(value: unknown): Date {
  if (value instanceof Date) return value;
  if (value instanceof ObjectId) return value.getTimestamp();
  if (value instanceof Timestamp) return new Date(value.getHighBitsUnsigned() * 1000);
  if (typeof value === 'string') return parseIsoDate(value, 'UTC');
  if (isNumeric(value) && kindOf(value) !== 'int') return new Date(Math.trunc(toDouble(value)));
  throw unsupported(value, 'date');
}

function toObjectId(value: unknown): ObjectId {
  if (value instanceof ObjectId) return value;
  if (typeof value !== 'string') throw unsupported(value, 'objectId');
  if (/^[0-9a-f]{24}$/i.test(value)) return new ObjectId(value);
  throw failed(
    `Failed to parse objectId '${value}' in $convert with no onError value: Invalid string length for parsing to OID`,
  );
}

const conversions: Record<string, (value: unknown) => unknown> = {
  bool: toBool,
  date: toDate,
  decimal: toDecimalValue,
  double: toFloating,
  int: toInt,
  long: toLong,
  objectId: toObjectId,
  string: textOf,
};

function conversionTo(target: unknown): (value: unknown) => unknown {
  const name = isNumeric(target) ? typeNameOf(toDouble(target)) : target;
  if (typeof name !== 'string') throw badValue("$convert's 'to' must be a type name or number");
  const conversion = fieldOf(conversions, name);
  if (!conversion) throw commandNotSupported(`$convert to '${name}' is not supported by this store`);
  return conversion;
}

const convert: Operator = (operand, compiler, name) => {
  const fields = fieldsOf(operand, name, ['input', 'to'], ['onError', 'onNull']);
  const [input, to] = [compiler.compile(fields['input']), compiler.compile(fields['to'])];
  const onError = 'onError' in fields ? compiler.compile(fields['onError']) : undefined;
  const onNull: Evaluate = 'onNull' in fields ? compiler.compile(fields['onNull']) : () => null;
  return (frame) => {
    const value = input(frame);
    const target = to(frame);
    if (isNullish(target)) return null;
    if (isNullish(value)) return onNull(frame);
    const conversion = conversionTo(target);
    try {
      return conversion(value);
    } catch (error) {
      if (onError && error instanceof StoreError && error.code === 241) return onError(frame);
      throw error;
    }
  };
};

/** Type conversions and type tests. */
export const convertOperators: OperatorTable = {
  $convert: convert,
  $toBool: unaryNullable(toBool),
  $toDate: unaryNullable(toDate),
  $toDecimal: unaryNullable(toDecimalValue),
  $toDouble: unaryNullable(toFloating),
  $toInt: unaryNullable(toInt),
  $toLong: unaryNullable(toLong),
  $toObjectId: unaryNullable(toObjectId),
  $type: unary(typeName),
  $isNumber: unary(isNumeric),
};
