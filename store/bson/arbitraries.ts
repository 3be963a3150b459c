import { Binary, BSONRegExp, Decimal128, Double, MaxKey, MinKey, ObjectId, Timestamp } from 'bson';
import fc from 'fast-check';
import type { Document } from './types.js';

/** Numbers of all four types, crowded around the places where types and precisions meet. */
export const numbers = fc.oneof(
  fc.integer(),
  fc.constantFrom(
    0,
    -0,
    1,
    -1,
    0.1,
    1.5,
    NaN,
    Infinity,
    -Infinity,
    Number.MIN_VALUE,
    Number.MAX_VALUE,
    2 ** 53,
    2 ** 63,
  ),
  fc.double(),
  fc.integer().map((value) => new Double(value)),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.integer({ min: -3, max: 3 }).map((by) => 2n ** 53n + BigInt(by)),
  fc
    .constantFrom(
      '0',
      '-0',
      '0.1',
      '1',
      '1.0',
      '1E+3',
      '-1E-6176',
      '1E-400',
      '9E+6144',
      '-9E+6144',
      'NaN',
      'Infinity',
      '-Infinity',
      '9007199254740993',
      '9007199254740992.5',
      '-9007199254740992.5',
    )
    .map((text) => new Decimal128(text)),
  fc
    .tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.integer({ min: -30, max: 30 }))
    .map(([coefficient, exponent]) => new Decimal128(`${coefficient}E${exponent}`)),
);

const names = fc.constantFrom('a', 'b', 'ab', 'é', '__proto__', '0', '');
const texts = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', '\0', 'a', 'a\0', 'a\u0001', '\u{10000}', '\uffff', 'é'),
);
const bytes = fc.uint8Array({ maxLength: 4 }).map((each) => Buffer.from(each));

const scalars = fc.oneof(
  { arbitrary: numbers, weight: 6 },
  { arbitrary: texts, weight: 3 },
  fc.constantFrom<unknown>(null, true, false, new MinKey(), new MaxKey()),
  fc.integer({ min: -1e12, max: 1e12 }).map((time) => new Date(time)),
  fc.uint8Array({ minLength: 12, maxLength: 12 }).map((id) => new ObjectId(id)),
  fc.tuple(bytes, fc.constantFrom(0, 4, 128)).map(([data, subtype]) => new Binary(data, subtype)),
  fc.tuple(fc.nat(3), fc.nat(0xffffffff)).map(([t, i]) => new Timestamp({ t, i })),
  fc
    .tuple(fc.constantFrom('', 'a', 'ab'), fc.constantFrom('', 'i'))
    .map(([pattern, flags]) => new BSONRegExp(pattern, flags)),
);

const documentOf = (value: fc.Arbitrary<unknown>): fc.Arbitrary<Document> =>
  fc.array(fc.tuple(names, value), { maxLength: 3 }).map((pairs) => Object.fromEntries(pairs));

/** BSON values of every type this store keeps, nested a little. */
export const values: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalars,
    fc.array(tie('value'), { maxLength: 3 }),
    documentOf(tie('value')),
  ),
})).value;

/** BSON documents. */
export const documents = documentOf(values);
