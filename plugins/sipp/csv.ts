import { pipeline, Readable } from 'node:stream';
import { CsvError, parse, type Parser } from 'csv-parse';
import { FileFault } from './faults.js';

/** A record of a file. `row` counts as a spreadsheet does: the heading is row 1. */
export interface CsvRecord {
  readonly row: number;
  readonly cells: readonly string[];
}

/** Longest row, in characters; quotes that never close are noticed by it. */
const longestRecord = 20_000;
const longestHeading = 8_000;
const delimiters = [',', ';', '\t'] as const;

/**
 * Records of a CSV text, one at a time: comma, semicolon or tab as the heading has them, cells in quotes, any line end. Rows
 * without any text are counted and left out. Nothing is read ahead of the reader but a chunk or two.
 * @throws FileFault
 */
export async function* csvRecords(text: AsyncIterable<string>): AsyncGenerator<CsvRecord> {
  const source = text[Symbol.asyncIterator]();
  const { start, ended } = await firstLine(source);
  if (start.trim() === '') throw new FileFault('EMPTY');
  const [body, skipped] = withoutHint(start);
  const parser = parserFor(delimiterOf(body));
  pipeline(Readable.from(rest(body, ended, source), { objectMode: true, highWaterMark: 1 }), parser, () => undefined);
  let row = skipped;
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      row += 1;
      if (cells.some((cell) => cell.trim() !== '')) yield { row, cells };
    }
  } catch (error) {
    throw faultOf(error, skipped);
  }
}

async function firstLine(source: AsyncIterator<string>): Promise<{ start: string; ended: boolean }> {
  let start = '';
  while (!/^(?:sep=.\r?\n)?(?!sep=.[\r\n])[^\r\n]*[\r\n]./is.test(start)) {
    if (start.length > longestHeading) throw new FileFault('RECORD_SIZE', 1);
    const step = await source.next();
    if (step.done) return { start, ended: true };
    start += step.value;
  }
  return { start, ended: false };
}

async function* rest(start: string, ended: boolean, source: AsyncIterator<string>): AsyncGenerator<string> {
  try {
    yield start;
    if (ended) return;
    for (let step = await source.next(); !step.done; step = await source.next()) yield step.value;
  } finally {
    await source.return?.();
  }
}

/** Spreadsheets may write `sep=;` above the heading. */
function withoutHint(start: string): [string, number] {
  const hint = /^sep=.\r?\n/i.exec(start);
  return hint ? [start.slice(hint[0].length), 1] : [start, 0];
}

/** The sign that stands most often in the first line, outside of quotes. */
function delimiterOf(text: string): string {
  const line = (/^[^\r\n]*/.exec(text)?.[0] ?? '').replace(/"[^"]*"/g, '');
  const counts = delimiters.map((sign) => line.split(sign).length);
  return delimiters[counts.indexOf(Math.max(...counts))]!;
}

const parserFor = (delimiter: string): Parser =>
  parse({
    delimiter,
    bom: true,
    relax_column_count: true,
    skip_empty_lines: false,
    max_record_size: longestRecord,
  });

/** The library's messages quote cells: only its codes and numbers are passed on. */
function faultOf(error: unknown, skipped: number): unknown {
  if (!(error instanceof CsvError)) return error;
  const row = skipped + Number(error.records ?? 0) + 1;
  return new FileFault(error.code === 'CSV_MAX_RECORD_SIZE' ? 'RECORD_SIZE' : 'QUOTES', row);
}
