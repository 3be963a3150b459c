import { Decimal128 } from 'bson';
import { decimalArithmetic, decodeDecimal, encodeDecimal, exactDecimal, roundDecimal } from '../../bson/decimal.js';
import type { Rounding } from '../../bson/decimal.js';
import {
  add,
  compareNumbers,
  divide,
  double,
  integer,
  isNumeric,
  isZero,
  kindOf,
  multiply,
  remainder,
  subtract,
  toDouble,
  toIndex,
} from '../../bson/numbers.js';
import type { Numeric } from '../../bson/numbers.js';
import { typeName } from '../../bson/types.js';
import { badValue, commandNotSupported, locationError, typeMismatch } from '../../errors.js';
import { isNullish, nullable, positional, unaryNullable } from '../evaluate.js';
import type { Operator, OperatorTable } from '../evaluate.js';

/** The value as a number, or TypeMismatch. */
export function numberOf(value: unknown, name: string): Numeric {
  if (!isNumeric(value)) throw typeMismatch(`${name} only supports numeric types, not ${typeName(value)}`);
  return value;
}

const shifted = (date: Date, by: Numeric): Date => new Date(date.getTime() + Math.round(toDouble(by)));

function sum(values: unknown[], name: string): unknown {
  if (values.some(isNullish)) return null;
  let date: Date | undefined;
  let total: Numeric = 0;
  for (const value of values) {
    if (!(value instanceof Date)) total = add(total, numberOf(value, name));
    else if (date) throw locationError(16612, 'only one date allowed in an $add expression');
    else date = value;
  }
  return date ? shifted(date, total) : total;
}

function difference([left, right]: unknown[], name: string): unknown {
  if (!(left instanceof Date)) return subtract(numberOf(left, name), numberOf(right, name));
  if (right instanceof Date) return BigInt(left.getTime() - right.getTime());
  return shifted(left, subtract(0, numberOf(right, name)));
}

function decimalPower(base: Numeric, exponent: Numeric): Numeric {
  const times = toIndex(exponent);
  if (times === undefined || times < 0 || times > 10_000)
    throw commandNotSupported('$pow of decimals needs a whole exponent from 0 to 10000 in this store');
  let result: Numeric = encodeDecimal({ coefficient: 1n, exponent: 0 });
  for (let at = 0; at < times; at++) result = multiply(result, base);
  return result;
}

function power(base: Numeric, exponent: Numeric): Numeric {
  const kinds = [kindOf(base), kindOf(exponent)];
  if (kinds.includes('decimal')) return decimalPower(base, exponent);
  const negative = compareNumbers(exponent, 0) < 0;
  if (isZero(base) && negative) throw locationError(28764, '$pow cannot take a base of 0 and a negative exponent');
  const floating = toDouble(base) ** toDouble(exponent);
  if (kinds.includes('double') || negative || Math.abs(floating) > 2 ** 63) return double(floating);
  const exact = BigInt(base as number | bigint) ** BigInt(exponent as number | bigint);
  const fitted = integer(exact);
  if (fitted === undefined) return double(floating);
  return kinds.includes('long') ? exact : fitted;
}

/** A function of doubles; decimals are refused, for they would lose digits. */
const floating = (run: (value: number) => number, valid: (value: number) => boolean, rule: string): Operator =>
  unaryNullable((value, name) => {
    const number = numberOf(value, name);
    if (number instanceof Decimal128) throw commandNotSupported(`${name} of a decimal is not supported by this store`);
    const plain = toDouble(number);
    if (!valid(plain) && !Number.isNaN(plain)) throw locationError(28714, `${name}'s argument must be ${rule}`);
    return double(run(plain));
  });

function rounded(value: Numeric, place: number, rounding: Rounding): Numeric {
  const kind = kindOf(value);
  if (kind === 'decimal') return encodeDecimal(roundDecimal(decodeDecimal(value as Decimal128), place, rounding));
  if (kind === 'double') {
    const plain = toDouble(value);
    if (!Number.isFinite(plain)) return plain;
    const result = roundDecimal(exactDecimal(plain), place, rounding);
    return double(typeof result === 'number' ? result : Number(`${result.coefficient}E${result.exponent}`));
  }
  if (place >= 0) return value;
  const result = roundDecimal({ coefficient: BigInt(value as number | bigint), exponent: 0 }, place, rounding);
  const whole = typeof result === 'number' ? 0n : result.coefficient * 10n ** BigInt(result.exponent);
  const fitted = integer(whole);
  if (fitted === undefined)
    throw locationError(51080, 'invalid conversion from a rounded number: it does not fit 64 bits');
  return kind === 'long' ? whole : fitted;
}

const whole = (rounding: Rounding): Operator =>
  unaryNullable((value, name) => rounded(numberOf(value, name), 0, rounding));

const toPlace = (rounding: Rounding): Operator =>
  nullable(1, 2, ([value, place = 0], name) => {
    const digits = toIndex(place);
    if (digits === undefined || digits < -20 || digits > 100)
      throw locationError(
        51083,
        `cannot apply ${name} with precision value ${String(place)}, value must be in [-20, 100]`,
      );
    return rounded(numberOf(value, name), digits, rounding);
  });

function absolute(value: Numeric): Numeric {
  if (value instanceof Decimal128) {
    const exact = decodeDecimal(value);
    const zero = { coefficient: 0n, exponent: typeof exact === 'number' ? 0 : exact.exponent };
    return compareNumbers(value, 0) < 0 ? encodeDecimal(decimalArithmetic.subtract(zero, exact)) : value;
  }
  if (value === -(2n ** 63n)) throw locationError(28680, "can't take $abs of long long min");
  return compareNumbers(value, 0) < 0 ? subtract(0, value) : value;
}

const positive = (value: number): boolean => value > 0;

/** $add, $subtract and the other arithmetic expressions. */
export const arithmeticOperators: OperatorTable = {
  $add: positional(0, Infinity, sum),
  $subtract: nullable(2, 2, difference),
  $multiply: nullable(0, Infinity, (values, name) =>
    values.reduce<Numeric>((product, value) => multiply(product, numberOf(value, name)), 1),
  ),
  $divide: nullable(2, 2, ([left, right], name) => {
    const divisor = numberOf(right, name);
    if (isZero(divisor)) throw badValue("can't $divide by zero");
    return divide(numberOf(left, name), divisor);
  }),
  $mod: nullable(2, 2, ([left, right], name) => {
    const divisor = numberOf(right, name);
    if (isZero(divisor)) throw locationError(16610, "can't $mod by zero");
    return remainder(numberOf(left, name), divisor);
  }),
  $abs: unaryNullable((value, name) => absolute(numberOf(value, name))),
  $ceil: whole('ceil'),
  $floor: whole('floor'),
  $round: toPlace('halfEven'),
  $trunc: toPlace('trunc'),
  $exp: floating(Math.exp, () => true, 'a number'),
  $ln: floating(Math.log, positive, 'a positive number'),
  $log10: floating(Math.log10, positive, 'a positive number'),
  $log: nullable(2, 2, ([value, base], name) => {
    const [plain, plainBase] = [toDouble(numberOf(value, name)), toDouble(numberOf(base, name))];
    if (!(plain > 0)) throw locationError(28758, "$log's argument must be a positive number");
    if (!(plainBase > 0) || plainBase === 1)
      throw locationError(28759, "$log's base must be a positive number not equal to 1");
    return double(Math.log(plain) / Math.log(plainBase));
  }),
  $pow: nullable(2, 2, ([base, exponent], name) => power(numberOf(base, name), numberOf(exponent, name))),
  $sqrt: floating(Math.sqrt, (value) => value >= 0, 'greater than or equal to 0'),
};
