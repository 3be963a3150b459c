import type { ColumnName } from './columns.js';

/** What a cell says: a value, nothing, or the code of why it cannot be read. */
export type CellReading = { readonly value: string | number | null } | { readonly code: CellCode };
export type CellCode =
  | 'NIK_SCIENTIFIC'
  | 'DATE_FORM'
  | 'DATE_NONE'
  | 'SEX_FORM'
  | 'WAGE_FORM'
  | 'WAGE_RANGE'
  | 'SEGMENT_UNKNOWN'
  | 'CELL_LENGTH';

const longestCell = 254;
const largestWage = 2_000_000_000;

const sexes: Readonly<Record<string, string>> = {
  l: 'MALE',
  lakilaki: 'MALE',
  lk: 'MALE',
  pria: 'MALE',
  m: 'MALE',
  male: 'MALE',
  p: 'FEMALE',
  perempuan: 'FEMALE',
  pr: 'FEMALE',
  wanita: 'FEMALE',
  f: 'FEMALE',
  female: 'FEMALE',
};

const segments: Readonly<Record<string, string>> = {
  ppubu: 'PPU_BU',
  ppu: 'PPU_BU',
  jkn: 'PPU_BU',
  bpjskesehatan: 'PPU_BU',
  tkpu: 'TK_PU',
  pu: 'TK_PU',
  tk: 'TK_PU',
  bpjsketenagakerjaan: 'TK_PU',
};

const letters = (text: string) => text.toLowerCase().replace(/[^a-z]/g, '');
const read = (value: string | number): CellReading => ({ value });
const unread = (code: CellCode): CellReading => ({ code });

/** How each column is read; a text arrives trimmed and not empty. Only the form is looked at, the hub judges the value. */
const readers: Readonly<Record<ColumnName, (text: string) => CellReading>> = {
  nationalId: (text) =>
    /^\d[.,]\d+e\+?\d+$/i.test(text) ? unread('NIK_SCIENTIFIC') : read(text.replace(/[\s.'’-]/g, '')),
  name: (text) => read(text.replace(/\s+/g, ' ')),
  birthDate: dateOf,
  startsOn: dateOf,
  sex: (text) => named(sexes, text, 'SEX_FORM'),
  segment: (text) => named(segments, text, 'SEGMENT_UNKNOWN'),
  monthlyWage: wageOf,
  phone: (text) => read(text.replace(/^'/, '')),
  email: (text) => read(text),
};

/** Reads a cell. Total: whatever stands there gives a value, nothing or a code. */
export function readCell(column: ColumnName, cell: string): CellReading {
  const text = cell.replaceAll('\u00a0', ' ').trim();
  if (text === '') return { value: null };
  return text.length > longestCell ? unread('CELL_LENGTH') : readers[column](text);
}

function named(names: Readonly<Record<string, string>>, text: string, code: CellCode): CellReading {
  const key = letters(text);
  return Object.hasOwn(names, key) ? read(names[key]!) : unread(code);
}

/** 2026-01-31, 31/01/2026, 31-01-2026 or 31.01.2026. A year of two digits may be either century's. */
function dateOf(text: string): CellReading {
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?$/.exec(text);
  const local = /^(\d{1,2})([/.-])(\d{1,2})\2(\d{4})$/.exec(text);
  const parts = iso ? [iso[1], iso[2], iso[3]] : local ? [local[4], local[3], local[1]] : undefined;
  if (!parts) return unread('DATE_FORM');
  const [year, month, day] = parts.map(Number) as [number, number, number];
  const date = new Date(Date.UTC(year, month - 1, day));
  const exists = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return exists ? read(date.toISOString().slice(0, 10)) : unread('DATE_NONE');
}

/** Whole rupiah: 4500000, 4.500.000, 4,500,000.00, Rp 4.500.000,00. */
function wageOf(text: string): CellReading {
  const bare = text
    .replace(/^(rp|idr)\.?\s*/i, '')
    .replace(/[\s]/g, '')
    .replace(/,-$/, '');
  const grouped = /^\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*(?:(?!\1)[.,]0{1,2})?$/.test(bare);
  const flat = /^\d+(?:[.,]0{1,2})?$/.test(bare);
  if (!grouped && !flat) return unread('WAGE_FORM');
  const whole = grouped ? bare.replace(/[.,]0{1,2}$/, '').replace(/[.,]/g, '') : bare.replace(/[.,]0{1,2}$/, '');
  const wage = Number(whole);
  return wage > largestWage ? unread('WAGE_RANGE') : read(wage);
}
