import { describe, expect, test } from '@jest/globals';
import { Double } from 'bson';
import type { Document } from '../bson/values.js';
import { run, sales } from './pipeline-cases.js';

const rows: [string, Document[], Document[]][] = [
  [
    '$match with let',
    [{ $match: { $expr: { $gt: ['$amount', '$$least'] } } }, { $project: { _id: 1 } }],
    [{ _id: 2 }, { _id: 3 }],
  ],
  [
    '$sort, $skip, $limit',
    [{ $sort: { amount: -1 } }, { $skip: 1 }, { $limit: 1 }, { $project: { amount: 1 } }],
    [{ _id: 3, amount: 20 }],
  ],
  [
    '$project computes and nests',
    [{ $limit: 1 }, { $project: { _id: 0, 'x.double': { $multiply: ['$amount', 2] }, region: 1 } }],
    [{ region: 'jabar', x: { double: 20 } }],
  ],
  [
    '$addFields',
    [{ $limit: 1 }, { $set: { 'a.b': 1, region: '$$REMOVE', tags: { n: 1 } } }, { $unset: ['at'] }],
    [{ _id: 1, amount: 10, tags: [{ n: 1 }, { n: 1 }], a: { b: 1 } }],
  ],
  ['$count', [{ $count: 'n' }], [{ n: 5 }]],
  ['$count of nothing', [{ $match: { _id: 99 } }, { $count: 'n' }], []],
  [
    '$group joins null and missing',
    [{ $group: { _id: '$region', total: { $sum: '$amount' }, n: { $count: {} } } }],
    [
      { _id: 'jabar', total: 40, n: 2 },
      { _id: 'bali', total: 20, n: 1 },
      { _id: null, total: 10, n: 2 },
    ],
  ],
  [
    '$group accumulators',
    [
      { $match: { amount: { $gt: 5 } } },
      {
        $group: {
          _id: null,
          avg: { $avg: '$amount' },
          min: { $min: '$amount' },
          max: { $max: '$amount' },
          first: { $first: '$_id' },
          last: { $last: '$_id' },
          all: { $push: '$region' },
          set: { $addToSet: '$region' },
          none: { $sum: '$x' },
          nothing: { $avg: '$x' },
          absent: { $first: '$x' },
          two: { $firstN: { n: 2, input: '$_id' } },
          most: { $maxN: { n: 2, input: '$amount' } },
          top: { $top: { sortBy: { amount: -1 }, output: '$_id' } },
          bottom: { $bottomN: { n: 2, sortBy: { amount: -1 }, output: '$_id' } },
          median: { $median: { input: '$amount', method: 'approximate' } },
          pushed: { $push: '$x' },
        },
      },
    ],
    [
      {
        _id: null,
        avg: new Double(20),
        min: 10,
        max: 30,
        first: 1,
        last: 3,
        all: ['jabar', 'jabar', 'bali'],
        set: ['jabar', 'bali'],
        none: 0,
        nothing: null,
        absent: null,
        two: [1, 2],
        most: [30, 20],
        top: 2,
        bottom: [3, 1],
        median: new Double(20),
        pushed: [],
      },
    ],
  ],
  [
    '$unwind',
    [{ $unwind: '$tags' }, { $project: { tags: 1 } }],
    [
      { _id: 1, tags: 'a' },
      { _id: 1, tags: 'b' },
      { _id: 3, tags: 'b' },
      { _id: 5, tags: 'c' },
    ],
  ],
  [
    '$unwind keeps the empty',
    [
      { $unwind: { path: '$tags', includeArrayIndex: 'at', preserveNullAndEmptyArrays: true } },
      { $project: { tags: 1, at: 1 } },
    ],
    [
      { _id: 1, tags: 'a', at: 0n },
      { _id: 1, tags: 'b', at: 1n },
      { _id: 2, at: null },
      { _id: 3, tags: 'b', at: 0n },
      { _id: 4, at: null },
      { _id: 5, tags: 'c', at: null },
    ],
  ],
  ['$sortByCount', [{ $sortByCount: '$region' }, { $limit: 1 }], [{ _id: 'jabar', count: 2 }]],
  [
    '$bucket',
    [{ $bucket: { groupBy: '$amount', boundaries: [0, 10, 25], default: 'more' } }],
    [
      { _id: 0, count: 2 },
      { _id: 10, count: 2 },
      { _id: 'more', count: 1 },
    ],
  ],
  [
    '$bucketAuto',
    [{ $bucketAuto: { groupBy: '$amount', buckets: 2 } }],
    [
      { _id: { min: 5, max: 20 }, count: 3 },
      { _id: { min: 20, max: 30 }, count: 2 },
    ],
  ],
  ['$replaceRoot', [{ $limit: 1 }, { $replaceRoot: { newRoot: { k: '$_id' } } }], [{ k: 1 }]],
  [
    '$facet',
    [{ $facet: { n: [{ $count: 'n' }], top: [{ $sort: { amount: -1 } }, { $limit: 1 }, { $project: { _id: 1 } }] } }],
    [{ n: [{ n: 5 }], top: [{ _id: 2 }] }],
  ],
  [
    '$unionWith',
    [
      { $limit: 1 },
      { $project: { _id: 1 } },
      { $unionWith: { coll: 'regions', pipeline: [{ $match: { _id: 'bali' } }, { $project: { name: 1 } }] } },
    ],
    [{ _id: 1 }, { _id: 'bali', name: 'Bali' }],
  ],
  ['$documents', [{ $documents: [{ a: 1 }, { a: { $add: [1, 1] } }] }], [{ a: 1 }, { a: 2 }]],
  [
    '$setWindowFields over documents',
    [
      {
        $setWindowFields: {
          partitionBy: '$region',
          sortBy: { _id: 1 },
          output: {
            run: { $sum: '$amount', window: { documents: ['unbounded', 'current'] } },
            pair: { $sum: '$amount', window: { documents: [-1, 0] } },
            all: { $sum: '$amount' },
            rank: { $rank: {} },
            no: { $documentNumber: {} },
            next: { $shift: { output: '$_id', by: 1, default: 'none' } },
          },
        },
      },
      { $match: { region: 'jabar' } },
      { $project: { run: 1, pair: 1, all: 1, rank: 1, no: 1, next: 1 } },
    ],
    [
      { _id: 1, run: 10, pair: 10, all: 40, rank: 1, no: 1, next: 2 },
      { _id: 2, run: 40, pair: 40, all: 40, rank: 2, no: 2, next: 'none' },
    ],
  ],
  [
    '$setWindowFields over days',
    [
      {
        $setWindowFields: {
          sortBy: { at: 1 },
          output: { near: { $push: '$_id', window: { range: [-2, 'current'], unit: 'day' } } },
        },
      },
      { $project: { near: 1 } },
    ],
    [
      { _id: 1, near: [1] },
      { _id: 2, near: [1, 2] },
      { _id: 3, near: [2, 3] },
      { _id: 4, near: [3, 4] },
      { _id: 5, near: [5] },
    ],
  ],
  [
    'ranks',
    [
      { $setWindowFields: { sortBy: { amount: 1 }, output: { rank: { $rank: {} }, dense: { $denseRank: {} } } } },
      { $project: { rank: 1, dense: 1 } },
    ],
    [
      { _id: 4, rank: 1, dense: 1 },
      { _id: 5, rank: 1, dense: 1 },
      { _id: 1, rank: 3, dense: 2 },
      { _id: 3, rank: 4, dense: 3 },
      { _id: 2, rank: 5, dense: 4 },
    ],
  ],
];

describe('stages', () => {
  test.each(rows)('%s', (_, stages, wanted) => {
    const before = structuredClone(sales);
    expect(run(stages).result).toEqual(wanted);
    expect(sales).toEqual(before);
  });

  test('$sample gives that many different documents', () => {
    const ids = run([{ $sample: { size: 3 } }]).result.map((document) => document['_id']);
    expect(new Set(ids).size).toBe(3);
    expect(run([{ $sample: { size: 99 } }]).result).toHaveLength(5);
  });
});
