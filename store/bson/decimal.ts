import { Decimal128 } from 'bson';

/** A finite decimal number: coefficient * 10^exponent. */
export interface Decimal {
  coefficient: bigint;
  exponent: number;
}

/** Infinities and NaN are JavaScript numbers; every finite value is exact. */
export type DecimalValue = Decimal | number;

const maximumDigits = 34;
const maximumExponent = 6111;
const minimumExponent = -6176;
const pattern = /^(-?)(\d+)(?:\.(\d+))?(?:E([+-]?\d+))?$/;

/** 10^n for n >= 0. */
export const powerOfTen = (n: number): bigint => 10n ** BigInt(n);

const parseText = (text: string): DecimalValue => {
  const match = pattern.exec(text.toUpperCase());
  if (!match) return text === 'NaN' ? NaN : text.startsWith('-') ? -Infinity : Infinity;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  const magnitude = BigInt(whole + fraction);
  return { coefficient: sign ? -magnitude : magnitude, exponent: Number(exponent) - fraction.length };
};

/** The exact value of a Decimal128. */
export const decodeDecimal = (value: Decimal128): DecimalValue => parseText(value.toString());

/** The double rounded to 15 significant digits, as MongoDB turns doubles into decimals for arithmetic. */
export const decimalFromDouble = (value: number): DecimalValue =>
  Number.isFinite(value) ? parseText(value.toPrecision(15)) : value;

/** The exact value of a finite double, for comparison. */
export function exactDecimal(value: number): Decimal {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const biased = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const mantissa = biased === 0 ? fraction : fraction | 0x10000000000000n;
  const power = (biased === 0 ? 1 : biased) - 1075;
  const signed = bits >> 63n ? -mantissa : mantissa;
  if (power >= 0) return { coefficient: signed << BigInt(power), exponent: 0 };
  return { coefficient: signed * 5n ** BigInt(-power), exponent: power };
}

/** Divides and rounds half to even. */
function divideRounded(numerator: bigint, divisor: bigint): bigint {
  const quotient = numerator / divisor;
  const twice = (numerator % divisor) * 2n;
  const size = twice < 0n ? -twice : twice;
  const limit = divisor < 0n ? -divisor : divisor;
  const up = size > limit || (size === limit && quotient % 2n !== 0n);
  if (!up) return quotient;
  return numerator < 0n === divisor < 0n ? quotient + 1n : quotient - 1n;
}

const digitsOf = (value: bigint): number => (value < 0n ? -value : value).toString().length;

function shrink(value: Decimal, digits: number): Decimal {
  if (digits <= 0) return value;
  return {
    coefficient: divideRounded(value.coefficient, powerOfTen(digits)),
    exponent: value.exponent + digits,
  };
}

/** Rounds to 34 significant digits and packs; overflow gives an infinity, underflow zero. */
export function encodeDecimal(value: DecimalValue): Decimal128 {
  if (typeof value === 'number') return new Decimal128(String(value));
  let rounded = shrink(value, digitsOf(value.coefficient) - maximumDigits);
  rounded = shrink(rounded, digitsOf(rounded.coefficient) - maximumDigits);
  rounded = shrink(rounded, Math.min(minimumExponent - rounded.exponent, maximumDigits + 1));
  if (rounded.coefficient === 0n) {
    const exponent = Math.min(Math.max(rounded.exponent, minimumExponent), maximumExponent);
    return new Decimal128(`0E${exponent}`);
  }
  const room = maximumDigits - digitsOf(rounded.coefficient);
  const excess = rounded.exponent - maximumExponent;
  if (excess > room) return new Decimal128(rounded.coefficient < 0n ? '-Infinity' : 'Infinity');
  if (excess <= 0) return new Decimal128(`${rounded.coefficient}E${rounded.exponent}`);
  return new Decimal128(`${rounded.coefficient * powerOfTen(excess)}E${maximumExponent}`);
}

/** Both coefficients at the lower of the two exponents. */
export function align(a: Decimal, b: Decimal): [bigint, bigint, number] {
  const exponent = Math.min(a.exponent, b.exponent);
  return [
    a.coefficient * powerOfTen(a.exponent - exponent),
    b.coefficient * powerOfTen(b.exponent - exponent),
    exponent,
  ];
}

const magnitudeOf = (value: Decimal): number => digitsOf(value.coefficient) + value.exponent;

/** Exact three-way comparison of finite decimals. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  const signA = a.coefficient < 0n ? -1 : a.coefficient > 0n ? 1 : 0;
  const signB = b.coefficient < 0n ? -1 : b.coefficient > 0n ? 1 : 0;
  if (signA !== signB) return signA < signB ? -1 : 1;
  if (signA === 0) return 0;
  const size = magnitudeOf(a) - magnitudeOf(b);
  if (size !== 0) return size < 0 === signA > 0 ? -1 : 1;
  const [left, right] = align(a, b);
  return left < right ? -1 : left > right ? 1 : 0;
}

const approximate = (value: DecimalValue): number =>
  typeof value === 'number' ? value : Number(`${value.coefficient}E${value.exponent}`);

function addFinite(a: Decimal, b: Decimal): Decimal {
  // A far smaller addend cannot change 34 digits: skip the huge alignment.
  if (a.coefficient !== 0n && b.coefficient !== 0n) {
    if (magnitudeOf(a) - magnitudeOf(b) > 80) return a;
    if (magnitudeOf(b) - magnitudeOf(a) > 80) return b;
  }
  if (a.coefficient === 0n && a.exponent > b.exponent) return b;
  if (b.coefficient === 0n && b.exponent > a.exponent) return a;
  const [left, right, exponent] = align(a, b);
  return { coefficient: left + right, exponent };
}

function divideFinite(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(0, 40 - digitsOf(a.coefficient) + digitsOf(b.coefficient));
  const quotient = divideRounded(a.coefficient * powerOfTen(scale), b.coefficient);
  let result = { coefficient: quotient, exponent: a.exponent - b.exponent - scale };
  const ideal = a.exponent - b.exponent;
  while (result.exponent < ideal && result.coefficient !== 0n && result.coefficient % 10n === 0n)
    result = { coefficient: result.coefficient / 10n, exponent: result.exponent + 1 };
  return result;
}

const remainder = (a: Decimal, b: Decimal): Decimal => {
  const [left, right, exponent] = align(a, b);
  return { coefficient: left % right, exponent };
};

type Finite = (a: Decimal, b: Decimal) => Decimal;
const operation =
  (finite: Finite, special: (a: number, b: number) => number, zeroDivisor = false) =>
  (a: DecimalValue, b: DecimalValue): DecimalValue => {
    const plain = typeof a !== 'number' && typeof b !== 'number';
    if (plain && !(zeroDivisor && b.coefficient === 0n)) return finite(a, b);
    return special(approximate(a), approximate(b));
  };

/** Arithmetic on decimals; the result is rounded only when it is encoded. */
export const decimalArithmetic = {
  add: operation(addFinite, (a, b) => a + b),
  subtract: operation(
    (a, b) => addFinite(a, { ...b, coefficient: -b.coefficient }),
    (a, b) => a - b,
  ),
  multiply: operation(
    (a, b) => ({ coefficient: a.coefficient * b.coefficient, exponent: a.exponent + b.exponent }),
    (a, b) => a * b,
  ),
  divide: operation(divideFinite, (a, b) => a / b, true),
  mod: operation(remainder, (a, b) => a % b, true),
};

/** How a decimal is brought to a whole number of units of 10^-place. */
export type Rounding = 'floor' | 'ceil' | 'trunc' | 'halfEven';

/** Rounds to `place` digits after the point (negative: before it). */
export function roundDecimal(value: DecimalValue, place: number, rounding: Rounding): DecimalValue {
  if (typeof value === 'number' || value.exponent >= -place) return value;
  const digits = -place - value.exponent;
  if (rounding === 'halfEven') return shrink(value, digits);
  const unit = powerOfTen(digits);
  let coefficient = value.coefficient / unit;
  const inexact = value.coefficient % unit !== 0n;
  if (inexact && rounding === 'floor' && value.coefficient < 0n) coefficient -= 1n;
  if (inexact && rounding === 'ceil' && value.coefficient > 0n) coefficient += 1n;
  return { coefficient, exponent: -place };
}
