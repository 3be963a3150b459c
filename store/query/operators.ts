import { BSONSymbol, Decimal128 } from 'bson';
import { compareValues, equalValues, orderOf, regexParts, typeOrder } from '../bson/compare.js';
import { decodeDecimal, roundDecimal } from '../bson/decimal.js';
import { isNumeric, isZero, toDouble, toIndex } from '../bson/numbers.js';
import { showValue } from '../bson/show.js';
import { isDocument, isTypeName, typeName, typeNameOf } from '../bson/types.js';
import { badValue } from '../errors.js';
import { compileRegex, regexOf } from './regex.js';

/** A test of a single value; `undefined` is a missing field. */
export type ValueTest = (value: unknown) => boolean;

const nullOrder = typeOrder.null;
const isNull = (value: unknown): boolean => value === undefined || value === null;
const isNaNValue = (value: unknown): boolean => isNumeric(value) && Number.isNaN(toDouble(value));
const isRegex = (value: unknown): boolean => typeName(value) === 'regex';

/** The test of a literal: equal by value; null also matches a missing field. */
export function equality(operand: unknown): ValueTest {
  if (isNull(operand)) return isNull;
  if (typeof operand === 'string')
    return (value) => value === operand || (value instanceof BSONSymbol && equalValues(value, operand));
  return (value) => value !== undefined && equalValues(value, operand);
}

/** Comparison within one type; only MinKey and MaxKey compare across types. */
function ordering(operator: string, accepts: (result: number) => boolean) {
  return (operand: unknown): ValueTest => {
    if (isRegex(operand)) throw badValue(`Can't have RegEx as arg to predicate over field with ${operator}.`);
    const order = orderOf(operand);
    if (order === nullOrder) return (value) => isNull(value) && accepts(0);
    if (isNaNValue(operand)) return (value) => isNaNValue(value) && accepts(0);
    if (order === typeOrder.minKey || order === typeOrder.maxKey)
      return (value) => accepts(compareValues(value === undefined ? null : value, operand));
    return (value) => orderOf(value) === order && !isNaNValue(value) && accepts(compareValues(value, operand));
  };
}

/** The test of a regular expression: strings it finds itself in, and the same expression stored as a value. */
export function matchesRegex(operand: unknown): ValueTest {
  const expression = regexOf(operand);
  return (value) => {
    if (typeof value === 'string') return expression.test(value);
    if (value instanceof BSONSymbol) return expression.test(value.value);
    return isRegex(value) && equalValues(value, operand);
  };
}

/** A literal as filters use it: a regular expression matches, anything else compares. */
export const literal = (operand: unknown): ValueTest => (isRegex(operand) ? matchesRegex(operand) : equality(operand));

/** The operand of $regex with the $options beside it. */
export function regexTest(operand: unknown, options: unknown): ValueTest {
  if (options !== undefined && typeof options !== 'string') throw badValue('$options has to be a string');
  if (isRegex(operand)) {
    const parts = regexParts(operand);
    if (options !== undefined && parts.options !== '') throw badValue('options set in both $regex and $options');
    const expression = compileRegex(parts.pattern, options ?? parts.options);
    return (value) =>
      (typeof value === 'string' && expression.test(value)) || (isRegex(value) && equalValues(value, operand));
  }
  if (typeof operand !== 'string') throw badValue('$regex has to be a string');
  const expression = compileRegex(operand, options);
  return (value) => typeof value === 'string' && expression.test(value);
}

/** The operand of $in or $nin; large lists of strings are looked up in a set. */
export function membership(operator: string, operand: unknown): ValueTest {
  if (!Array.isArray(operand)) throw badValue(`${operator} needs an array`);
  for (const each of operand)
    if (isDocument(each) && Object.keys(each)[0]?.startsWith('$')) throw badValue(`cannot nest $ under ${operator}`);
  const strings = new Set(operand.filter((each) => typeof each === 'string'));
  const others = operand.filter((each) => typeof each !== 'string').map(literal);
  return (value) => {
    if (typeof value === 'string' && strings.has(value)) return true;
    if (value instanceof BSONSymbol && strings.has(value.value)) return true;
    return others.some((test) => test(value));
  };
}

function typeTest(operand: unknown): ValueTest {
  const wanted = new Set<string>();
  const list = Array.isArray(operand) ? operand : [operand];
  if (list.length === 0) throw badValue(' must match at least one type');
  for (const each of list) {
    if (each === 'number') for (const name of ['int', 'long', 'double', 'decimal']) wanted.add(name);
    else if (typeof each === 'string' && isTypeName(each)) wanted.add(each);
    else if (typeof each === 'string') throw badValue(`Unknown type name alias: ${each}`);
    else {
      const name = isNumeric(each) ? typeNameOf(toDouble(each)) : undefined;
      if (!name) throw badValue(`Invalid numerical type code: ${showValue(each)}`);
      wanted.add(name);
    }
  }
  return (value) => value !== undefined && wanted.has(typeName(value));
}

function sizeTest(operand: unknown): ValueTest {
  const size = toIndex(operand);
  if (size === undefined) throw badValue(`Failed to parse $size. Expected an integer: $size: ${showValue(operand)}`);
  if (size < 0) throw badValue(`Failed to parse $size. Expected a non-negative number in: $size: ${size}`);
  return (value) => Array.isArray(value) && value.length === size;
}

/** The number without its fraction when that fits 64 bits. */
function truncated(value: unknown): bigint | undefined {
  if (!isNumeric(value)) return undefined;
  if (typeof value === 'bigint') return value;
  const plain = toDouble(value);
  if (!(Math.abs(plain) < 2 ** 63)) return undefined;
  if (!(value instanceof Decimal128)) return BigInt(Math.trunc(plain));
  const whole = roundDecimal(decodeDecimal(value), 0, 'trunc');
  return typeof whole === 'number' ? undefined : whole.coefficient * 10n ** BigInt(whole.exponent);
}

function modTest(operand: unknown): ValueTest {
  if (!Array.isArray(operand)) throw badValue('malformed mod, needs to be an array');
  if (operand.length < 2) throw badValue('malformed mod, not enough elements');
  if (operand.length > 2) throw badValue('malformed mod, too many elements');
  const [divisor, remainder] = operand.map(truncated);
  if (divisor === undefined) throw badValue('malformed mod, divisor not a number');
  if (remainder === undefined) throw badValue('malformed mod, remainder not a number');
  if (divisor === 0n) throw badValue('divisor cannot be 0');
  return (value) => {
    const whole = truncated(value);
    return whole !== undefined && whole % divisor === remainder;
  };
}

/** True as MongoDB's options read a value: anything but false, zero, null and nothing. */
export const isTruthy = (value: unknown): boolean =>
  isNumeric(value) ? !isZero(value) : value !== false && value !== null && value !== undefined;

/** The operators that test one value and try a final array by element and as a whole. */
export const valueOperators: Record<string, (operand: unknown) => ValueTest> = {
  $eq: equality,
  $gt: ordering('$gt', (result) => result > 0),
  $gte: ordering('$gte', (result) => result >= 0),
  $lt: ordering('$lt', (result) => result < 0),
  $lte: ordering('$lte', (result) => result <= 0),
  $in: (operand) => membership('$in', operand),
  $type: typeTest,
  $mod: modTest,
};

/** The operators that look at a final array only as a whole. */
export const arrayOperators: Record<string, (operand: unknown) => ValueTest> = { $size: sizeTest };
