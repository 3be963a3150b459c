import type { Text } from '../sdk/index.js';

/** Why a file cannot be read at all. `row` counts as a spreadsheet does: the heading is row 1. */
export class FileFault extends Error {
  override readonly name = 'FileFault';
  constructor(
    readonly reason: FileFaultReason,
    readonly row?: number,
    /** Names of columns, lengths: never what stands in a cell. */
    readonly detail = '',
  ) {
    super(fileFaultText(reason, row, detail).en);
  }
}

const texts = {
  EMPTY: { id: 'Berkas kosong.', en: 'The file is empty.' },
  NO_ROWS: { id: 'Berkas tidak memuat baris pekerja.', en: 'The file has no rows of workers.' },
  ENCODING: {
    id: 'Berkas bukan UTF-8. Simpan sebagai "CSV UTF-8", atau kirim dengan "Content-Type: text/csv; charset=windows-1252" bila memang Windows-1252.',
    en: 'The file is not UTF-8. Save it as "CSV UTF-8", or send it with "Content-Type: text/csv; charset=windows-1252" if it is Windows-1252.',
  },
  UTF16: {
    id: 'Berkas tersimpan sebagai UTF-16 ("Teks Unicode"). Simpan sebagai "CSV UTF-8".',
    en: 'The file was saved as UTF-16 ("Unicode text"). Save it as "CSV UTF-8".',
  },
  NOT_TEXT: {
    id: 'Berkas bukan teks (mungkin .xlsx). Simpan sebagai "CSV UTF-8".',
    en: 'The file is no text (perhaps .xlsx). Save it as "CSV UTF-8".',
  },
  HEADING: {
    id: 'Judul kolom tidak lengkap; yang tidak ditemukan',
    en: 'The heading is not complete; columns not found',
  },
  HEADING_TWICE: { id: 'Kolom disebut dua kali', en: 'Columns are named twice' },
  QUOTES: {
    id: 'Tanda kutip tidak tertutup atau berada di tengah sel',
    en: 'A quotation mark is not closed, or stands within a cell',
  },
  RECORD_SIZE: { id: 'Baris terlalu panjang', en: 'A row is too long' },
  TOO_MANY_ROWS: {
    id: 'Terlalu banyak baris; bagi menjadi beberapa pemberi kerja atau hubungi kantor cabang. Paling banyak',
    en: 'Too many rows; talk to the branch office. The most is',
  },
} as const satisfies Record<string, Text>;

export type FileFaultReason = keyof typeof texts;

/** What a person should know about it. */
export function fileFaultText(reason: FileFaultReason, row: number | undefined, detail: string): Text {
  const { id, en } = texts[reason];
  const rest = detail === '' ? '' : `: ${detail}`;
  return {
    id: `${id}${rest}${row === undefined ? '' : ` (baris ${row})`}`,
    en: `${en}${rest}${row === undefined ? '' : ` (row ${row})`}`,
  };
}
