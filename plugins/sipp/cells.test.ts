import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readCell } from './cells.js';
import { columns, layoutOf, type ColumnName } from './columns.js';
import { cell as csvCell } from './error-file.js';
import { problemTexts } from './messages.js';
import { readRow } from './rows.js';

const told = (column: ColumnName, text: string) => {
  const reading = readCell(column, text);
  return 'code' in reading ? reading.code : reading.value;
};

describe('a cell', () => {
  test.each<[ColumnName, string, string | number | null]>([
    ['nationalId', ' 6171.0145-0190 9001', '6171014501909001'],
    ['nationalId', "'6171014501909001", '6171014501909001'],
    ['nationalId', '6,17101E+15', 'NIK_SCIENTIFIC'],
    ['nationalId', '6.17101E15', 'NIK_SCIENTIFIC'],
    ['name', '  Budi \u00a0 Contoh ', 'Budi Contoh'],
    ['birthDate', '1990-01-31', '1990-01-31'],
    ['birthDate', '31/01/1990', '1990-01-31'],
    ['birthDate', '1.2.1990', '1990-02-01'],
    ['birthDate', '31-02-1990', 'DATE_NONE'],
    ['birthDate', '29/02/2000', '2000-02-29'],
    ['birthDate', '29/02/1900', 'DATE_NONE'],
    ['birthDate', '31/01/90', 'DATE_FORM'],
    ['birthDate', '31/01-1990', 'DATE_FORM'],
    ['birthDate', '32874', 'DATE_FORM'],
    ['sex', 'Laki-laki', 'MALE'],
    ['sex', 'p', 'FEMALE'],
    ['sex', 'constructor', 'SEX_FORM'],
    ['segment', 'PPU BU', 'PPU_BU'],
    ['segment', 'tk_pu', 'TK_PU'],
    ['segment', 'PBPU', 'SEGMENT_UNKNOWN'],
    ['monthlyWage', '4500000', 4_500_000],
    ['monthlyWage', 'Rp 4.500.000,00', 4_500_000],
    ['monthlyWage', 'Rp4.500.000,-', 4_500_000],
    ['monthlyWage', '4,500,000.00', 4_500_000],
    ['monthlyWage', '4.500', 4_500],
    ['monthlyWage', '4.500,5', 'WAGE_FORM'],
    ['monthlyWage', '4.5.000', 'WAGE_FORM'],
    ['monthlyWage', '-4500000', 'WAGE_FORM'],
    ['monthlyWage', '=1+1', 'WAGE_FORM'],
    ['monthlyWage', '99999999999999999999', 'WAGE_RANGE'],
    ['phone', ' ', null],
    ['email', 'x'.repeat(300), 'CELL_LENGTH'],
  ])('%s "%s" is %s', (column, text, expected) => {
    expect(told(column, text)).toBe(expected);
  });

  test('of whatever signs is read, or has a code with texts in both languages', () => {
    const anything = fc.oneof(fc.string({ unit: 'binary' }), fc.string(), fc.integer().map(String));
    fc.assert(
      fc.property(fc.constantFrom(...columns.map(({ name }) => name)), anything, (column, text) => {
        const reading = readCell(column, text);
        if ('code' in reading) expect(Object.keys(problemTexts)).toContain(reading.code);
        else if (typeof reading.value === 'number') expect(Number.isInteger(reading.value)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});

test('every text of a problem stands in Indonesian and English', () => {
  for (const text of Object.values(problemTexts)) {
    expect(text.id).not.toBe('');
    expect(text.en).not.toBe(text.id);
  }
});

test('a row keeps what could be read and names every cell that could not', () => {
  const layout = layoutOf(['nik', 'nama', 'tgl lahir', 'jk', 'upah', 'tmt', 'segmen']);
  const cells = ['6171014501909001', 'Budi Contoh', '31/02/1990', 'X', '1', '2024-01-01', 'JKN', 'tambahan'];
  const { worker, unread } = readRow({ row: 7, cells }, layout);
  expect(worker).toEqual({
    row: 7,
    nationalId: '6171014501909001',
    name: 'Budi Contoh',
    monthlyWage: 1,
    startsOn: '2024-01-01',
    segment: 'PPU_BU',
  });
  expect(unread).toEqual([
    { row: 7, column: 'row', code: 'CELLS_TOO_MANY' },
    { row: 7, column: 'birthDate', code: 'DATE_NONE' },
    { row: 7, column: 'sex', code: 'SEX_FORM' },
  ]);
});

test.each([
  ['=HYPERLINK("x")', `"'=HYPERLINK(""x"")"`],
  ['+62', "'+62"],
  ['@x', "'@x"],
  ['-1', "'-1"],
  ['biasa', 'biasa'],
])('a cell %s that a spreadsheet could run leaves as text', (text, expected) => {
  expect(csvCell(text)).toBe(expected);
});
