import { Decimal128, Double } from 'bson';
import {
  compareDecimals,
  decimalArithmetic,
  decimalFromDouble,
  decodeDecimal,
  encodeDecimal,
  exactDecimal,
} from './decimal.js';
import type { DecimalValue } from './decimal.js';
import { isInt32 } from './types.js';

/** A BSON number in the representation `types.ts` describes. */
export type Numeric = number | bigint | Double | Decimal128;

/** The numeric type that wins when two numbers meet: int < long < double < decimal. */
export type NumberKind = 'int' | 'long' | 'double' | 'decimal';

const maximumLong = 2n ** 63n - 1n;
const minimumLong = -(2n ** 63n);

/** True for any of the four BSON number types. */
export const isNumeric = (value: unknown): value is Numeric =>
  typeof value === 'number' || typeof value === 'bigint' || value instanceof Double || value instanceof Decimal128;

/** Which of the four number types the value has. */
export function kindOf(value: Numeric): NumberKind {
  if (typeof value === 'number') return isInt32(value) ? 'int' : 'double';
  if (typeof value === 'bigint') return 'long';
  return value instanceof Double ? 'double' : 'decimal';
}

/** A BSON double holding `value`. */
export const double = (value: number): number | Double => (isInt32(value) ? new Double(value) : value);

/** An int when the value fits 32 bits, else a long; undefined when it does not fit 64 bits. */
export function integer(value: bigint): number | bigint | undefined {
  const small = BigInt.asIntN(32, value);
  if (small === value) return Number(value);
  return value < minimumLong || value > maximumLong ? undefined : value;
}

/** The nearest double. */
export function toDouble(value: Numeric): number {
  if (typeof value === 'number') return value;
  if (value instanceof Double) return value.value;
  return Number(value.toString());
}

/** The exact value as an integer when it is one that fits 64 bits, else undefined. */
export function toWhole(value: Numeric): bigint | undefined {
  if (typeof value === 'bigint') return value;
  if (!(value instanceof Decimal128)) {
    const plain = toDouble(value);
    return Number.isInteger(plain) && Math.abs(plain) < 2 ** 63 ? BigInt(plain) : undefined;
  }
  const exact = decodeDecimal(value);
  if (typeof exact === 'number') return undefined;
  if (exact.exponent > 20) return exact.coefficient === 0n ? 0n : undefined;
  const scale = 10n ** BigInt(Math.abs(exact.exponent));
  if (exact.exponent < 0 && exact.coefficient % scale !== 0n) return undefined;
  const whole = exact.exponent < 0 ? exact.coefficient / scale : exact.coefficient * scale;
  return integer(whole) === undefined ? undefined : whole;
}

/** The value as a small JavaScript integer when it is one that is safe to index with, else undefined. */
export function toIndex(value: unknown): number | undefined {
  if (!isNumeric(value)) return undefined;
  const whole = toWhole(value);
  if (whole === undefined || whole > Number.MAX_SAFE_INTEGER || whole < Number.MIN_SAFE_INTEGER) return undefined;
  return Number(whole);
}

const exactOf = (value: Numeric): DecimalValue => {
  if (typeof value === 'bigint') return { coefficient: value, exponent: 0 };
  if (value instanceof Decimal128) return decodeDecimal(value);
  const plain = toDouble(value);
  return Number.isFinite(plain) ? exactDecimal(plain) : plain;
};

const order = (a: number | bigint, b: number | bigint): number => {
  if (a < b) return -1;
  if (a > b) return 1;
  if (a == b) return 0; // eslint-disable-line eqeqeq -- exact between number and bigint
  return Number(!Number.isNaN(a)) - Number(!Number.isNaN(b));
};

/** Exact three-way comparison across all number types; NaN equals NaN and is below everything. */
export function compareNumbers(a: Numeric, b: Numeric): number {
  const left = a instanceof Double ? a.value : a;
  const right = b instanceof Double ? b.value : b;
  if (!(left instanceof Decimal128) && !(right instanceof Decimal128)) return order(left, right);
  const rough = order(toDouble(left), toDouble(right));
  if (rough !== 0) return rough;
  const [exactLeft, exactRight] = [exactOf(left), exactOf(right)];
  if (typeof exactLeft === 'number' && typeof exactRight === 'number') return 0;
  if (typeof exactLeft === 'number') return exactLeft < 0 ? -1 : 1;
  if (typeof exactRight === 'number') return exactRight < 0 ? 1 : -1;
  return compareDecimals(exactLeft, exactRight);
}

/** The value as a decimal for arithmetic: doubles carry 15 digits, everything else is exact. */
export function toDecimal(value: Numeric): DecimalValue {
  if (value instanceof Decimal128) return decodeDecimal(value);
  if (kindOf(value) === 'double') return decimalFromDouble(toDouble(value));
  return { coefficient: BigInt(value as number | bigint), exponent: 0 };
}

interface Operation {
  whole(a: bigint, b: bigint): bigint;
  floating(a: number, b: number): number;
  decimal(a: DecimalValue, b: DecimalValue): DecimalValue;
}

function apply(a: Numeric, b: Numeric, operation: Operation): Numeric {
  const [left, right] = [kindOf(a), kindOf(b)];
  if (left === 'decimal' || right === 'decimal') return encodeDecimal(operation.decimal(toDecimal(a), toDecimal(b)));
  if (left === 'double' || right === 'double') return double(operation.floating(toDouble(a), toDouble(b)));
  if (left === 'int' && right === 'int') {
    const plain = operation.floating(a as number, b as number);
    if (isInt32(plain)) return plain;
  }
  const whole = operation.whole(BigInt(a as number | bigint), BigInt(b as number | bigint));
  if (whole < minimumLong || whole > maximumLong) return double(operation.floating(toDouble(a), toDouble(b)));
  return left === 'int' && right === 'int' ? (integer(whole) as Numeric) : whole;
}

/** a + b in the wider of the two types; int overflows into long, long into double. */
export const add = (a: Numeric, b: Numeric): Numeric =>
  apply(a, b, { whole: (x, y) => x + y, floating: (x, y) => x + y, decimal: decimalArithmetic.add });

/** a - b, with the promotion of {@link add}. */
export const subtract = (a: Numeric, b: Numeric): Numeric =>
  apply(a, b, { whole: (x, y) => x - y, floating: (x, y) => x - y, decimal: decimalArithmetic.subtract });

/** a * b, with the promotion of {@link add}. */
export const multiply = (a: Numeric, b: Numeric): Numeric =>
  apply(a, b, { whole: (x, y) => x * y, floating: (x, y) => x * y, decimal: decimalArithmetic.multiply });

/** The remainder with the sign of `a`; the caller refuses a zero divisor. */
export const remainder = (a: Numeric, b: Numeric): Numeric =>
  apply(a, b, { whole: (x, y) => x % y, floating: (x, y) => x % y, decimal: decimalArithmetic.mod });

/** a / b, always a double or a decimal; the caller refuses a zero divisor. */
export function divide(a: Numeric, b: Numeric): Numeric {
  if (a instanceof Decimal128 || b instanceof Decimal128)
    return encodeDecimal(decimalArithmetic.divide(toDecimal(a), toDecimal(b)));
  return double(toDouble(a) / toDouble(b));
}

/** True for zero of any number type. */
export const isZero = (value: Numeric): boolean => compareNumbers(value, 0) === 0;

export type { DecimalValue };
