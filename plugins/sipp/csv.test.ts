import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { layoutOf } from './columns.js';
import { csvRecords, type CsvRecord } from './csv.js';
import { charsetOf, decoded, type Charset } from './decoding.js';
import { FileFault } from './faults.js';

async function* chunks(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let from = 0; from < bytes.length; from += size) {
    yield bytes.subarray(from, from + size);
    await Promise.resolve();
  }
}

async function read(file: string | Buffer, size = 7, charset: Charset = 'utf-8'): Promise<CsvRecord[]> {
  const bytes = typeof file === 'string' ? Buffer.from(file) : file;
  const records: CsvRecord[] = [];
  for await (const record of csvRecords(decoded(chunks(bytes, size), charset))) records.push(record);
  return records;
}

const cellsOf = async (file: string | Buffer, size?: number, charset?: Charset) =>
  (await read(file, size, charset)).map(({ cells }) => cells);

const reasonOf = (file: string | Buffer, charset?: Charset) =>
  read(file, 7, charset).then(
    () => 'read',
    (error: unknown) => (error instanceof FileFault ? [error.reason, error.row] : error),
  );

test.each([
  ['comma', 'a,b\n1,2\n'],
  ['semicolon', 'a;b\n1;2\n'],
  ['tab', 'a\tb\r\n1\t2'],
  ['a hint of the delimiter', 'sep=;\r\na;b\r\n1;2\r\n'],
  ['a byte-order mark', '\ufeffa;b\n1;2\n'],
  ['quotes around the heading, with other delimiters in them', '"a";"b"\n"1";"2"\n'],
  ['old line ends', 'a;b\r1;2\r'],
])('reads a file with %s', async (_name, file) => {
  const records = await cellsOf(file);
  expect(records).toEqual([
    ['a', 'b'],
    ['1', '2'],
  ]);
});

test('keeps delimiters, quotes and line ends within quoted cells', async () => {
  expect(await cellsOf('a,b\n"Contoh, Budi","baris ""satu""\nbaris dua"\n')).toEqual([
    ['a', 'b'],
    ['Contoh, Budi', 'baris "satu"\nbaris dua'],
  ]);
});

test('counts rows as a spreadsheet does: empty ones too, and the hint above the heading', async () => {
  const records = await read('sep=,\na,b\n1,2\n\n , \n3,4\n');
  expect(records.map(({ row }) => row)).toEqual([2, 3, 6]);
});

test('whatever the cells hold and wherever the chunks end, the cells come back', async () => {
  const cell = fc.string({ unit: 'grapheme', maxLength: 12 }).map((text) => text.replaceAll('\0', ''));
  const rows = fc.array(fc.array(cell, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(rows, fc.integer({ min: 1, max: 40 }), async (table, size) => {
      const file = ['a;b;c', ...table.map((row) => row.map((text) => `"${text.replaceAll('"', '""')}"`).join(';'))];
      const kept = table.filter((row) => row.some((text) => text.trim() !== ''));
      expect((await cellsOf(file.join('\r\n'), size)).slice(1)).toEqual(kept);
    }),
  );
});

test.each([
  ['nothing', '', ['EMPTY', undefined]],
  ['spaces', ' \n \n', ['EMPTY', undefined]],
  ['a quotation mark that is not closed', 'a,b\n1,2\n"3,4\n', ['QUOTES', 3]],
  ['a quotation mark within a cell', 'a,b\n1,2"x\n', ['QUOTES', 2]],
  ['a row without an end', `a,b\n${'x'.repeat(30_000)}`, ['RECORD_SIZE', 2]],
  ['a heading without an end', 'x'.repeat(30_000), ['RECORD_SIZE', 1]],
  ['Windows-1252 as UTF-8', Buffer.from('nama\nRen\xe9\n', 'latin1'), ['ENCODING', undefined]],
  ['UTF-16', Buffer.from('\ufeffnama\n', 'utf16le'), ['UTF16', undefined]],
  ['a zip archive such as .xlsx', Buffer.from('PK\x03\x04 and more'), ['NOT_TEXT', undefined]],
  ['zero bytes', Buffer.from('nama\nA\0\n'), ['NOT_TEXT', undefined]],
])('refuses %s and says why', async (_name, file, reason) => {
  expect(await reasonOf(file)).toEqual(reason);
});

test('decodes Windows-1252 when it is told', async () => {
  expect(await cellsOf(Buffer.from('nama;kota\nRen\xe9;X\n', 'latin1'), 5, 'windows-1252')).toEqual([
    ['nama', 'kota'],
    ['René', 'X'],
  ]);
  expect([
    charsetOf('text/csv'),
    charsetOf('text/csv; charset=ISO-8859-1'),
    charsetOf('text/csv;charset=utf-7'),
  ]).toEqual(['utf-8', 'windows-1252', null]);
});

test('a sign that is cut by the end of a chunk is whole', async () => {
  expect(await cellsOf('nama\nDéwi 😀\n', 1)).toEqual([['nama'], ['Déwi 😀']]);
});

test('columns are found in any order and in both languages, and others are left alone', () => {
  const heading = [
    'Gaji Pokok',
    'E-mail',
    'Catatan',
    'NIK',
    'Full name',
    'Tgl. Lahir',
    'JK (L/P)',
    'Sex',
    'TMT',
    'Segment',
  ];
  const { positions, ignored, width } = layoutOf(heading);
  expect(Object.fromEntries(positions)).toEqual({
    monthlyWage: 0,
    email: 1,
    nationalId: 3,
    name: 4,
    birthDate: 5,
    sex: 7,
    startsOn: 8,
    segment: 9,
  });
  expect([ignored, width]).toEqual([2, 10]);
});

test('a heading that lacks columns, or names one twice, is refused with their names', () => {
  const fault = (heading: string[]) => {
    try {
      return layoutOf(heading);
    } catch (error) {
      return (error as Error).message;
    }
  };
  expect(fault(['NIK', 'Nama'])).toMatch(/tanggallahir, jeniskelamin, upah, tanggalmulai, segmen/);
  expect(fault(['NIK', 'National ID'])).toMatch(/twice: nik/);
});
