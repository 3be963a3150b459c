import { describe, expect, test } from '@jest/globals';
import { Binary, BSONRegExp, Decimal128, Double, MaxKey, MinKey } from 'bson';
import type { Document } from '../bson/types.js';
import { compileFilter, compileMatcher } from './matcher.js';
import type { MatchDetails } from './matcher.js';

/** Names of the documents of `collection` that the filter finds. */
const found = (collection: Document[], filter: Document): unknown[] =>
  collection.filter(compileFilter(filter)).map((document) => document['_id']);

const decimal = (text: string): Decimal128 => new Decimal128(text);
const regex = (pattern: string, options = ''): BSONRegExp => new BSONRegExp(pattern, options);

describe('null, missing and arrays', () => {
  const collection: Document[] = [
    { _id: 'emptyObject', a: {} },
    { _id: 'null', a: null },
    { _id: 'number', a: 4 },
    { _id: 'bText', a: { b: 'hi' } },
    { _id: 'bNull', a: { b: null } },
    { _id: 'none' },
    { _id: 'doubleArray', a: [[]] },
    { _id: 'emptyArray', a: [] },
    { _id: 'objectsNull', a: [{ b: null }, {}] },
    { _id: 'objectsFull', a: [{ b: 1 }, { b: 'text' }] },
    { _id: 'objectsSome', a: [{ b: null }, { b: 3 }] },
    { _id: 'objectsMissing', a: [{ b: 3 }, {}] },
    { _id: 'valuesNull', a: [1, null] },
    { _id: 'valuesFull', a: [1, 'text', 4] },
  ];
  const all = collection.map((document) => document['_id']);
  const but = (...names: string[]): unknown[] => all.filter((name) => !names.includes(name as string));
  const nullA = ['null', 'none', 'valuesNull'];
  const nullB = ['emptyObject', 'null', 'number', 'bNull', 'none', 'objectsNull', 'objectsSome', 'objectsMissing'];
  const noB = ['emptyObject', 'null', 'number', 'none', 'doubleArray', 'emptyArray', 'valuesNull', 'valuesFull'];

  test.each<[string, Document, unknown[]]>([
    ['a: null', { a: null }, nullA],
    ['a $in null', { a: { $in: [null] } }, nullA],
    ['a $gte null', { a: { $gte: null } }, nullA],
    ['a $gt null', { a: { $gt: null } }, []],
    ['a $ne null', { a: { $ne: null } }, but(...nullA)],
    ['a $not $gte null', { a: { $not: { $gte: null } } }, but(...nullA)],
    ['a $nin null', { a: { $nin: [null] } }, but(...nullA)],
    ['a $exists', { a: { $exists: true } }, but('none')],
    ['a not $exists', { a: { $exists: false } }, ['none']],
    ['a.b null', { 'a.b': null }, nullB],
    ['a.b $ne null', { 'a.b': { $ne: null } }, but(...nullB)],
    ['a.b not $exists', { 'a.b': { $exists: false } }, noB],
    ['a.b $exists', { 'a.b': { $exists: true } }, but(...noB)],
    ['a $elemMatch null', { a: { $elemMatch: { $eq: null } } }, ['valuesNull']],
    [
      'a $elemMatch b null',
      { a: { $elemMatch: { b: null } } },
      ['doubleArray', 'objectsNull', 'objectsSome', 'objectsMissing'],
    ],
    ['a empty array', { a: [] }, ['doubleArray', 'emptyArray']],
    ['a $size 0', { a: { $size: 0 } }, ['emptyArray']],
    ['a $type array', { a: { $type: 'array' } }, all.slice(6)],
    ['a $type null', { a: { $type: 'null' } }, ['null', 'valuesNull']],
    ['a {}', { a: {} }, ['emptyObject', 'objectsNull', 'objectsMissing']],
  ])('%s', (_, filter, wanted) => {
    expect(found(collection, filter)).toEqual(wanted);
  });
});

describe('one value', () => {
  test.each<[Document, unknown, boolean]>([
    // Numbers compare across types, exactly.
    [{ v: 1 }, new Double(1), true],
    [{ v: 1n }, decimal('1.0'), true],
    [{ v: 9007199254740993n }, 9007199254740992, false],
    [{ v: { $gt: 9007199254740992 } }, 9007199254740993n, true],
    [{ v: 0.1 }, decimal('0.1'), false],
    [{ v: { $lt: decimal('0.1000000000000001') } }, 0.1, true],
    [{ v: NaN }, NaN, true],
    [{ v: { $lte: NaN } }, NaN, true],
    [{ v: { $lt: 5 } }, NaN, false],
    [{ v: { $gte: NaN } }, 5, false],
    // Order never crosses types, but for MinKey and MaxKey.
    [{ v: { $gt: 1 } }, '2', false],
    [{ v: { $lt: 'a' } }, 1, false],
    [{ v: { $gt: new MinKey() } }, 1, true],
    [{ v: { $lt: new MaxKey() } }, 'x', true],
    [{ v: { $gt: new MaxKey() } }, 'x', false],
    [{ v: { $gte: { a: 1 } } }, { a: 2 }, true],
    [{ v: { $lt: true } }, false, true],
    [{ v: { $gt: new Date(1) } }, new Date(2), true],
    // Documents compare with their field order; arrays as a whole or by element.
    [{ v: { a: 1, b: 2 } }, { b: 2, a: 1 }, false],
    [{ v: { a: 1, b: 2 } }, { a: new Double(1), b: 2 }, true],
    [{ v: [1, 2] }, [1, 2], true],
    [{ v: [1, 2] }, [[1, 2], 3], true],
    [{ v: [1, 2] }, [2, 1], false],
    [{ v: 2 }, [1, 2], true],
    [{ v: 2 }, [[2]], false],
    [{ v: { $gt: [1] } }, [2], true],
    [{ v: { $gt: 1 } }, [[2]], false],
    [{ v: { $ne: 2 } }, [1, 2], false],
    // One element need not satisfy all conditions, unless $elemMatch says so.
    [{ v: { $gt: 8, $lt: 2 } }, [1, 9], true],
    [{ v: { $elemMatch: { $gt: 8, $lt: 2 } } }, [1, 9], false],
    [{ v: { $elemMatch: { $gt: 4, $lt: 9 } } }, [1, 5], true],
    [{ v: { $elemMatch: { $not: { $gt: 4 } } } }, [5, 1], true],
    [{ v: { $elemMatch: { $in: [5] } } }, 5, false],
    [{ v: { $elemMatch: { $elemMatch: { $eq: 1 } } } }, [[1]], true],
    [{ v: { $elemMatch: { $or: [{ a: 1 }, { b: 1 }] } } }, [{ b: 1 }], true],
    // $all, $in, $mod, $type, $size.
    [{ v: { $all: [1, 2] } }, [2, 1, 3], true],
    [{ v: { $all: [1] } }, 1, true],
    [{ v: { $all: [] } }, [], false],
    [{ v: { $all: [[1]] } }, [1], true],
    [{ v: { $all: [{ $elemMatch: { a: 1 } }, { $elemMatch: { a: 2 } }] } }, [{ a: 1 }, { a: 2 }], true],
    [{ v: { $in: [1, regex('^a')] } }, 'ab', true],
    [{ v: { $in: [1, 'x'] } }, ['y', 'x'], true],
    [{ v: { $in: [[1]] } }, [1], true],
    [{ v: { $nin: [1, 2] } }, [3, 2], false],
    [{ v: { $mod: [4, 1] } }, 9n, true],
    [{ v: { $mod: [4, 1] } }, 5.9, true],
    [{ v: { $mod: [4, -1] } }, -5, true],
    [{ v: { $mod: [4, 1] } }, decimal('5.5'), true],
    [{ v: { $mod: [4, 1] } }, '5', false],
    [{ v: { $mod: [4, 0] } }, 1e300, false],
    [{ v: { $mod: [4, 0] } }, decimal('4E+6000'), false],
    [{ v: { $type: 'number' } }, decimal('1'), true],
    [{ v: { $type: ['string', 16] } }, 1, true],
    [{ v: { $type: 'double' } }, 1, false],
    [{ v: { $type: 'int' } }, ['x', 1], true],
    [{ v: { $size: 2 } }, [1, [2]], true],
    // Regular expressions.
    [{ v: regex('b', '') }, 'abc', true],
    [{ v: regex('^B', 'i') }, 'bc', true],
    [{ v: { $regex: '^b$', $options: 'm' } }, 'a\nb', true],
    [{ v: { $regex: 'a b # note', $options: 'x' } }, 'ab', true],
    [{ v: { $regex: '(?i)ABC' } }, 'abc', true],
    [{ v: { $regex: '\\-' } }, 'a-b', true],
    [{ v: { $regex: regex('B'), $options: 'i' } }, 'b', true],
    [{ v: { $not: regex('b') } }, 'abc', false],
    [{ v: { $not: regex('b') } }, 5, true],
    [{ v: regex('b') }, regex('b'), true],
    [{ v: regex('b') }, 5, false],
    [{ v: regex('^.$') }, '\u{1f600}', true],
    // Binary and DBRef-like values are literals.
    [{ v: new Binary(Buffer.from([1])) }, new Binary(Buffer.from([1])), true],
    [{ v: new Binary(Buffer.from([1]), 4) }, new Binary(Buffer.from([1])), false],
    [{ v: { $ref: 'c', $id: 1 } }, { $ref: 'c', $id: 1 }, true],
    // $expr and logic.
    [{ $expr: { $gt: ['$v', 3] } }, 4, true],
    [{ $expr: '$v' }, 0, false],
    [{ $or: [{ v: 1 }, { v: 2 }] }, 2, true],
    [{ $nor: [{ v: 1 }, { v: 2 }] }, 2, false],
    [{ $and: [{ v: 1 }, { v: 2 }] }, [1, 2], true],
    [{ $comment: 'why', v: { $eq: 1, $comment: 'so' } }, 1, true],
  ])('%j on %p is %p', (filter, value, matches) => {
    expect(compileFilter(filter)({ _id: 1, v: value })).toBe(matches);
  });
});

describe('paths', () => {
  test.each<[Document, Document, boolean]>([
    [{ 'a.b': 1 }, { a: [{ b: 2 }, { b: [1] }] }, true],
    [{ 'a.0': 1 }, { a: [1, 2] }, true],
    [{ 'a.0': 1 }, { a: [[1], 2] }, false],
    [{ 'a.0': [1] }, { a: [[1], 2] }, true],
    [{ 'a.0.b': 1 }, { a: [{ b: 1 }] }, true],
    [{ 'a.0.b': 1 }, { a: [{ 0: { b: 1 } }] }, true],
    [{ 'a.b': 1 }, { a: [[{ b: 1 }]] }, false],
    [{ 'a.0.0': 1 }, { a: [[1]] }, true],
    [{ 'a.0.b': 1 }, { a: [[{ b: 1 }]] }, true],
    [{ 'a.b.c': { $exists: false } }, { a: { b: 5 } }, true],
    [{ constructor: { $exists: true } }, {}, false],
    [{ 'a.length': 2 }, { a: [1, 2] }, false],
  ])('%j on %j is %p', (filter, document, matches) => {
    expect(compileFilter(filter)(document)).toBe(matches);
  });
});

describe('variables and positions', () => {
  test('let and $$NOW are known to $expr', () => {
    const filter = { $expr: { $and: [{ $eq: ['$v', '$$wanted'] }, { $lt: ['$at', '$$NOW'] }] } };
    const matches = compileFilter(filter, { let: { wanted: { $add: [1, 1] } }, now: new Date(10) });
    expect([matches({ v: 2, at: new Date(5) }), matches({ v: 2, at: new Date(15) })]).toEqual([true, false]);
  });

  test.each<[Document, Document, number | undefined]>([
    [{ a: 2 }, { a: [1, 2, 2] }, 1],
    [{ 'a.b': 3 }, { a: [{ b: 1 }, { b: [2, 3] }] }, 1],
    [{ a: { $elemMatch: { b: 1, c: 2 } } }, { a: [{ b: 1 }, { b: 1, c: 2 }] }, 1],
    [{ a: { $in: [7] }, _id: 1 }, { _id: 1, a: [5, 6, 7] }, 2],
    [{ a: { $ne: 9 } }, { a: [1] }, undefined],
    [{ _id: 1 }, { _id: 1, a: [1] }, undefined],
  ])('%j on %j matches at %p', (filter, document, position) => {
    const details: MatchDetails = {};
    expect(compileMatcher(filter)(document, details)).toBe(true);
    expect(details.position).toBe(position);
  });
});

describe('refusals', () => {
  test.each<[Document, number]>([
    [{ a: { $foo: 1 } }, 2],
    [{ $foo: 1 }, 2],
    [{ a: { $gt: 1, b: 2 } }, 2],
    [{ $and: [] }, 2],
    [{ $or: [1] }, 2],
    [{ a: { $in: 1 } }, 2],
    [{ a: { $in: [{ $gt: 1 }] } }, 2],
    [{ a: { $not: 1 } }, 2],
    [{ a: { $not: {} } }, 2],
    [{ a: { $ne: regex('a') } }, 2],
    [{ a: { $gt: regex('a') } }, 2],
    [{ a: { $regex: 'a', $options: 'q' } }, 2],
    [{ a: { $regex: '(' } }, 51091],
    [{ a: { $options: 'i' } }, 2],
    [{ a: { $size: -1 } }, 2],
    [{ a: { $size: 1.5 } }, 2],
    [{ a: { $mod: [0, 1] } }, 2],
    [{ a: { $mod: [1] } }, 2],
    [{ a: { $type: 'thing' } }, 2],
    [{ a: { $type: 99 } }, 2],
    [{ a: { $elemMatch: 1 } }, 2],
    [{ a: { $all: [{ $gt: 1 }] } }, 2],
    [{ $where: 'true' }, 115],
    [{ $text: {} }, 115],
    [{ $jsonSchema: {} }, 115],
    [{ a: { $near: [1, 2] } }, 115],
    [{ $expr: { $nope: 1 } }, 168],
    [{ $expr: '$$nope' }, 17276],
    [{ $expr: { $function: {} } }, 115],
  ])('%j is refused with %i', (filter, code) => {
    expect(() => compileFilter(filter)).toThrow(expect.objectContaining({ code }));
  });
});
