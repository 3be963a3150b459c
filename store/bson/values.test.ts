import { describe, expect, test } from '@jest/globals';
import {
  Binary,
  BSONRegExp,
  Code,
  Decimal128,
  deserialize,
  Double,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  serialize,
  Timestamp,
} from 'bson';
import fc from 'fast-check';
import { documents, numbers, values } from './arbitraries.js';
import {
  add,
  compareValues,
  descendingKey,
  identicalValues,
  indexKey,
  multiply,
  parseDocument,
  serializeDocument,
  showDocument,
  subtract,
  typeName,
  typeNumber,
} from './values.js';

const decimal = (text: string): Decimal128 => new Decimal128(text);
const sign = (value: number): number => Math.sign(value);
const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

describe('the codec', () => {
  test('keeps every type and number type over a round trip, byte for byte', () => {
    const bytes = serialize({
      int: 1,
      double: new Double(1),
      half: 0.5,
      negativeZero: -0,
      long: Long.fromString('9007199254740993'),
      smallLong: Long.fromNumber(1),
      decimal: decimal('1.10'),
      text: 'é\u{1f600}',
      list: [1, [new Double(2)], { a: null }],
      binary: new Binary(Buffer.from([1, 2]), 128),
      old: new Binary(Buffer.from([1]), 2),
      id: new ObjectId(),
      yes: true,
      date: new Date(-1),
      pattern: new BSONRegExp('a', 'i'),
      code: new Code('f()'),
      scoped: new Code('f()', { a: 1 }),
      stamp: new Timestamp({ t: 4_000_000_000, i: 1 }),
      least: new MinKey(),
      greatest: new MaxKey(),
      reference: { $ref: 'c', $id: 1, more: 2 },
    });
    expect(Buffer.from(serializeDocument(parseDocument(bytes))).equals(bytes)).toBe(true);
  });

  test('holds a long as a bigint, an integral double as a Double, and copies binary data', () => {
    const bytes = serialize({ long: 5n, double: new Double(5), binary: Buffer.from([7]) });
    const parsed = parseDocument(bytes);
    bytes.fill(0);
    expect(parsed).toMatchObject({ long: 5n, double: new Double(5) });
    expect((parsed['binary'] as Binary).buffer[0]).toBe(7);
  });

  test('gives back what any generated document was', () => {
    fc.assert(
      fc.property(documents, (document) => {
        const again = parseDocument(serializeDocument(document));
        expect(identicalValues(again, document)).toBe(true);
      }),
    );
  });

  test('reads a field called __proto__ as a field', () => {
    const document = parseDocument(serialize(new Map([['__proto__', { admin: true }]])));
    expect(Object.keys(document)).toEqual(['__proto__']);
    expect((document as { admin?: boolean }).admin).toBeUndefined();
    expect(deserialize(serializeDocument(document))).toEqual(
      deserialize(serialize(new Map([['__proto__', { admin: true }]]))),
    );
  });

  test('refuses bytes that are cut, overrun or of an unknown type with InvalidBSON', () => {
    const good = Buffer.from(serialize({ a: 'text', b: { c: 1 }, d: [1, 2] }));
    for (let length = 0; length < good.length; length++)
      expect(() => parseDocument(good.subarray(0, length))).toThrow(expect.objectContaining({ code: 22 }));
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(255), (at, byte) => {
        const broken = Buffer.from(good);
        broken[at] = byte;
        try {
          parseDocument(broken);
        } catch (error) {
          expect((error as { code: number }).code).toBe(22);
        }
      }),
    );
  });

  test('refuses nesting beyond 200 levels', () => {
    let nested: Record<string, unknown> = {};
    for (let depth = 0; depth < 220; depth++) nested = { a: nested };
    expect(() => parseDocument(serialize(nested))).toThrow(expect.objectContaining({ code: 15 }));
  });
});

describe('type names', () => {
  const rows: [unknown, string, number][] = [
    [1, 'int', 16],
    [-0, 'double', 1],
    [1.5, 'double', 1],
    [2 ** 31, 'double', 1],
    [new Double(1), 'double', 1],
    [1n, 'long', 18],
    [decimal('1'), 'decimal', 19],
    ['x', 'string', 2],
    [{}, 'object', 3],
    [[], 'array', 4],
    [null, 'null', 10],
    [undefined, 'missing', 0],
    [new Date(), 'date', 9],
    [new MinKey(), 'minKey', -1],
    [new Code('f', {}), 'javascriptWithScope', 15],
  ];
  test.each(rows)('%p is %s', (value, name, number) => {
    expect([typeName(value), typeNumber(value)]).toEqual([name, number]);
  });
});

describe('the order of values', () => {
  const ascending: unknown[] = [
    new MinKey(),
    undefined,
    null,
    NaN,
    -Infinity,
    decimal('-9E+6144'),
    -1n,
    decimal('-1E-6176'),
    0,
    Number.MIN_VALUE,
    decimal('0.1'),
    0.1,
    1,
    decimal('1.0000000000000000000000001'),
    9007199254740992,
    9007199254740993n,
    decimal('9007199254740993.5'),
    9007199254740994,
    Number.MAX_VALUE,
    decimal('1E+400'),
    Infinity,
    '',
    'a',
    'a\0',
    'ab',
    '\uffff',
    '\u{10000}',
    {},
    { a: 1 },
    { a: 1, b: 1 },
    { b: 1 },
    { a: 'x' },
    [],
    [1],
    [1, 1],
    [2],
    [[1]],
    new Binary(Buffer.from([9]), 0),
    new Binary(Buffer.from([1]), 4),
    new Binary(Buffer.from([0, 0]), 0),
    new ObjectId('000000000000000000000001'),
    new ObjectId('ff0000000000000000000000'),
    false,
    true,
    new Date(-5),
    new Date(0),
    new Timestamp({ t: 1, i: 2 }),
    new Timestamp({ t: 4_000_000_000, i: 1 }),
    new BSONRegExp('a', ''),
    new BSONRegExp('a', 'i'),
    new Code('a'),
    new Code('a', {}),
    new MaxKey(),
  ];

  test('holds for the tricky neighbours, in compareValues and in index keys', () => {
    for (const [left, a] of ascending.entries())
      for (const [right, b] of ascending.entries()) {
        const wanted = Math.sign(left - right);
        expect([left, right, sign(compareValues(a, b))]).toEqual([left, right, wanted]);
        expect([left, right, byText(indexKey(a), indexKey(b))]).toEqual([left, right, wanted]);
        expect([left, right, byText(descendingKey(b), descendingKey(a))]).toEqual([left, right, wanted]);
      }
  });

  test('finds equal numbers equal whatever their type', () => {
    const ones = [1, 1n, new Double(1), decimal('1'), decimal('1.00')];
    for (const a of ones)
      for (const b of ones) expect([compareValues(a, b), indexKey(a) === indexKey(b)]).toEqual([0, true]);
    expect(compareValues(0.1, decimal('0.1'))).toBe(1);
    expect(compareValues(0, -0)).toBe(0);
  });

  test('is total, and index keys agree with it', () => {
    fc.assert(
      fc.property(values, values, values, (a, b, c) => {
        const [ab, ba, bc, ac] = [compareValues(a, b), compareValues(b, a), compareValues(b, c), compareValues(a, c)];
        expect(sign(ab)).toBe(-sign(ba) + 0);
        if (ab <= 0 && bc <= 0) expect(ac).toBeLessThanOrEqual(0);
        expect(byText(indexKey(a), indexKey(b))).toBe(sign(ab));
        expect(byText(descendingKey(b), descendingKey(a))).toBe(sign(ab));
      }),
      { numRuns: 1000 },
    );
  });

  test('is exact between numbers of all types', () => {
    fc.assert(
      fc.property(numbers, numbers, (a, b) => {
        expect(byText(indexKey(a), indexKey(b))).toBe(sign(compareValues(a, b)));
      }),
      { numRuns: 1000 },
    );
  });

  test('lets keys be concatenated: none is a prefix of another', () => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        const [left, right] = [indexKey(a), indexKey(b)];
        if (left !== right) expect(left.startsWith(right) || right.startsWith(left)).toBe(false);
      }),
    );
  });
});

describe('identity', () => {
  test.each<[unknown, unknown, boolean]>([
    [1, new Double(1), false],
    [1, 1n, false],
    [0, -0, false],
    [decimal('1.0'), decimal('1'), false],
    [{ a: 1, b: 2 }, { b: 2, a: 1 }, false],
    [{ a: [1, { b: null }] }, { a: [1, { b: null }] }, true],
    [new Date(1), new Date(1), true],
    [NaN, NaN, true],
  ])('of %p and %p is %p', (a, b, same) => {
    expect(identicalValues(a, b)).toBe(same);
  });
});

describe('arithmetic', () => {
  test.each<[unknown, unknown]>([
    [add(1, 2), 3],
    [add(2 ** 31 - 1, 1), 2147483648n],
    [add(1, new Double(1)), new Double(2)],
    [add(1, 0.5), 1.5],
    [add(1n, 1), 2n],
    [add(2n ** 63n - 1n, 1), 2 ** 63],
    [add(decimal('0.1'), decimal('0.2')), decimal('0.3')],
    [add(decimal('1'), 0.1), decimal('1.100000000000000')],
    [subtract(0, 2 ** 31 - 1), -2147483647],
    [multiply(2 ** 30, 4), 4294967296n],
    [multiply(decimal('1.10'), 2), decimal('2.20')],
    [
      add(decimal('9999999999999999999999999999999999'), decimal('1')),
      decimal('1.000000000000000000000000000000000E+34'),
    ],
    [add(decimal('Infinity'), decimal('-Infinity')), decimal('NaN')],
    [multiply(decimal('9E+6144'), 10), decimal('Infinity')],
  ])('gives %p', (result, wanted) => {
    expect(identicalValues(result, wanted)).toBe(true);
  });
});

test('documents are shown as MongoDB shows them in errors', () => {
  const id = new ObjectId('0123456789abcdef01234567');
  expect(
    showDocument({ email: 'ani@example.org', n: 1, d: new Double(2), id, none: null, list: [1, 'a'], o: {} }),
  ).toBe(
    `{ email: "ani@example.org", n: 1, d: 2.0, id: ObjectId('0123456789abcdef01234567'), none: null, list: [ 1, "a" ], o: {} }`,
  );
});
