import { describe, expect, test } from '@jest/globals';
import { BSONRegExp, Double, Timestamp } from 'bson';
import { identicalValues } from '../bson/values.js';
import type { Document } from '../bson/values.js';
import { codeOf, decimal, now, updated } from './update-cases.js';
import type { Case } from './update-cases.js';

describe('fields', () => {
  test.each<[string, Document, Document, Document]>([
    ['$set adds and replaces', { a: 1 }, { $set: { a: 2, b: 3 } }, { a: 2, b: 3 }],
    ['$set makes parents', {}, { $set: { 'a.b.c': 1 } }, { a: { b: { c: 1 } } }],
    ['$set makes number-named fields in documents', {}, { $set: { 'a.0': 1 } }, { a: { 0: 1 } }],
    ['$set writes array elements', { a: [1, 2] }, { $set: { 'a.1': 9 } }, { a: [1, 9] }],
    ['$set pads arrays with null', { a: [1] }, { $set: { 'a.3': 4 } }, { a: [1, null, null, 4] }],
    [
      '$set writes in path order',
      {},
      { $set: { b: 1, a: 1, 'c.10': 1, 'c.9': 1 } },
      { a: 1, b: 1, c: { 9: 1, 10: 1 } },
    ],
    ['$set keeps the place of a field', { a: 1, b: 2 }, { $set: { a: 3 } }, { a: 3, b: 2 }],
    ['$unset removes', { a: { b: 1, c: 2 } }, { $unset: { 'a.b': '' } }, { a: { c: 2 } }],
    ['$unset leaves null in arrays', { a: [1, 2] }, { $unset: { 'a.0': 1 } }, { a: [null, 2] }],
    ['$unset of nothing is nothing', { a: 1 }, { $unset: { 'a.b': 1, c: 1 } }, { a: 1 }],
    ['$inc keeps int', { a: 1 }, { $inc: { a: 2 } }, { a: 3 }],
    ['$inc widens int to long', { a: 2147483647 }, { $inc: { a: 1 } }, { a: 2147483648n }],
    ['$inc keeps double', { a: new Double(1) }, { $inc: { a: 1 } }, { a: new Double(2) }],
    ['$inc keeps long', { a: 1n }, { $inc: { a: 1 } }, { a: 2n }],
    ['$inc keeps decimal', { a: decimal('1.10') }, { $inc: { a: 1 } }, { a: decimal('2.10') }],
    ['$inc sets a missing field', {}, { $inc: { 'a.b': 5n } }, { a: { b: 5n } }],
    ['$mul multiplies', { a: 3 }, { $mul: { a: 1.5 } }, { a: 4.5 }],
    ['$mul sets zero of the type', {}, { $mul: { a: 5n } }, { a: 0n }],
    ['$min keeps the least', { a: 5, b: 5 }, { $min: { a: 3, b: 7, c: 1 } }, { a: 3, b: 5, c: 1 }],
    ['$max compares across types', { a: 5, b: 'x' }, { $max: { a: 'y', b: 9 } }, { a: 'y', b: 'x' }],
    ['$rename moves', { a: 1, b: 2 }, { $rename: { a: 'c.d' } }, { b: 2, c: { d: 1 } }],
    ['$rename overwrites', { a: 1, b: 2 }, { $rename: { a: 'b' } }, { b: 1 }],
    ['$rename of nothing is nothing', { b: 2 }, { $rename: { a: 'b' } }, { b: 2 }],
    [
      '$currentDate',
      {},
      { $currentDate: { a: true, b: { $type: 'timestamp' } } },
      { a: now, b: new Timestamp({ t: now.getTime() / 1000, i: 1 }) },
    ],
    ['$setOnInsert waits', { a: 1 }, { $setOnInsert: { b: 1 } }, { a: 1 }],
    ['$bit', { a: 13, b: 5n }, { $bit: { a: { and: 10 }, b: { or: 2 }, c: { xor: 3 } } }, { a: 8, b: 7n, c: 3 }],
  ])('%s', (_, before, update, wanted) => {
    const result = updated({ _id: 1, ...before }, update);
    expect(identicalValues(result, { _id: 1, ...wanted })).toBe(true);
  });
});

describe('arrays', () => {
  test.each<[string, unknown, Document, unknown]>([
    ['$push makes an array', undefined, { $push: { v: 1 } }, [1]],
    ['$push appends a document', [1], { $push: { v: { a: 1 } } }, [1, { a: 1 }]],
    ['$push $each', [1], { $push: { v: { $each: [2, 3] } } }, [1, 2, 3]],
    ['$push $position', [1, 2], { $push: { v: { $each: [9], $position: 1 } } }, [1, 9, 2]],
    ['$push $position from the end', [1, 2, 3], { $push: { v: { $each: [9], $position: -1 } } }, [1, 2, 9, 3]],
    ['$push $slice keeps the first', [1, 2], { $push: { v: { $each: [3], $slice: 2 } } }, [1, 2]],
    ['$push $slice keeps the last', [1, 2], { $push: { v: { $each: [3], $slice: -2 } } }, [2, 3]],
    ['$push $slice to nothing', [1], { $push: { v: { $each: [2], $slice: 0 } } }, []],
    ['$push sorts before it slices', [5, 1], { $push: { v: { $each: [3], $sort: -1, $slice: 2 } } }, [5, 3]],
    [
      '$push $sort by field',
      [{ n: 2 }],
      { $push: { v: { $each: [{ n: 1 }], $sort: { n: 1 } } } },
      [{ n: 1 }, { n: 2 }],
    ],
    ['$addToSet adds once', [1, 2], { $addToSet: { v: 2 } }, [1, 2]],
    ['$addToSet compares numbers by value', [1], { $addToSet: { v: new Double(1) } }, [1]],
    [
      '$addToSet minds field order',
      [{ a: 1, b: 2 }],
      { $addToSet: { v: { b: 2, a: 1 } } },
      [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ],
    ],
    ['$addToSet $each', [1], { $addToSet: { v: { $each: [1, 2, 2] } } }, [1, 2]],
    ['$addToSet makes an array', undefined, { $addToSet: { v: { $each: [] } } }, []],
    ['$pull a value', [1, 2, 1], { $pull: { v: 1 } }, [2]],
    ['$pull by operator', [1, 5, 9], { $pull: { v: { $gte: 5 } } }, [1]],
    ['$pull by fields', [{ a: 1, b: 1 }, { a: 2 }, 3], { $pull: { v: { a: 1 } } }, [{ a: 2 }, 3]],
    ['$pull by expression', ['ab', 'b'], { $pull: { v: new BSONRegExp('^a') } }, ['b']],
    ['$pull an array by its whole', [[1], 1], { $pull: { v: [1] } }, [1]],
    ['$pullAll', [1, 2, new Double(1)], { $pullAll: { v: [1] } }, [2]],
    ['$pop the last', [1, 2], { $pop: { v: 1 } }, [1]],
    ['$pop the first', [1, 2], { $pop: { v: -1 } }, [2]],
    ['$pop of nothing', undefined, { $pop: { v: 1 } }, undefined],
  ])('%s', (_, before, update, wanted) => {
    const document = before === undefined ? { _id: 1 } : { _id: 1, v: before };
    expect(updated(document, update)).toEqual(wanted === undefined ? { _id: 1 } : { _id: 1, v: wanted });
  });
});

describe('positions', () => {
  test.each<[string, Document, Document, Case, Document]>([
    ['$ is the matched element', { v: [1, 5, 5] }, { $set: { 'v.$': 9 } }, { filter: { v: 5 } }, { v: [1, 9, 5] }],
    [
      '$ goes on below',
      { v: [{ a: 1 }, { a: 2 }] },
      { $inc: { 'v.$.n': 1 } },
      { filter: { 'v.a': 2 } },
      { v: [{ a: 1 }, { a: 2, n: 1 }] },
    ],
    [
      '$ with $elemMatch',
      { v: [{ a: 1 }, { a: 1, b: 2 }] },
      { $set: { 'v.$.c': 3 } },
      { filter: { v: { $elemMatch: { a: 1, b: 2 } } } },
      { v: [{ a: 1 }, { a: 1, b: 2, c: 3 }] },
    ],
    ['$[] is every element', { v: [1, 2] }, { $inc: { 'v.$[]': 10 } }, {}, { v: [11, 12] }],
    [
      '$[] nests',
      { v: [{ w: [1] }, { w: [2, 3] }] },
      { $inc: { 'v.$[].w.$[]': 1 } },
      {},
      { v: [{ w: [2] }, { w: [3, 4] }] },
    ],
    [
      '$[id] is every element the filter finds',
      { v: [1, 5, 9] },
      { $set: { 'v.$[big]': 0 } },
      { arrayFilters: [{ big: { $gte: 5 } }] },
      { v: [1, 0, 0] },
    ],
    [
      '$[id] on documents',
      { v: [{ a: 1 }, { a: 2 }] },
      { $set: { 'v.$[x].b': 7 } },
      { arrayFilters: [{ 'x.a': 2 }] },
      { v: [{ a: 1 }, { a: 2, b: 7 }] },
    ],
    [
      '$[id] with logic',
      { v: [1, 5, 9] },
      { $set: { 'v.$[x]': 0 } },
      { arrayFilters: [{ $or: [{ x: 1 }, { x: 9 }] }] },
      { v: [0, 5, 0] },
    ],
    ['$[id] finds nothing', { v: [1] }, { $set: { 'v.$[x]': 0 } }, { arrayFilters: [{ x: 2 }] }, { v: [1] }],
  ])('%s', (_, before, update, options, wanted) => {
    expect(updated({ _id: 1, ...before }, update, options)).toEqual({ _id: 1, ...wanted });
  });

  test.each<[string, Document, Document, Case, number]>([
    ['$ without a match', { v: [1] }, { $set: { 'v.$': 1 } }, { filter: { _id: 1 } }, 2],
    ['$[] on a scalar', { v: 1 }, { $set: { 'v.$[]': 1 } }, {}, 2],
    ['$[] on nothing', {}, { $set: { 'v.$[]': 1 } }, {}, 2],
    ['an unknown identifier', { v: [] }, { $set: { 'v.$[x]': 1 } }, {}, 2],
    ['an unused array filter', { v: [] }, { $set: { v: 1 } }, { arrayFilters: [{ x: 1 }] }, 9],
    ['two names in one array filter', { v: [] }, { $set: { 'v.$[x]': 1 } }, { arrayFilters: [{ x: 1, y: 1 }] }, 9],
    ['two array filters of one name', { v: [] }, { $set: { 'v.$[x]': 1 } }, { arrayFilters: [{ x: 1 }, { x: 2 }] }, 9],
    ['array filters with a pipeline', {}, [{ $set: { a: 1 } }] as unknown as Document, { arrayFilters: [{ x: 1 }] }, 9],
  ])('%s is refused', (_, before, update, options, code) => {
    expect(codeOf(() => updated({ _id: 1, ...before }, update, options))).toBe(code);
  });
});
