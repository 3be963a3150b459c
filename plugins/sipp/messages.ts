import type { Text } from '../sdk/index.js';

/** What to correct, by code of a problem. The codes are those of cells.ts and rows.ts, and those that the hub gives. */
export const problemTexts: Readonly<Record<string, Text>> = {
  MISSING: { id: 'Sel wajib diisi.', en: 'The cell must not be empty.' },
  CELLS_TOO_MANY: {
    id: 'Baris memuat lebih banyak sel daripada judul; periksa tanda pemisah di dalam sel.',
    en: 'The row has more cells than the heading; look for delimiters within cells.',
  },
  CELL_LENGTH: { id: 'Isi sel terlalu panjang.', en: 'The cell holds too much.' },
  NIK_SCIENTIFIC: {
    id: 'NIK diubah oleh lembar kerja menjadi bentuk 6,17E+15; ubah format kolom menjadi teks dan isi kembali.',
    en: 'A spreadsheet has turned the NIK into a form like 6.17E+15; format the column as text and enter it again.',
  },
  NIK_LENGTH: { id: 'NIK terdiri atas 16 angka.', en: 'A NIK has 16 digits.' },
  NIK_DAY: {
    id: 'Angka ke-7 dan ke-8 NIK adalah hari lahir: 01–31, perempuan 41–71.',
    en: 'Digits 7 and 8 of a NIK are the day of birth: 01–31, women 41–71.',
  },
  NIK_MONTH: {
    id: 'Angka ke-9 dan ke-10 NIK adalah bulan lahir: 01–12.',
    en: 'Digits 9 and 10 of a NIK are the month of birth: 01–12.',
  },
  NIK_SERIAL: { id: 'Nomor urut NIK mulai dari 0001.', en: 'The serial of a NIK begins at 0001.' },
  NIK_BIRTH_DATE: {
    id: 'Tanggal lahir dalam NIK berbeda dari kolom tanggal lahir; periksa, daftar tetap diterima.',
    en: 'The date of birth within the NIK differs from the column; look at it, the row is taken.',
  },
  NIK_SEX: {
    id: 'Jenis kelamin dalam NIK berbeda dari kolom jenis kelamin; periksa, daftar tetap diterima.',
    en: 'The sex within the NIK differs from the column; look at it, the row is taken.',
  },
  NAME_LENGTH: { id: 'Nama terdiri atas 2–120 huruf.', en: 'A name has 2 to 120 characters.' },
  NAME_FORM: {
    id: 'Nama dimulai dengan huruf dan tidak memuat tanda < > { }.',
    en: 'A name begins with a letter and holds none of < > { }.',
  },
  DATE_FORM: {
    id: 'Tanggal ditulis 1990-01-31 atau 31/01/1990.',
    en: 'A date is written 1990-01-31 or 31/01/1990.',
  },
  DATE_NONE: { id: 'Tanggal itu tidak ada dalam kalender.', en: 'There is no such date in the calendar.' },
  BIRTH_DATE_RANGE: {
    id: 'Tanggal lahir berada antara tahun 1900 dan hari ini.',
    en: 'A date of birth lies between 1900 and today.',
  },
  SEX_FORM: { id: 'Jenis kelamin ditulis L atau P.', en: 'The sex is written L (male) or P (female).' },
  WAGE_FORM: {
    id: 'Upah ditulis dalam rupiah penuh, seperti 4500000 atau 4.500.000.',
    en: 'A wage is written in whole rupiah, such as 4500000.',
  },
  WAGE_RANGE: {
    id: 'Upah sebulan lebih dari 0 dan paling banyak Rp2.000.000.000.',
    en: 'A monthly wage is more than 0 and at most Rp2,000,000,000.',
  },
  START_RANGE: {
    id: 'Hari pertama bekerja berada antara tahun 1900 dan satu tahun dari sekarang.',
    en: 'The first day of work lies between 1900 and one year from now.',
  },
  START_BEFORE_BIRTH: {
    id: 'Hari pertama bekerja harus sesudah tanggal lahir.',
    en: 'The first day of work must follow the date of birth.',
  },
  SEGMENT_UNKNOWN: { id: 'Segmen ditulis PPU_BU atau TK_PU.', en: 'The segment is written PPU_BU or TK_PU.' },
  SEGMENT_NOT_EMPLOYED: {
    id: 'Pemberi kerja hanya melaporkan segmen PPU_BU dan TK_PU.',
    en: 'An employer reports the segments PPU_BU and TK_PU only.',
  },
  PHONE_FORM: { id: 'Nomor ponsel ditulis 0812… atau +62812….', en: 'A mobile number is written 0812… or +62812….' },
  EMAIL_FORM: { id: 'Surel ditulis nama@contoh.id.', en: 'An email address is written name@example.org.' },
  DUPLICATE: { id: 'NIK yang sama sudah ada pada baris', en: 'The same NIK already stands in row' },
};

const unknownProblem: Text = { id: 'Isi sel tidak dapat diterima.', en: 'The cell cannot be taken.' };

/** The text of a problem; `otherRow` is named where it belongs to it. */
export function problemText(code: string, otherRow?: number | null): Text {
  const text = Object.hasOwn(problemTexts, code) ? problemTexts[code]! : unknownProblem;
  return typeof otherRow === 'number' ? { id: `${text.id} ${otherRow}.`, en: `${text.en} ${otherRow}.` } : text;
}
