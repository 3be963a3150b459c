import { describe, expect, test } from '@jest/globals';
import { BSONRegExp, Double, ObjectId } from 'bson';
import fc from 'fast-check';
import { documents, values } from '../bson/arbitraries.js';
import { identicalValues } from '../bson/values.js';
import type { Document } from '../bson/values.js';
import { checkId, compileUpdate, upsertSeed } from './update.js';
import { codeOf, decimal, now, updated } from './update-cases.js';

describe('refusals', () => {
  test.each<[Document, Document, number]>([
    [{}, { $foo: { a: 1 } }, 9],
    [{}, { $set: { a: 1 }, b: 1 }, 9],
    [{}, { $set: 'x' }, 9],
    [{}, { b: 1, $set: { a: 1 } }, 52],
    [{}, { $set: { a: 1 }, $inc: { a: 1 } }, 40],
    [{}, { $set: { 'a.b': 1, a: 1 } }, 40],
    [{}, { $rename: { a: 'b' }, $set: { b: 1 } }, 40],
    [{}, { $set: { 'a..b': 1 } }, 56],
    [{}, { $set: { 'a.$x': 1 } }, 52],
    [{}, { $set: { '$[].a': 1 } }, 2],
    [{ a: 'x' }, { $inc: { a: 1 } }, 14],
    [{ a: null }, { $inc: { a: 1 } }, 14],
    [{}, { $inc: { a: 'x' } }, 14],
    [{ a: 2n ** 63n - 1n }, { $inc: { a: 1 } }, 2],
    [{ a: 5 }, { $set: { 'a.b': 1 } }, 28],
    [{ a: null }, { $set: { 'a.b': 1 } }, 28],
    [{ a: [1] }, { $set: { 'a.b': 1 } }, 28],
    [{ a: [1] }, { $set: { 'a.9000000': 1 } }, 2],
    [{ a: 1 }, { $push: { a: 1 } }, 2],
    [{ a: 1 }, { $addToSet: { a: 1 } }, 2],
    [{ a: 1 }, { $pull: { a: 1 } }, 2],
    [{ a: 1 }, { $pop: { a: 1 } }, 14],
    [{}, { $pop: { a: 2 } }, 9],
    [{}, { $push: { a: { $each: 1 } } }, 14],
    [{}, { $push: { a: { $each: [], $foo: 1 } } }, 2],
    [{}, { $push: { a: { $each: [], $sort: 2 } } }, 2],
    [{ a: [{ b: 1 }] }, { $rename: { 'a.0.b': 'c' } }, 2],
    [{}, { $rename: { a: 'a' } }, 2],
    [{}, { $currentDate: { a: 'now' } }, 2],
    [{}, { $bit: { a: { and: 1.5 } } }, 2],
    [{}, { $set: { _id: 2 } }, 66],
    [{}, { $unset: { _id: 1 } }, 66],
    [{}, { _id: 2, a: 1 }, 66],
    [{}, [{ $set: { _id: 2 } }] as unknown as Document, 66],
    [{}, [{ $match: { a: 1 } }] as unknown as Document, 72],
    [{}, [{ $nope: { a: 1 } }] as unknown as Document, 72],
  ])('%p with %j is refused with %i', (before, update, code) => {
    expect(codeOf(() => updated({ _id: 1, ...before }, update))).toBe(code);
  });
});

describe('replacement, pipeline and upsert', () => {
  test('a replacement keeps _id, and keeps it first', () => {
    expect(Object.entries(updated({ _id: 1, a: 1 }, { b: 2, c: 3 }))).toEqual([
      ['_id', 1],
      ['b', 2],
      ['c', 3],
    ]);
    expect(updated({ _id: 1, a: 1 }, { b: 2, _id: new Double(1) })).toEqual({ _id: 1, b: 2 });
    expect(updated({ _id: 1, a: 1 }, {})).toEqual({ _id: 1 });
    expect(compileUpdate({ a: 1 }, { filter: {}, now }).isReplacement).toBe(true);
    expect(compileUpdate({ $set: { a: 1 } }, { filter: {}, now }).isReplacement).toBe(false);
  });

  test('a pipeline computes from the document, let and $$NOW', () => {
    const pipeline = [
      { $set: { total: { $add: ['$a', '$$by'] }, at: '$$NOW' } },
      { $unset: 'a' },
      { $replaceWith: { $mergeObjects: ['$$ROOT', { done: true }] } },
    ];
    expect(updated({ _id: 1, a: 1 }, pipeline, { let: { by: 2 } })).toEqual({ _id: 1, total: 3, at: now, done: true });
    expect(updated({ _id: 1, a: 1, b: 2 }, [{ $project: { a: 1 } }])).toEqual({ _id: 1, a: 1 });
    expect(updated({ _id: 1, a: 1 }, [{ $replaceWith: { b: 1 } }])).toEqual({ _id: 1, b: 1 });
  });

  test('an insert applies $setOnInsert and puts _id first', () => {
    const id = new ObjectId();
    const result = updated({ a: 1 }, { $setOnInsert: { b: 2, _id: id } }, { inserting: true });
    expect(Object.entries(result)).toEqual([
      ['_id', id],
      ['a', 1],
      ['b', 2],
    ]);
    expect(updated(upsertSeed({ _id: 5, a: 1 }), { b: 2 }, { inserting: true })).toEqual({ _id: 5, b: 2 });
    expect(codeOf(() => updated({ _id: 5 }, { $set: { _id: 6 } }, { inserting: true }))).toBe(66);
  });

  test.each<[Document, Document]>([
    [
      { a: 1, 'b.c': 'x' },
      { a: 1, b: { c: 'x' } },
    ],
    [{ a: { $eq: 1 }, b: { $gt: 5 } }, { a: 1 }],
    [{ $and: [{ a: 1 }, { b: { $eq: null } }] }, { a: 1, b: null }],
    [{ $or: [{ a: 1 }] }, { a: 1 }],
    [{ $or: [{ a: 1 }, { b: 1 }] }, {}],
    [
      { a: { $in: [1] }, b: { $in: [1, 2] }, c: { $all: [3] } },
      { a: 1, c: 3 },
    ],
    [{ a: new BSONRegExp('x') }, {}],
    [{ a: { b: 1 } }, { a: { b: 1 } }],
    [{ a: { $ne: 1 }, $nor: [{ b: 1 }] }, {}],
    [{ a: { $not: { $eq: 1 } } }, {}],
  ])('the seed of %j is %j', (filter, wanted) => {
    expect(upsertSeed(filter)).toEqual(wanted);
  });

  test.each<Document>([{ a: { b: 1 }, 'a.b': 1 }, { $and: [{ a: 1 }, { a: 2 }] }, { a: { $all: [1, 2] } }])(
    'the seed of %j is refused',
    (filter) => {
      expect(codeOf(() => upsertSeed(filter))).toBe(54);
    },
  );

  test('_id may not be an array, an expression or hold dollars', () => {
    expect(codeOf(() => checkId({ _id: [1] }))).toBe(53);
    expect(codeOf(() => checkId({ _id: new BSONRegExp('a') }))).toBe(53);
    expect(codeOf(() => checkId({ _id: { $a: 1 } }))).toBe(52);
    expect(codeOf(() => checkId({ _id: { 'a.b': 1 } }))).toBeUndefined();
  });
});

describe('no-ops and purity', () => {
  test.each<[Document, Document]>([
    [{ a: 1 }, { $set: { a: 1 } }],
    [{ a: { b: [1, { c: 2 }] } }, { $set: { a: { b: [1, { c: 2 }] } } }],
    [{ a: 1 }, { $inc: { a: 0 } }],
    [{ a: 1 }, { $unset: { b: 1 } }],
    [{ a: [1] }, { $addToSet: { a: 1 } }],
    [{ a: [1] }, { $pull: { a: 2 } }],
    [{ a: [1] }, { $push: { a: { $each: [] } } }],
    [{ a: 1 }, { $max: { a: 0 } }],
    [{ a: 1 }, { _id: 1, a: 1 }],
    [{ a: 1 }, { a: 1 }],
  ])('%j is returned itself by %j', (before, update) => {
    const document = { _id: 1, ...before };
    expect(updated(document, update)).toBe(document);
  });

  test.each<[Document, Document]>([
    [{ a: 1 }, { $set: { a: new Double(1) } }],
    [{ a: { b: 1, c: 2 } }, { $set: { a: { c: 2, b: 1 } } }],
    [{ a: decimal('1.0') }, { $set: { a: decimal('1.00') } }],
  ])('%p is changed by %p, for a type or an order changes', (before, update) => {
    const document = { _id: 1, ...before };
    expect(updated(document, update)).not.toBe(document);
  });

  test('an update never changes its input, and gives the same twice', () => {
    const paths = fc.constantFrom('a', 'b', 'a.b', 'a.0', 'ab.a', 'é');
    const operators = fc.constantFrom(
      '$set',
      '$unset',
      '$inc',
      '$mul',
      '$min',
      '$max',
      '$push',
      '$addToSet',
      '$pull',
      '$pop',
      '$rename',
    );
    const update = fc
      .tuple(operators, paths, values)
      .map(([operator, path, value]) => ({ [operator]: { [path]: value } }));
    fc.assert(
      fc.property(documents, update, (document, change) => {
        const freeze = (value: unknown): unknown => {
          if (Array.isArray(value)) value.forEach(freeze);
          else if (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype)
            Object.values(value).forEach(freeze);
          else return value;
          return Object.freeze(value);
        };
        freeze(document);
        freeze(change);
        let result: Document;
        try {
          result = updated(document, change);
        } catch (error) {
          expect(typeof (error as { code: unknown }).code).toBe('number');
          return;
        }
        expect(identicalValues(updated(document, change), result)).toBe(true);
      }),
      { numRuns: 1500 },
    );
  });
});
