import { describe, expect, test } from '@jest/globals';
import { BSONRegExp, Double } from 'bson';
import { at, decimal, evaluate, gives } from './expression-cases.js';

describe('paths, variables and literals', () => {
  gives([
    ['$a', 1],
    ['$nested.deep.er', 'v'],
    ['$missing', undefined],
    ['$a.b', undefined],
    ['$docs.x', [1, 2]],
    ['$docs.y', [[1, 2]]],
    ['$list.0', []],
    ['$constructor', undefined],
    ['$$ROOT.a', 1],
    ['$$CURRENT.b', 2.5],
    ['$$limit', 10],
    ['$$NOW', at('2026-01-01T00:00:00Z')],
    ['$$REMOVE', undefined],
    [{ $literal: '$a' }, '$a'],
    [{ k: '$a', gone: '$missing' }, { k: 1 }],
    [
      ['$a', '$missing'],
      [1, null],
    ],
    [{ $let: { vars: { x: { $add: ['$a', 1] } }, in: { $multiply: ['$$x', '$$x'] } } }, 4],
  ]);
});

describe('arithmetic', () => {
  gives([
    [{ $add: ['$a', 2] }, 3],
    [{ $add: ['$a', new Double(2)] }, new Double(3)],
    [{ $add: [2147483647, 1] }, 2147483648n],
    [{ $add: ['$a', null] }, null],
    [{ $add: ['$a', '$missing'] }, null],
    [{ $add: [0.1, 0.2, decimal('1')] }, decimal('1.300000000000000')],
    [{ $add: ['$date', 1000] }, at('2024-02-29T20:30:16.250Z')],
    [{ $subtract: ['$date', at('2024-02-29T20:30:15.000Z')] }, 250n],
    [{ $subtract: ['$date', 250] }, at('2024-02-29T20:30:15.000Z')],
    [{ $multiply: [2, 3, 0.5] }, new Double(3)],
    [{ $divide: [4, 2] }, new Double(2)],
    [{ $divide: [decimal('1'), 3] }, decimal('0.3333333333333333333333333333333333')],
    [{ $mod: [-7, 3] }, -1],
    [{ $mod: [7.5, 2] }, 1.5],
    [{ $abs: -5 }, 5],
    [{ $abs: decimal('-1.5') }, decimal('1.5')],
    [{ $ceil: 1.2 }, new Double(2)],
    [{ $floor: -1.2 }, new Double(-2)],
    [{ $floor: decimal('-1.2') }, decimal('-2')],
    [{ $round: [2.5] }, new Double(2)],
    [{ $round: [3.5] }, new Double(4)],
    [{ $round: [1.005, 2] }, new Double(1)],
    [{ $round: [1234, -2] }, 1200],
    [{ $trunc: [-1.29, 1] }, -1.2],
    [{ $pow: [2, 10] }, 1024],
    [{ $pow: [2, 40] }, 1099511627776n],
    [{ $pow: [2, -1] }, 0.5],
    [{ $sqrt: 9 }, new Double(3)],
    [{ $ln: 1 }, new Double(0)],
    [{ $sum: ['$a', 'x', 2] }, 3],
    [{ $sum: '$list' }, 6],
    [{ $sum: [[0.1, 0.2, 0.3]] }, 0.6],
    [{ $avg: '$list' }, new Double(2)],
    [{ $avg: [['x']] }, null],
    [{ $max: '$list' }, 3],
    [{ $min: ['$missing', 4, null] }, 4],
    [{ $stdDevPop: [[1, 3]] }, new Double(1)],
    [{ $median: { input: '$list', method: 'approximate' } }, new Double(2)],
    [{ $percentile: { input: [1, 2, 3, 4], p: [0.9, 0.25], method: 'approximate' } }, [new Double(4), new Double(1)]],
  ]);
});

describe('comparison, logic and branches', () => {
  gives([
    [{ $eq: ['$a', new Double(1)] }, true],
    [{ $eq: ['$missing', null] }, false],
    [{ $lt: ['$missing', null] }, true],
    [{ $gt: ['x', 5] }, true],
    [{ $cmp: [1, 2] }, -1],
    [{ $ne: [[1], [1]] }, false],
    [{ $and: [1, 'x', []] }, true],
    [{ $and: [] }, true],
    [{ $or: [0, null, '$missing'] }, false],
    [{ $not: ['$n'] }, true],
    [{ $cond: ['$n', 1, 2] }, 2],
    [{ $cond: { if: true, then: 'y', else: 'n' } }, 'y'],
    [{ $ifNull: ['$n', '$missing', 'last'] }, 'last'],
    [
      {
        $switch: {
          branches: [
            { case: false, then: 1 },
            { case: '$a', then: 2 },
          ],
          default: 3,
        },
      },
      2,
    ],
    [{ $switch: { branches: [{ case: false, then: 1 }], default: 3 } }, 3],
  ]);
});

describe('strings', () => {
  gives([
    [{ $concat: ['$s', '!'] }, 'Halo Dunia!'],
    [{ $concat: ['$s', '$n'] }, null],
    [{ $toUpper: 'é$s' }, 'é$S'],
    [{ $toLower: '$missing' }, ''],
    [{ $strLenCP: '\u{1f600}é' }, 2],
    [{ $strLenBytes: '\u{1f600}é' }, 6],
    [{ $substrCP: ['$s', 5, 3] }, 'Dun'],
    [{ $substrBytes: ['$s', 5, -1] }, 'Dunia'],
    [{ $indexOfCP: ['$s', 'a'] }, 1],
    [{ $indexOfCP: ['$s', 'a', 2] }, 9],
    [{ $indexOfBytes: ['é-', '-'] }, 2],
    [{ $split: ['a-b-', '-'] }, ['a', 'b', '']],
    [{ $trim: { input: '  a ' } }, 'a'],
    [{ $ltrim: { input: 'xxa', chars: 'x' } }, 'a'],
    [{ $rtrim: { input: 'a  ' } }, 'a'],
    [{ $replaceOne: { input: 'aa', find: 'a', replacement: { $literal: '$&' } } }, '$&a'],
    [{ $replaceAll: { input: 'aa', find: 'a', replacement: 'b' } }, 'bb'],
    [{ $strcasecmp: ['abc', 'ABD'] }, -1],
    [{ $regexMatch: { input: '$s', regex: '^halo', options: 'i' } }, true],
    [
      { $regexFind: { input: 'xé12', regex: new BSONRegExp('(\\d)(z)?') } },
      { match: '1', idx: 2, captures: ['1', null] },
    ],
    [
      { $regexFindAll: { input: 'a1b2', regex: '\\d' } },
      [
        { match: '1', idx: 1, captures: [] },
        { match: '2', idx: 3, captures: [] },
      ],
    ],
    [{ $regexFind: { input: '$n', regex: 'x' } }, null],
  ]);
});

describe('refusals', () => {
  test.each<[unknown, number]>([
    [{ $nope: 1 }, 168],
    [{ $add: 1, $subtract: 1 }, 15983],
    ['$$nope', 17276],
    ['$a..b', 15998],
    [{ $function: {} }, 115],
    [{ $sin: 1 }, 115],
    [{ $divide: [1, 0] }, 2],
    [{ $mod: [1, 0] }, 16610],
    [{ $round: [9223372036854775807n, -1] }, 51080],
    [{ $range: [0, 2_000_000_000] }, 146],
    [{ $add: ['x', 1] }, 14],
    [{ $abs: [1, 2] }, 16020],
    [{ $cond: [1, 2] }, 16020],
    [{ $concat: ['a', 1] }, 16702],
    [{ $size: '$a' }, 17124],
    [{ $in: [1, '$a'] }, 40081],
    [{ $switch: { branches: [{ case: false, then: 1 }] } }, 40066],
    [{ $toInt: 'x' }, 241],
    [{ $toInt: 3_000_000_000 }, 241],
    [{ $toObjectId: 'x' }, 241],
    [{ $year: 'x' }, 16006],
    [{ $year: { date: '$date', timezone: 'Mars/Olympus' } }, 40485],
    [{ $dateAdd: { startDate: '$date', unit: 'fortnight', amount: 1 } }, 9],
    [{ $dateToString: { date: '$date', format: '%Q' } }, 18536],
    [{ $map: { input: '$list', as: 'Big', in: 1 } }, 9],
    [{ $filter: { input: '$list' } }, 40414],
    [{ $filter: { input: '$list', cond: 1, more: 1 } }, 40415],
  ])('%j is refused with %i', (expression, code) => {
    expect(() => evaluate(expression)).toThrow(expect.objectContaining({ code }));
  });
});
