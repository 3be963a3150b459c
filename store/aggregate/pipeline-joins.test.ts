import { describe, expect, test } from '@jest/globals';
import type { Document } from '../bson/values.js';
import { leadingMatch, runPipeline } from './pipeline.js';
import { regions, run, sales } from './pipeline-cases.js';

describe('$lookup', () => {
  test('by field finds equals, elements of arrays, and null for missing', () => {
    const { result, asked } = run([
      { $match: { _id: { $in: [1, 5] } } },
      { $lookup: { from: 'regions', localField: 'region', foreignField: '_id', as: 'found.r' } },
      { $project: { found: 1 } },
    ]);
    expect(result).toEqual([
      { _id: 1, found: { r: [regions[0]] } },
      { _id: 5, found: { r: [] } },
    ]);
    expect(asked).toEqual([
      ['regions', { _id: { $eq: 'jabar' } }],
      ['regions', { _id: { $eq: null } }],
    ]);
    const reversed = run(
      [{ $lookup: { from: 'sales', localField: 'sees', foreignField: 'region', as: 's' } }],
      regions,
    );
    expect(reversed.result.map((document) => (document['s'] as Document[]).map((each) => each['_id']))).toEqual([
      [3],
      [4, 5],
    ]);
  });

  test('by pipeline sees its variables, and asks the engine by what the match implies', () => {
    const stages = [
      {
        $lookup: {
          from: 'regions',
          let: { region: '$region' },
          pipeline: [
            { $match: { $expr: { $eq: ['$_id', '$$region'] } } },
            { $project: { _id: 0, name: 1, of: '$$region' } },
          ],
          as: 'r',
        },
      },
      { $project: { r: 1 } },
    ];
    const { result, asked } = run(stages, sales.slice(2, 4));
    expect(result).toEqual([
      { _id: 3, r: [{ name: 'Bali', of: 'bali' }] },
      { _id: 4, r: [] },
    ]);
    expect(asked).toEqual([
      ['regions', { _id: { $eq: 'bali' } }],
      ['regions', {}],
    ]);
  });

  test('joins both forms', () => {
    const both = {
      from: 'sales',
      localField: '_id',
      foreignField: 'region',
      pipeline: [{ $match: { amount: { $gt: 10 } } }],
      as: 's',
    };
    const { result } = run([{ $lookup: both }], regions.slice(0, 1));
    expect((result[0]?.['s'] as Document[]).map((each) => each['_id'])).toEqual([2]);
  });
});

describe('writing', () => {
  test('$merge and $out hand over everything once and give nothing', () => {
    const { result, written } = run([{ $project: { _id: 1 } }, { $limit: 2 }, { $merge: { into: 'totals' } }]);
    expect(result).toEqual([]);
    expect(written).toEqual([[{ $merge: { into: 'totals' } }, [{ _id: 1 }, { _id: 2 }]]]);
  });
});

describe('laziness', () => {
  test('$limit stops reading', () => {
    let read = 0;
    function* endless(): Generator<Document> {
      for (;;) yield { _id: ++read };
    }
    const context = { now: new Date(), find: () => [] };
    expect([...runPipeline([{ $match: { _id: { $gt: 1 } } }, { $limit: 2 }], endless(), context)]).toHaveLength(2);
    expect(read).toBe(3);
  });
});

describe('refusals', () => {
  test.each<[Document[], number]>([
    [[{ $nope: {} }], 40324],
    [[{}], 40323],
    [[{ $match: {}, $limit: 1 }], 40323],
    [[{ $graphLookup: {} }], 115],
    [[{ $match: { $where: '1' } }], 115],
    [[{ $limit: 0 }], 15958],
    [[{ $skip: -1 }], 5107200],
    [[{ $sort: {} }], 15976],
    [[{ $project: {} }], 51272],
    [[{ $project: { a: 1, b: 0 } }], 31254],
    [[{ $group: { n: { $sum: 1 } } }], 15955],
    [[{ $group: { _id: 1, n: 1 } }], 40234],
    [[{ $group: { _id: 1, n: { $nope: 1 } } }], 15952],
    [[{ $group: { _id: 1, 'a.b': { $sum: 1 } } }], 40235],
    [[{ $unwind: 'tags' }], 28818],
    [[{ $count: '$n' }], 40156],
    [[{ $lookup: { from: 'regions', as: 'r' } }], 9],
    [[{ $lookup: { from: 'regions', as: 'r', pipeline: [{ $nope: 1 }] } }], 40324],
    [[{ $facet: { a: [{ $out: 'x' }] } }], 40600],
    [[{ $out: 'x' }, { $limit: 1 }], 40601],
    [[{ $replaceRoot: { newRoot: '$amount' } }], 40228],
    [[{ $bucket: { groupBy: '$amount', boundaries: [0, 1] } }], 40066],
    [[{ $setWindowFields: { output: { a: { $derivative: {} } } } }], 115],
  ])('%j is refused with %i', (stages, code) => {
    expect(() => run(stages)).toThrow(expect.objectContaining({ code }));
  });
});

test('the leading match takes $match, then $sort, then $limit', () => {
  expect(
    leadingMatch([
      { $match: { a: 1 } },
      { $match: { b: 1 } },
      { $sort: { c: 1 } },
      { $limit: 3 },
      { $match: { d: 1 } },
    ]),
  ).toEqual({
    filter: { $and: [{ a: 1 }, { b: 1 }] },
    sort: { c: 1 },
    limit: 3,
    rest: [{ $match: { d: 1 } }],
  });
  expect(leadingMatch([{ $project: { a: 1 } }, { $match: { a: 1 } }])).toEqual({
    filter: {},
    rest: [{ $project: { a: 1 } }, { $match: { a: 1 } }],
  });
  expect(leadingMatch([{ $limit: -1 }]).rest).toHaveLength(1);
});
