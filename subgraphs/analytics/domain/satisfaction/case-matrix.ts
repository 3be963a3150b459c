import type { DataTable, PathModel, Settings } from './model.types.js';
import { SatisfactionError } from './satisfaction-error.js';

/**
 * The answers to the model's items, ready for resampling: column-major, `z[item * n + row]`, standardised by the whole
 * sample's mean and standard deviation so that later sums lose no digits whatever the unit of the answers.
 */
export interface CaseMatrix {
  readonly items: readonly string[];
  readonly n: number;
  /** A missing answer stands as 0 here and as 0 in `present`. */
  readonly z: Float64Array;
  /** The answers in their own units, NaN where missing, laid out like `z`. */
  readonly answers: Float64Array;
  /** 1 where an answer was given, laid out like `z`; null when none is missing. */
  readonly present: Uint8Array | null;
  readonly missing: Int32Array;
  /** Mean of the answers given, and their standard deviation after mean replacement (n-1). */
  readonly mean: Float64Array;
  readonly sd: Float64Array;
  /** The row of the data table behind each row here (casewise treatment leaves rows out). */
  readonly tableRow: Int32Array;
}

function checkTable({ columns, rows, n }: DataTable): void {
  if (rows.length !== n * columns.length) {
    throw new SatisfactionError(
      'data_invalid',
      `The table says ${n} rows of ${columns.length} columns but holds ${rows.length} numbers.`,
    );
  }
}

function columnNumbers(columns: readonly string[], items: readonly string[]): number[] {
  const places = items.map((item) => columns.indexOf(item));
  const absent = items.filter((_, index) => places[index] === -1);
  if (absent.length > 0) {
    throw new SatisfactionError(
      'column_missing',
      `The data has no column ${absent.join(', ')}; its columns are ${columns.join(', ')}. Correct the model's items or the header.`,
      absent,
    );
  }
  const twice = items.filter((item) => columns.indexOf(item) !== columns.lastIndexOf(item));
  if (twice.length > 0) {
    throw new SatisfactionError('data_invalid', `The data has more than one column ${twice.join(', ')}.`, twice);
  }
  return places;
}

function infinite(item: string, row: number): SatisfactionError {
  return new SatisfactionError('data_invalid', `Item ${item} has an infinite answer in row ${row + 1}.`, [item]);
}

/** Answers as they are, missing ones (NaN and the declared codes) as NaN; column-major. */
function readAnswers(data: DataTable, items: readonly string[], codes: readonly number[]): Float64Array {
  const places = columnNumbers(data.columns, items);
  const answers = new Float64Array(items.length * data.n);
  const width = data.columns.length;
  places.forEach((place, item) => {
    for (let row = 0; row < data.n; row++) {
      const answer = data.rows[row * width + place]!;
      if (answer === Infinity || answer === -Infinity) throw infinite(items[item]!, row);
      answers[item * data.n + row] = codes.length > 0 && codes.includes(answer) ? Number.NaN : answer;
    }
  });
  return answers;
}

function completeRows(answers: Float64Array, items: number, n: number): Int32Array<ArrayBuffer> {
  const kept: number[] = [];
  for (let row = 0; row < n; row++) {
    let complete = true;
    for (let item = 0; item < items && complete; item++) complete = !Number.isNaN(answers[item * n + row]!);
    if (complete) kept.push(row);
  }
  return Int32Array.from(kept);
}

function keepRows(answers: Float64Array, items: number, n: number, rows: Int32Array): Float64Array {
  const kept = new Float64Array(items * rows.length);
  for (let item = 0; item < items; item++) {
    for (let row = 0; row < rows.length; row++) kept[item * rows.length + row] = answers[item * n + rows[row]!]!;
  }
  return kept;
}

interface ItemMoments {
  readonly given: number;
  readonly mean: number;
  readonly sd: number;
}

/** Mean of the answers given; standard deviation with the mean in place of missing answers. */
function itemMoments(answers: Float64Array, item: string): ItemMoments {
  let given = 0;
  let sum = 0;
  let low = Infinity;
  let high = -Infinity;
  for (let k = 0; k < answers.length; k++) {
    const answer = answers[k]!;
    if (Number.isNaN(answer)) continue;
    given++;
    sum += answer;
    if (answer < low) low = answer;
    if (answer > high) high = answer;
  }
  if (given === 0) {
    throw new SatisfactionError('item_without_answers', `Item ${item} has no answers; remove it from the model.`, [
      item,
    ]);
  }
  const mean = sum / given;
  let squares = 0;
  for (let k = 0; k < answers.length; k++) {
    const deviation = answers[k]! - mean;
    if (!Number.isNaN(deviation)) squares += deviation * deviation;
  }
  const sd = Math.sqrt(squares / (answers.length - 1));
  if (low === high || !(sd > 0)) {
    throw new SatisfactionError(
      'item_constant',
      `Item ${item} has the same answer (${low}) in every case, so it has no variance; remove it from the model.`,
      [item],
    );
  }
  return { given, mean, sd };
}

function standardise(answers: Float64Array, items: readonly string[], n: number): Omit<CaseMatrix, 'tableRow'> {
  const z = new Float64Array(answers.length);
  const missing = new Int32Array(items.length);
  const mean = new Float64Array(items.length);
  const sd = new Float64Array(items.length);
  items.forEach((item, index) => {
    const column = answers.subarray(index * n, (index + 1) * n);
    const moments = itemMoments(column, item);
    missing[index] = n - moments.given;
    mean[index] = moments.mean;
    sd[index] = moments.sd;
    for (let row = 0; row < n; row++) {
      const answer = column[row]!;
      z[index * n + row] = Number.isNaN(answer) ? 0 : (answer - moments.mean) / moments.sd;
    }
  });
  const present = missing.some((count) => count > 0) ? new Uint8Array(answers.length) : null;
  for (let cell = 0; present && cell < answers.length; cell++) present[cell] = Number.isNaN(answers[cell]!) ? 0 : 1;
  return { items, n, z, answers, present, missing, mean, sd };
}

/**
 * Takes the model's items out of the data table and treats missing answers as the settings say. Throws
 * SatisfactionError for an absent column, an item without answers or without variance, and fewer than 3 cases.
 */
export function toCaseMatrix(data: DataTable, items: readonly string[], settings: Settings): CaseMatrix {
  checkTable(data);
  let answers = readAnswers(data, items, settings.missingCodes);
  let tableRow = Int32Array.from({ length: data.n }, (_, row) => row);
  if (settings.missing === 'casewise') {
    tableRow = completeRows(answers, items.length, data.n);
    answers = keepRows(answers, items.length, data.n, tableRow);
  }
  const n = tableRow.length;
  if (n < 3) {
    const cause =
      settings.missing === 'casewise'
        ? ` of ${data.n} without a missing answer; mean replacement would keep the others`
        : '';
    throw new SatisfactionError(
      'too_few_cases',
      `Only ${n} cases${cause}. A path model needs more cases than items in a block.`,
    );
  }
  return { ...standardise(answers, items, n), tableRow };
}

/** Settings in force: those of the model, overridden by the caller's. */
export function effectiveSettings(model: PathModel, settings: Partial<Settings> = {}): Settings {
  return { ...model.settings, ...settings };
}

/** The answers after treatment (missing ones replaced by the item's mean) in their own units, column-major. */
export function completedAnswers({ n, answers, mean }: CaseMatrix): Float64Array {
  return answers.map((answer, cell) => (Number.isNaN(answer) ? mean[Math.floor(cell / n)]! : answer));
}
