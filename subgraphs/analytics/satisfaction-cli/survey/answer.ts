const number = /^[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][+-]?\d+)?$/;
/** Cells that always mean a missing answer: empty, and what R and Python write for one. */
const alwaysMissing = new Set(['', 'NA', 'NaN', 'nan']);

/** A cell as read: its value (NaN when missing) and the decimal mark it used, or null when it is no number. */
export interface Answer {
  readonly value: number;
  readonly decimalMark: '.' | ',' | null;
}

/** What counts as missing besides an empty cell. */
export interface MissingCodes {
  readonly numbers: readonly number[];
  readonly texts: readonly string[];
}

/** Reads a cell with a decimal point or a decimal comma; null when it is neither a number nor a missing answer. */
export function readAnswer(cell: string, missing: MissingCodes): Answer | null {
  const text = cell.trim();
  if (alwaysMissing.has(text) || missing.texts.includes(text)) return { value: Number.NaN, decimalMark: null };
  if (!number.test(text)) return null;
  const value = Number(text.replace(',', '.'));
  if (!Number.isFinite(value)) return null;
  const decimalMark = text.includes(',') ? ',' : text.includes('.') ? '.' : null;
  if (missing.numbers.includes(value)) return { value: Number.NaN, decimalMark };
  return { value, decimalMark };
}
