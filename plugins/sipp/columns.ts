import type { Text } from '../sdk/index.js';
import { FileFault } from './faults.js';

/** A column of a worker list. */
export interface Column {
  readonly name: ColumnName;
  readonly required: boolean;
  /** Headings under which it is known, without signs and spaces, in lower case. The first one stands in the template. */
  readonly headings: readonly [string, ...string[]];
  readonly description: Text;
}

export type ColumnName =
  'nationalId' | 'name' | 'birthDate' | 'sex' | 'monthlyWage' | 'startsOn' | 'segment' | 'phone' | 'email';

/** The columns, in the order of the template. */
export const columns: readonly Column[] = [
  {
    name: 'nationalId',
    required: true,
    headings: ['nik', 'nomorindukkependudukan', 'nationalid', 'noktp', 'nomorktp'],
    description: { id: 'NIK, 16 angka; format sel: teks.', en: 'NIK, 16 digits; format the cells as text.' },
  },
  {
    name: 'name',
    required: true,
    headings: ['nama', 'namalengkap', 'namapekerja', 'name', 'fullname'],
    description: { id: 'Nama lengkap sesuai KTP.', en: 'Full name as on the identity card.' },
  },
  {
    name: 'birthDate',
    required: true,
    headings: ['tanggallahir', 'tgllahir', 'birthdate', 'dateofbirth', 'dob'],
    description: { id: 'Tanggal lahir, 1990-01-31 atau 31/01/1990.', en: 'Date of birth, 1990-01-31 or 31/01/1990.' },
  },
  {
    name: 'sex',
    required: true,
    headings: ['jeniskelamin', 'jk', 'kelamin', 'lp', 'sex', 'gender'],
    description: { id: 'L (laki-laki) atau P (perempuan).', en: 'L or M (male), P or F (female).' },
  },
  {
    name: 'monthlyWage',
    required: true,
    headings: ['upah', 'gaji', 'upahsebulan', 'gajipokok', 'upahbulanan', 'monthlywage', 'wage', 'salary'],
    description: { id: 'Upah sebulan dalam rupiah, 4500000 atau 4.500.000.', en: 'Monthly wage in rupiah, 4500000.' },
  },
  {
    name: 'startsOn',
    required: true,
    headings: ['tanggalmulai', 'tglmulai', 'tanggalmasuk', 'tmt', 'mulaibekerja', 'startdate', 'startson'],
    description: { id: 'Hari pertama bekerja, seperti tanggal lahir.', en: 'First day of work, as the date of birth.' },
  },
  {
    name: 'segment',
    required: true,
    headings: ['segmen', 'segmenpeserta', 'program', 'segment', 'programme'],
    description: {
      id: 'PPU_BU (JKN, pekerja badan usaha) atau TK_PU (BPJS Ketenagakerjaan, penerima upah).',
      en: 'PPU_BU (JKN, workers of companies) or TK_PU (employment programmes, wage earners).',
    },
  },
  {
    name: 'phone',
    required: false,
    headings: ['telepon', 'nohp', 'nomorhp', 'hp', 'notelepon', 'phone', 'mobile', 'phonenumber'],
    description: { id: 'Nomor ponsel, 0812… atau +62812….', en: 'Mobile number, 0812… or +62812….' },
  },
  {
    name: 'email',
    required: false,
    headings: ['email', 'surel', 'emailaddress', 'alamatemail'],
    description: { id: 'Alamat surel.', en: 'Email address.' },
  },
];

/** Where each column stands in the file. */
export interface Layout {
  readonly positions: ReadonlyMap<ColumnName, number>;
  /** Cells of a row. */
  readonly width: number;
  /** Columns of the file that mean nothing here. */
  readonly ignored: number;
}

const plain = (heading: string) => heading.toLowerCase().replace(/[^a-z0-9]/g, '');

/**
 * Finds the columns by their headings, in any order and in both languages.
 * @throws FileFault when a required one is missing or one stands there twice
 */
export function layoutOf(heading: readonly string[]): Layout {
  const positions = new Map<ColumnName, number>();
  const twice: string[] = [];
  heading.forEach((cell, position) => {
    const column = columns.find(({ headings }) => headings.includes(plain(cell)));
    if (!column) return;
    if (positions.has(column.name)) twice.push(column.headings[0]);
    positions.set(column.name, position);
  });
  if (twice.length > 0) throw new FileFault('HEADING_TWICE', 1, twice.join(', '));
  const missing = columns.filter(({ name, required }) => required && !positions.has(name));
  if (missing.length > 0) throw new FileFault('HEADING', 1, missing.map(({ headings }) => headings[0]).join(', '));
  return { positions, width: heading.length, ignored: heading.length - positions.size };
}
