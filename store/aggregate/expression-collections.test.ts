import { describe } from '@jest/globals';
import { Double } from 'bson';
import { at, decimal, gives, id, root } from './expression-cases.js';

describe('arrays and sets', () => {
  gives([
    [{ $arrayElemAt: ['$list', -1] }, 2],
    [{ $arrayElemAt: ['$list', 9] }, undefined],
    [{ $first: '$list' }, 3],
    [{ $last: '$list' }, 2],
    [{ $firstN: { n: 2, input: '$list' } }, [3, 1]],
    [{ $lastN: { n: 2, input: '$list' } }, [1, 2]],
    [{ $maxN: { n: 2, input: '$list' } }, [3, 2]],
    [{ $concatArrays: ['$list', [9]] }, [3, 1, 2, 9]],
    [{ $concatArrays: ['$list', '$n'] }, null],
    [{ $size: '$list' }, 3],
    [{ $slice: ['$list', -2] }, [1, 2]],
    [{ $slice: ['$list', 1, 1] }, [1]],
    [{ $in: [new Double(2), '$list'] }, true],
    [{ $indexOfArray: ['$list', 2] }, 2],
    [{ $isArray: ['$list'] }, true],
    [{ $range: [0, 5, 2] }, [0, 2, 4]],
    [{ $range: [3, 0, -1] }, [3, 2, 1]],
    [{ $reverseArray: '$list' }, [2, 1, 3]],
    [{ $sortArray: { input: '$list', sortBy: -1 } }, [3, 2, 1]],
    [{ $sortArray: { input: [{ x: 2 }, { x: 1 }], sortBy: { x: 1 } } }, [{ x: 1 }, { x: 2 }]],
    [
      { $zip: { inputs: [[1, 2], ['a']], useLongestLength: true, defaults: [0, 'z'] } },
      [
        [1, 'a'],
        [2, 'z'],
      ],
    ],
    [{ $map: { input: '$list', as: 'n', in: { $multiply: ['$$n', '$a', 2] } } }, [6, 2, 4]],
    [{ $map: { input: '$n', in: '$$this' } }, null],
    [{ $filter: { input: '$list', cond: { $gt: ['$$this', 1] }, limit: 1 } }, [3]],
    [{ $reduce: { input: '$list', initialValue: '', in: { $concat: ['$$value', { $toString: '$$this' }] } } }, '312'],
    [
      {
        $setUnion: [
          [2, 1],
          [new Double(1), 3],
        ],
      },
      [1, 2, 3],
    ],
    [
      {
        $setIntersection: [
          [2, 1, 1],
          [1, 5],
        ],
      },
      [1],
    ],
    [{ $setDifference: [[3, 1, 3], [1]] }, [3]],
    [
      {
        $setEquals: [
          [1, 2],
          [2, 1, 1],
        ],
      },
      true,
    ],
    [{ $setIsSubset: [[1], [1, 2]] }, true],
    [{ $allElementsTrue: [[1, 0]] }, false],
    [{ $anyElementTrue: [[1, 0]] }, true],
    [
      {
        $arrayToObject: [
          [
            ['a', 1],
            ['b', 2],
          ],
        ],
      },
      { a: 1, b: 2 },
    ],
    [{ $arrayToObject: { $literal: [{ k: 'a', v: 1 }] } }, { a: 1 }],
    [{ $objectToArray: '$nested' }, [{ k: 'deep', v: { er: 'v' } }]],
    [{ $mergeObjects: ['$nested', { deep: 1 }, null] }, { deep: 1 }],
    [{ $getField: 'a' }, 1],
    [{ $getField: { field: { $literal: '$x' }, input: { $literal: { $x: 4 } } } }, 4],
    [{ $setField: { field: 'a.b', input: {}, value: 1 } }, { 'a.b': 1 }],
    [{ $unsetField: { field: 'deep', input: '$nested' } }, {}],
  ]);
});

describe('dates', () => {
  const jakarta = { timezone: 'Asia/Jakarta' };
  gives([
    [{ $year: '$date' }, 2024],
    [{ $month: { date: '$date', ...jakarta } }, 3],
    [{ $dayOfMonth: { date: '$date', timezone: '+07:00' } }, 1],
    [{ $hour: ['$date'] }, 20],
    [{ $dayOfWeek: '$date' }, 5],
    [{ $isoDayOfWeek: '$date' }, 4],
    [{ $isoWeek: at('2021-01-03T00:00:00Z') }, 53],
    [{ $isoWeekYear: at('2021-01-03T00:00:00Z') }, 2020],
    [{ $week: at('2024-01-07T00:00:00Z') }, 1],
    [{ $dayOfYear: '$date' }, 60],
    [{ $millisecond: '$date' }, 250],
    [{ $year: '$missing' }, null],
    [{ $year: id }, 2024],
    [{ $dateAdd: { startDate: at('2024-01-31T00:00:00Z'), unit: 'month', amount: 1 } }, at('2024-02-29T00:00:00Z')],
    [{ $dateAdd: { startDate: at('2024-12-31T00:00:00Z'), unit: 'quarter', amount: 1 } }, at('2025-03-31T00:00:00Z')],
    [{ $dateSubtract: { startDate: '$date', unit: 'hour', amount: 1 } }, at('2024-02-29T19:30:15.250Z')],
    [{ $dateDiff: { startDate: at('2023-12-31T23:59:59Z'), endDate: at('2024-01-01T00:00:00Z'), unit: 'year' } }, 1n],
    [{ $dateDiff: { startDate: at('2024-01-01T00:00:00Z'), endDate: at('2024-01-31T23:00:00Z'), unit: 'month' } }, 0n],
    [{ $dateDiff: { startDate: at('2024-01-06T12:00:00Z'), endDate: at('2024-01-07T01:00:00Z'), unit: 'week' } }, 1n],
    [
      {
        $dateDiff: {
          startDate: at('2024-01-06T12:00:00Z'),
          endDate: at('2024-01-07T01:00:00Z'),
          unit: 'week',
          startOfWeek: 'mon',
        },
      },
      0n,
    ],
    [
      {
        $dateDiff: {
          startDate: at('2024-01-01T16:30:00Z'),
          endDate: at('2024-01-01T17:30:00Z'),
          unit: 'day',
          ...jakarta,
        },
      },
      1n,
    ],
    [{ $dateDiff: { startDate: at('2024-01-01T00:59:00Z'), endDate: at('2024-01-01T01:00:00Z'), unit: 'hour' } }, 1n],
    [{ $dateTrunc: { date: '$date', unit: 'day', ...jakarta } }, at('2024-02-29T17:00:00Z')],
    [{ $dateTrunc: { date: '$date', unit: 'month' } }, at('2024-02-01T00:00:00Z')],
    [{ $dateTrunc: { date: '$date', unit: 'week' } }, at('2024-02-25T00:00:00Z')],
    [{ $dateTrunc: { date: '$date', unit: 'week', startOfWeek: 'monday' } }, at('2024-02-26T00:00:00Z')],
    [{ $dateTrunc: { date: '$date', unit: 'month', binSize: 6 } }, at('2024-01-01T00:00:00Z')],
    [{ $dateTrunc: { date: '$date', unit: 'minute', binSize: 15 } }, at('2024-02-29T20:30:00Z')],
    [{ $dateTrunc: { date: at('1999-12-31T00:00:00Z'), unit: 'year', binSize: 10 } }, at('1990-01-01T00:00:00Z')],
    [{ $dateTrunc: { date: '$n', unit: 'day' } }, null],
    [{ $dateFromParts: { year: 2024, month: 14, day: 0 } }, at('2025-01-31T00:00:00Z')],
    [{ $dateFromParts: { year: 2024, month: 1, day: 1, hour: 7, ...jakarta } }, at('2024-01-01T00:00:00Z')],
    [{ $dateFromParts: { isoWeekYear: 2020, isoWeek: 53, isoDayOfWeek: 7 } }, at('2021-01-03T00:00:00Z')],
    [
      { $dateToParts: { date: at('2024-01-01T00:00:00Z'), ...jakarta } },
      { year: 2024, month: 1, day: 1, hour: 7, minute: 0, second: 0, millisecond: 0 },
    ],
    [{ $dateToString: { date: '$date' } }, '2024-02-29T20:30:15.250Z'],
    [{ $dateToString: { date: '$date', timezone: 'UTC' } }, '2024-02-29T20:30:15.250Z'],
    [{ $dateToString: { date: '$date', ...jakarta } }, '2024-03-01T03:30:15.250'],
    [{ $dateToString: { date: '$date', format: '%d/%m/%Y %H.%M %z', ...jakarta } }, '01/03/2024 03.30 +0700'],
    [{ $dateToString: { date: '$date', format: '%G-W%V-%u %j %%' } }, '2024-W09-4 060 %'],
    [{ $dateToString: { date: '$n', onNull: '-' } }, '-'],
    [{ $dateFromString: { dateString: '2024-02-29' } }, at('2024-02-29T00:00:00Z')],
    [{ $dateFromString: { dateString: '2024-02-29T07:00:00', ...jakarta } }, at('2024-02-29T00:00:00Z')],
    [{ $dateFromString: { dateString: '29/02/2024', format: '%d/%m/%Y' } }, at('2024-02-29T00:00:00Z')],
    [{ $dateFromString: { dateString: 'x', onError: 'bad' } }, 'bad'],
  ]);
});

describe('conversion', () => {
  gives([
    [{ $toInt: '12' }, 12],
    [{ $toInt: 3.9 }, 3],
    [{ $toLong: '$date' }, BigInt(root.date.getTime())],
    [{ $toDouble: '1e3' }, new Double(1000)],
    [{ $toDecimal: 2.5 }, decimal('2.50000000000000')],
    [{ $toDecimal: '1.10' }, decimal('1.10')],
    [{ $toString: 5n }, '5'],
    [{ $toString: new Double(2) }, '2'],
    [{ $toString: '$date' }, '2024-02-29T20:30:15.250Z'],
    [{ $toString: '$n' }, null],
    [{ $toBool: 0 }, false],
    [{ $toBool: 'false' }, true],
    [{ $toDate: '2024-01-01' }, at('2024-01-01T00:00:00Z')],
    [{ $toDate: 1000n }, at('1970-01-01T00:00:01Z')],
    [{ $toObjectId: '65a1b2c3d4e5f60718293a4b' }, id],
    [{ $convert: { input: 'x', to: 'int', onError: -1 } }, -1],
    [{ $convert: { input: '$n', to: 16, onNull: 0 } }, 0],
    [{ $type: '$missing' }, 'missing'],
    [{ $type: '$b' }, 'double'],
    [{ $isNumber: 5n }, true],
  ]);
});
