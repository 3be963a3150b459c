import type { FieldFault } from './registration.js';
import { largestPart, type ErrorPolicy } from './worker-list.js';
import type { WorkerPart } from './worker-list-staging.js';

export type { FieldFault };

/** How an upload begins. */
export interface BeginWorkerList {
  readonly idempotencyKey: string;
  readonly onError: ErrorPolicy;
  readonly fileName?: string | null;
}

const code = /^[A-Z][A-Z0-9_]{1,39}$/;
const column = /^[A-Za-z][A-Za-z0-9]{0,39}$/;
const largestRow = 8_999_999;
const mostPerRow = 20;

/** What is wrong with the begin of an upload. */
export function listFaults({ idempotencyKey, fileName }: BeginWorkerList): FieldFault[] {
  const checks: [string, boolean, string][] = [
    [
      'idempotencyKey',
      idempotencyKey.trim().length < 8 || idempotencyKey.length > 200,
      'A key has 8 to 200 characters, new for each file and the same for each retry of it.',
    ],
    ['fileName', (fileName ?? '').length > 200, 'A file name has at most 200 characters.'],
  ];
  return checks.filter(([, wrong]) => wrong).map(([field, , message]) => ({ field, message }));
}

/** What is wrong with the form of a part; what is wrong in its rows is told row by row. */
export function partFaults({ rows, problems }: WorkerPart): FieldFault[] {
  const numbers = rows.map(({ row }) => row);
  const known = new Set(numbers);
  const ascending = numbers.every((row, i) => row >= 1 && row <= largestRow && (i === 0 || row > numbers[i - 1]!));
  const checks: [string, boolean, string][] = [
    ['rows', rows.length < 1 || rows.length > largestPart, `A part has 1 to ${largestPart} rows.`],
    ['rows', !ascending, `Rows are numbered from 1 to ${largestRow} and ascend.`],
    ['problems', problems.length > rows.length * mostPerRow, `A row has at most ${mostPerRow} problems.`],
    [
      'problems',
      problems.some((each) => !known.has(each.row) || !code.test(each.code) || !column.test(each.column)),
      'A problem names a row of its part, a column and a code such as DATE_FORM.',
    ],
  ];
  return checks.filter(([, wrong]) => wrong).map(([field, , message]) => ({ field, message }));
}
