import { CsvError, type Info } from 'csv-parse';
import { parse } from 'csv-parse/sync';
import type { DataTable } from '../../domain/satisfaction/index.js';
import { CommandError, exitCodes } from '../exit-codes.js';
import { type MissingCodes, readAnswer } from './answer.js';
import { decodeText } from './decode-text.js';
import { type Delimiter, detectDelimiter } from './delimiter.js';
import { findColumns } from './find-columns.js';

/** What to read from a survey file and how. */
export interface SurveyRequest {
  /** File name for messages. */
  readonly file: string;
  /** Columns to read, in this order; others are passed over. */
  readonly columns: readonly string[];
  readonly missing: MissingCodes;
  /** Answers outside are refused: an undeclared missing code would spoil the result unseen. */
  readonly responseScale: readonly [number, number] | null;
  readonly delimiter?: Delimiter;
}

/** One record of the file with the line it starts on (the header is line 1). */
interface SurveyRecord {
  readonly cells: readonly string[];
  readonly line: number;
}

const shownFaults = 8;

/**
 * Reads the columns of a CSV file as numbers. Comma, semicolon, tab or bar as delimiter (found in the header), quoted
 * cells, decimal point or comma, byte order mark. Throws CommandError (data) that lists the first faults, each with
 * line, column, the value found and what was expected.
 */
export function readSurvey(bytes: Uint8Array, request: SurveyRequest): DataTable {
  const text = decodeText(bytes, request.file);
  const delimiter = request.delimiter ?? detectDelimiter(text);
  const [header, ...records] = parseRecords(text, delimiter, request.file);
  if (header === undefined)
    throw dataFault([`${request.file}: the file is empty; expected a header line with column names`]);
  const places = findColumns(header.cells, request.columns, request.file, delimiter);
  if (records.length === 0) throw dataFault([`${request.file}: no answers below the header line`]);
  return readRows(records, header.cells.length, places, request);
}

function readRows(
  records: readonly SurveyRecord[],
  width: number,
  places: readonly number[],
  request: SurveyRequest,
): DataTable {
  const { columns } = request;
  const rows = new Float64Array(records.length * columns.length);
  const faults = new Faults(request.file);
  let mark: string | null = null;
  records.forEach(({ cells, line }, row) => {
    if (cells.length !== width) {
      const wrong = `found ${cells.length} cells; expected ${width}, as in the header line (a value that holds the delimiter must stand in double quotes)`;
      return faults.add(`line ${line}`, wrong);
    }
    places.forEach((place, column) => {
      const where = `line ${line}, column ${place + 1} (${columns[column]})`;
      const answer = readAnswer(cells[place] ?? '', request.missing);
      if (answer === null) return faults.add(where, `found ${quote(cells[place])}; expected ${expectation(request)}`);
      if (outside(answer.value, request.responseScale)) return faults.add(where, outsideText(answer.value, request));
      mark ??= answer.decimalMark;
      if (answer.decimalMark !== null && answer.decimalMark !== mark) {
        return faults.add(
          where,
          `found ${quote(cells[place])}; the cells before use "${mark}" as decimal mark: use one throughout`,
        );
      }
      rows[row * columns.length + column] = answer.value;
    });
  });
  faults.throwIfAny();
  return { columns, rows, n: records.length };
}

function parseRecords(text: string, delimiter: string, file: string): SurveyRecord[] {
  try {
    const parsed = parse(text, {
      delimiter,
      relax_column_count: true,
      skip_empty_lines: true,
      info: true,
      trim: true,
    }) as unknown as { record: string[]; info: Info }[];
    return parsed
      .map(({ record, info }) => ({ cells: record, line: info.lines - lineBreaks(record) }))
      .filter(({ cells }) => cells.some((cell) => cell !== ''));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error['lines'] === 'number' ? `line ${error['lines']}: ` : '';
    throw dataFault([`${file}, ${line}${csvProblem(error)}`]);
  }
}

function lineBreaks(record: readonly string[]): number {
  return record.reduce((sum, cell) => sum + (cell.match(/\r\n|\r|\n/g)?.length ?? 0), 0);
}

function csvProblem(error: CsvError): string {
  if (error.code === 'CSV_QUOTE_NOT_CLOSED')
    return 'a double quote is opened and never closed; close it or write it twice ("")';
  if (error.code === 'INVALID_OPENING_QUOTE' || error.code === 'CSV_INVALID_CLOSING_QUOTE') {
    return 'a double quote stands inside a cell; quote the whole cell and write the inner quote twice ("")';
  }
  return error.message;
}

const quote = (cell: string | undefined) => JSON.stringify((cell ?? '').slice(0, 60));

function expectation({ responseScale }: SurveyRequest): string {
  const range = responseScale ? ` from ${responseScale[0]} to ${responseScale[1]}` : '';
  return `a number${range}, or an empty cell for a missing answer`;
}

function outside(value: number, scale: readonly [number, number] | null): boolean {
  return scale !== null && (value < scale[0] || value > scale[1]);
}

function outsideText(value: number, request: SurveyRequest): string {
  return `found ${value}; expected ${expectation(request)} (declare a code for missing answers as "missing_code" in the model file or with --missing)`;
}

function dataFault(lines: readonly string[]): CommandError {
  return new CommandError(exitCodes.data, lines.join('\n'));
}

/** Collects faults so that a file is mended in one go; keeps the first few and counts the rest. */
class Faults {
  private readonly lines: string[] = [];
  private count = 0;

  constructor(private readonly file: string) {}

  add(where: string, problem: string): void {
    this.count++;
    if (this.lines.length < shownFaults) this.lines.push(`${this.file}, ${where}: ${problem}`);
  }

  throwIfAny(): void {
    if (this.count === 0) return;
    const more = this.count - this.lines.length;
    throw dataFault(more > 0 ? [...this.lines, `and ${more} more like these`] : this.lines);
  }
}
