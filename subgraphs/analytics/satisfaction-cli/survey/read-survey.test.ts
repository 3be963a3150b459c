import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CommandError, exitCodes } from '../exit-codes.js';
import { readSurvey, type SurveyRequest } from './read-survey.js';

const request: SurveyRequest = {
  file: 'answers.csv',
  columns: ['Q1', 'Q2'],
  missing: { numbers: [-99], texts: [] },
  responseScale: [1, 5],
};

const read = (text: string, more: Partial<SurveyRequest> = {}) =>
  readSurvey(Buffer.from(text, 'utf8'), { ...request, ...more });

function failure(text: string | Uint8Array, more: Partial<SurveyRequest> = {}): string {
  try {
    readSurvey(typeof text === 'string' ? Buffer.from(text) : text, { ...request, ...more });
  } catch (error) {
    expect(error).toBeInstanceOf(CommandError);
    expect((error as CommandError).exitCode).toBe(exitCodes.data);
    return (error as CommandError).message;
  }
  throw new Error('the file was accepted');
}

describe('reading a survey', () => {
  test('takes the columns asked for, in that order, and passes over the others', () => {
    const table = read('id,Q2,Q1,gender\n1,3,4,female\n2,5,1,male\n');
    expect(table).toEqual({ columns: ['Q1', 'Q2'], n: 2, rows: Float64Array.of(4, 3, 1, 5) });
  });

  test.each([
    ['semicolons', 'Q1;Q2\n1;2\n'],
    ['tabs', 'Q1\tQ2\n1\t2\n'],
    ['bars', 'Q1|Q2\n1|2\n'],
    ['quoted cells', '"Q1","Q2"\n"1","2"\n'],
    ['a byte order mark', '\ufeffQ1,Q2\n1,2\n'],
    ['CRLF and empty lines', 'Q1,Q2\r\n\r\n1,2\r\n\r\n'],
    ['lines of delimiters only, as spreadsheets leave them', 'Q1,Q2\n1,2\n,\n,\n'],
    ['spaces around cells', 'Q1 , Q2\n 1 , 2 \n'],
    ['no end of line at the end', 'Q1,Q2\n1,2'],
  ])('reads %s', (_name, text) => {
    expect([...read(text).rows]).toEqual([1, 2]);
  });

  test('reads UTF-16 as spreadsheet programs save it, and Windows-1252', () => {
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('Q1\tQ2\n1\t2\n', 'utf16le')]);
    expect([...readSurvey(utf16, request).rows]).toEqual([1, 2]);
    const latin = Buffer.from('Q1;Q2;komentar\n1;2;caf\u00e9\n', 'latin1');
    expect([...readSurvey(latin, request).rows]).toEqual([1, 2]);
  });

  test('reads a decimal comma between semicolons and in quoted cells', () => {
    expect([...read('Q1;Q2\n1,5;2,25\n').rows]).toEqual([1.5, 2.25]);
    expect([...read('Q1,Q2\n"1,5","2,25"\n').rows]).toEqual([1.5, 2.25]);
  });

  test('takes empty cells, NA and declared codes as missing', () => {
    const table = read('Q1,Q2\n,NA\n-99,x\n1,-99.0\n', { missing: { numbers: [-99], texts: ['x'] } });
    expect([...table.rows]).toEqual([NaN, NaN, NaN, NaN, 1, NaN]);
  });

  test('counts lines through quoted line breaks', () => {
    expect(failure('Q1,note,Q2\n1,"two\nlines",2\n1,ok,oops\n')).toMatch(
      /^answers\.csv, line 4, column 3 \(Q2\): found "oops"/,
    );
  });
});

describe('refusing a survey', () => {
  test('names line, column, value and expectation', () => {
    expect(failure('Q1,Q2\n1,2\n1,"very good"\n')).toBe(
      'answers.csv, line 3, column 2 (Q2): found "very good"; expected a number from 1 to 5, or an empty cell for a missing answer',
    );
  });

  test('shows several faults at once and counts the rest', () => {
    const message = failure(`Q1,Q2\n${'a,b\n'.repeat(10)}`);
    expect(message.split('\n')).toHaveLength(9);
    expect(message).toContain('and 12 more like these');
  });

  test('refuses an answer outside the scale and says how to declare a missing code', () => {
    expect(failure('Q1,Q2\n1,99\n')).toMatch(
      /line 2, column 2 \(Q2\): found 99; expected a number from 1 to 5.*missing_code/,
    );
    expect(read('Q1,Q2\n1,99\n', { responseScale: null }).rows[1]).toBe(99);
  });

  test('refuses two decimal marks in one file', () => {
    expect(failure('Q1;Q2\n1,5;2.5\n')).toMatch(/line 2, column 2 \(Q2\).*decimal mark/);
  });

  test('refuses lines with too many or too few cells', () => {
    expect(failure('Q1,Q2\n1,2,3\n')).toMatch(/line 2: found 3 cells; expected 2/);
    expect(failure('Q1,Q2\n1\n')).toMatch(/line 2: found 1 cells; expected 2/);
  });

  test('names every missing column, what is there, and a near miss', () => {
    const message = failure('q1,Q3\n1,2\n');
    expect(message).toContain('the model needs Q1, Q2');
    expect(message).toContain('Q1 (did you mean "q1"?)');
    expect(message).toContain('Columns found (delimiter ","): q1, Q3');
  });

  test('refuses a wanted column that stands twice', () => {
    expect(failure('Q1,Q2,Q1\n1,2,3\n')).toContain('Q1 stands twice');
  });

  test.each([
    ['an empty file', '', /empty/],
    ['a header without answers', 'Q1,Q2\n', /no answers/],
    ['a quote that is never closed', 'Q1,Q2\n1,"2\n', /double quote is opened and never closed/],
    ['a quote inside a cell', 'Q1,Q2\n1,2"3"\n', /double quote stands inside a cell/],
    ['an infinite number', 'Q1,Q2\n1,1e999\n', /found "1e999"/],
    ['a workbook', new Uint8Array([0x50, 0x4b, 3, 4, 0, 0]), /spreadsheet workbook/],
    ['a binary file', new Uint8Array([1, 0, 2]), /binary file/],
  ])('refuses %s', (_name, text, expected) => {
    expect(failure(text)).toMatch(expected);
  });
});

test('any table of answers survives writing and reading, whatever the delimiter and decimal mark', () => {
  const cell = fc.option(
    fc.integer({ min: 100, max: 500 }).map((hundredths) => hundredths / 100),
    { nil: null },
  );
  const rows = fc
    .array(fc.tuple(cell, cell), { minLength: 1, maxLength: 30 })
    .filter((list) => list.some(([a, b]) => a !== null || b !== null));
  const style = fc.constantFrom([',', '.'], [';', ','], ['\t', ','], ['|', '.']);
  fc.assert(
    fc.property(rows, style, (answers, [delimiter = ',', mark = '.']) => {
      const kept = answers.filter(([a, b]) => a !== null || b !== null);
      const text = (value: number | null) => (value === null ? '' : String(value).replace('.', mark));
      const lines = answers.map((answer) => answer.map(text).join(delimiter));
      const table = read(['Q1', 'Q2'].join(delimiter) + '\n' + lines.join('\n') + '\n');
      expect([...table.rows]).toEqual(kept.flat().map((value) => value ?? NaN));
    }),
    { numRuns: 200, verbose: 1 },
  );
});
