import { describe, expect, test } from '@jest/globals';
import { Double } from 'bson';
import fc from 'fast-check';
import { values } from '../bson/arbitraries.js';
import { indexKey } from '../bson/index-key.js';
import type { Document } from '../bson/types.js';
import { compileFilter } from './matcher.js';
import { elementsAt, indexTuples, indexValues, valuesAt } from './path.js';
import { compileProjection } from './projection.js';
import { compileSort } from './sort.js';

describe('index values', () => {
  test.each<[Document, string, unknown[]]>([
    [{ a: 1 }, 'a', [1]],
    [{}, 'a', [null]],
    [{ a: null }, 'a', [null]],
    [{ a: [] }, 'a', [undefined]],
    [{ a: [] }, 'a.b', [null]],
    [{ a: [1, [2, 3]] }, 'a', [1, [2, 3]]],
    [{ a: [{ b: 1 }, { b: [2, 3] }, {}, 5] }, 'a.b', [1, 2, 3, null, null]],
    [{ a: [{ b: 7 }, { b: 8 }] }, 'a.0.b', [7]],
    [{ a: [5, 6] }, 'a.1', [6]],
    [{ a: [5] }, 'a.3', [null]],
    [{ a: 5 }, 'a.b', [null]],
  ])('%j at %s are %p', (document, path, wanted) => {
    expect(indexValues(document, path)).toEqual(wanted);
  });

  test('pair the fields of one array, and refuse two arrays', () => {
    const document = { a: [{ b: 1, c: 2 }, { b: 3 }], d: 4, e: [] };
    expect(indexTuples(document, ['a.b', 'd', 'a.c'])).toEqual([
      [1, 4, 2],
      [3, 4, null],
    ]);
    expect(() => indexTuples(document, ['a.b', 'e'])).toThrow(expect.objectContaining({ code: 171 }));
  });

  test('refuse a number that names both an element and a field', () => {
    expect(() => indexValues({ a: ['x', { 0: 1 }] }, 'a.0')).toThrow(expect.objectContaining({ code: 16746 }));
  });

  test('hold every scalar that an equality filter would find', () => {
    const documents = fc.record({ a: fc.oneof(values, fc.array(fc.record({ b: values }, { requiredKeys: [] }))) });
    fc.assert(
      fc.property(documents, fc.constantFrom('a', 'a.b', 'a.0', 'a.0.b'), (document, path) => {
        let keys: Set<string>;
        try {
          keys = new Set(indexValues(document, path).map(indexKey));
        } catch (error) {
          expect((error as { code: number }).code).toBe(16746);
          return;
        }
        for (const value of valuesAt(document, path)) {
          if (Array.isArray(value) || value === undefined) continue;
          expect(compileFilter({ [path]: { $eq: value } })(document)).toBe(true);
          expect(keys.has(indexKey(value))).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('distinct lists elements one level deep', () => {
    expect(elementsAt({ a: ['x', ['y']] }, 'a')).toEqual(['x', ['y']]);
    expect(elementsAt({ a: [{ b: [1] }, {}, { b: 2 }] }, 'a.b')).toEqual([1, 2]);
    expect(elementsAt({ a: [] }, 'a')).toEqual([]);
  });
});

describe('sort', () => {
  const sorted = (collection: Document[], spec: Document): unknown[] =>
    [...collection].sort(compileSort(spec)).map((document) => document['_id']);
  const collection: Document[] = [
    { _id: 1, v: 5 },
    { _id: 2, v: [1, 9] },
    { _id: 3 },
    { _id: 4, v: [] },
    { _id: 5, v: 'text' },
    { _id: 6, v: new Double(4.5) },
    { _id: 7, v: null },
  ];

  test('takes the least element upwards and the greatest downwards', () => {
    expect(sorted(collection, { v: 1 })).toEqual([4, 3, 7, 2, 6, 1, 5]);
    expect(sorted(collection, { v: -1 })).toEqual([5, 2, 1, 6, 3, 7, 4]);
  });

  test('goes through arrays of documents, and keeps fields of one element together', () => {
    const lines = [
      {
        _id: 1,
        a: [
          { b: 1, c: 9 },
          { b: 2, c: 0 },
        ],
      },
      { _id: 2, a: [{ b: 1, c: 5 }] },
    ];
    expect(sorted(lines, { 'a.b': 1, 'a.c': 1 })).toEqual([2, 1]);
    expect(sorted(lines, { 'a.c': 1 })).toEqual([1, 2]);
  });

  test('refuses other directions and parallel arrays', () => {
    expect(() => compileSort({ a: 2 })).toThrow(expect.objectContaining({ code: 15975 }));
    expect(() => compileSort({ a: { $meta: 'textScore' } })).toThrow(expect.objectContaining({ code: 115 }));
    const both = [
      { a: [1], b: [1] },
      { a: [1], b: [2] },
    ];
    expect(() => both.sort(compileSort({ a: 1, b: 1 }))).toThrow(expect.objectContaining({ code: 2 }));
  });
});

describe('projection', () => {
  const document: Document = {
    _id: 1,
    a: { b: 1, c: 2 },
    list: [{ n: 1, m: 1 }, { n: 2, m: 2 }, 3, { n: 4 }],
    s: 'x',
    scores: [1, 5, 9, 7],
  };
  test.each<[Document, Document, Document]>([
    [{}, {}, document],
    [{ s: 1 }, {}, { _id: 1, s: 'x' }],
    [{ s: true, _id: 0 }, {}, { s: 'x' }],
    [{ 'a.b': 1, _id: 0 }, {}, { a: { b: 1 } }],
    [{ a: { c: 1 }, _id: 0 }, {}, { a: { c: 2 } }],
    [{ 'list.n': 1, _id: 0 }, {}, { list: [{ n: 1 }, { n: 2 }, { n: 4 }] }],
    [{ 's.x': 1 }, {}, { _id: 1 }],
    [{ list: 0, scores: 0 }, {}, { _id: 1, a: { b: 1, c: 2 }, s: 'x' }],
    [{ _id: 0, list: 0, scores: 0, a: 0 }, {}, { s: 'x' }],
    [{ 'list.n': 0, a: 0, s: 0, scores: 0 }, {}, { _id: 1, list: [{ m: 1 }, { m: 2 }, 3, {}] }],
    [{ _id: 1 }, {}, { _id: 1 }],
    [{ scores: { $slice: 2 }, list: 0, a: 0 }, {}, { _id: 1, s: 'x', scores: [1, 5] }],
    [{ scores: { $slice: -1 }, s: 1 }, {}, { _id: 1, s: 'x', scores: [7] }],
    [{ scores: { $slice: [-3, 2] }, s: 1 }, {}, { _id: 1, s: 'x', scores: [5, 9] }],
    [{ scores: { $elemMatch: { $gt: 4 } } }, {}, { _id: 1, scores: [5] }],
    [{ list: { $elemMatch: { n: { $gte: 2 } } } }, {}, { _id: 1, list: [{ n: 2, m: 2 }] }],
    [{ list: { $elemMatch: { n: 77 } } }, {}, { _id: 1 }],
    [{ 'scores.$': 1 }, { scores: { $gt: 5 } }, { _id: 1, scores: [9] }],
    [{ 'list.$': 1 }, { 'list.n': 2 }, { _id: 1, list: [{ n: 2, m: 2 }] }],
    [{ s: 1, total: { $add: ['$a.b', '$a.c'] } }, {}, { _id: 1, s: 'x', total: 3 }],
    [{ _id: 0, t: '$s', u: 'word' }, {}, { t: 'x', u: 'word' }],
  ])('%j with filter %j', (spec, filter, wanted) => {
    const before = structuredClone(document);
    const result = compileProjection(spec, filter)(document);
    expect(result).toEqual(wanted);
    expect(Object.keys(result)).toEqual(Object.keys(wanted));
    expect(document).toEqual(before);
  });

  test.each<[Document, number]>([
    [{ a: 1, s: 0 }, 31254],
    [{ a: 0, s: 1 }, 31253],
    [{ a: 0, s: { $add: [1, 1] } }, 31252],
    [{ a: 1, 'a.b': 1 }, 31249],
    [{ 'a.b': 1, a: 1 }, 31250],
    [{ a: {} }, 51270],
    [{ a: { $meta: 'textScore' } }, 115],
    [{ a: { $elemMatch: 1 } }, 2],
    [{ a: { $slice: 'x' } }, 28667],
    [{ 'a.$': 1, 'b.$': 1 }, 31276],
  ])('%j is refused with %i', (spec, code) => {
    expect(() => compileProjection(spec)).toThrow(expect.objectContaining({ code }));
  });

  test('a positional projection without a matching element is an error', () => {
    expect(() => compileProjection({ 'scores.$': 1 }, { _id: 1 })(document)).toThrow(
      expect.objectContaining({ code: 51246 }),
    );
  });
});
