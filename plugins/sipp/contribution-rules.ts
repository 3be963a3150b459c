import type { Text } from '../sdk/index.js';

/** When a contribution is due. */
export interface DueDate {
  readonly day: number;
  readonly month: 'SAME' | 'FOLLOWING';
  /** Whether the next working day counts when it falls on a holiday; null: no rule was found. */
  readonly nextWorkingDay: boolean | null;
}

/** A contribution rule of a programme for wage earners, in force from a day to another. */
export interface ContributionRule {
  readonly programme: 'JKN' | 'JHT' | 'JKK' | 'JKM' | 'JP' | 'JKP';
  readonly segment: 'PPU_BU' | 'TK_PU';
  readonly name: Text;
  /** Percent of the wage, decimal texts. Several: by class of risk. */
  readonly employerPercents: readonly string[];
  readonly workerPercent: string;
  /** Highest wage that counts, whole rupiah; null: none, or not known. */
  readonly wageCeiling: number | null;
  readonly due: DueDate;
  readonly note: Text;
  /** ISO dates; `to` is the first day on which it no longer holds. */
  readonly from: string;
  readonly to: string | null;
  /** False: sources differ, or the regulation could not be checked. */
  readonly verified: boolean;
}

const dueJkn: DueDate = { day: 10, month: 'SAME', nextWorkingDay: null };
const dueTk: DueDate = { day: 15, month: 'FOLLOWING', nextWorkingDay: true };
const lateTk: Text = {
  id: 'Denda keterlambatan 2 % per bulan, ditanggung pemberi kerja.',
  en: 'The late fee is 2 % a month, borne by the employer.',
};

/** Rules by date: a change is a new entry, and an old one keeps its days. Sources: Perpres 82/2018 and 64/2020, BPJS Ketenagakerjaan. */
export const contributionRules: readonly ContributionRule[] = [
  {
    programme: 'JKN',
    segment: 'PPU_BU',
    name: { id: 'Jaminan Kesehatan Nasional', en: 'National health insurance' },
    employerPercents: ['4'],
    workerPercent: '1',
    wageCeiling: 12_000_000,
    due: dueJkn,
    note: {
      id: 'Anggota keluarga tambahan (anak ke-4 dan seterusnya, orang tua, mertua) 1 % per orang, ditanggung pekerja.',
      en: 'Each additional family member (fourth child on, parents, parents-in-law) 1 %, borne by the worker.',
    },
    from: '2020-07-01',
    to: null,
    verified: true,
  },
  {
    programme: 'JHT',
    segment: 'TK_PU',
    name: { id: 'Jaminan Hari Tua', en: 'Old-age savings' },
    employerPercents: ['3.7'],
    workerPercent: '2',
    wageCeiling: null,
    due: dueTk,
    note: lateTk,
    from: '2015-07-01',
    to: null,
    verified: true,
  },
  {
    programme: 'JKK',
    segment: 'TK_PU',
    name: { id: 'Jaminan Kecelakaan Kerja', en: 'Work accident insurance' },
    employerPercents: ['0.24', '0.54', '0.89', '1.27', '1.74'],
    workerPercent: '0',
    wageCeiling: null,
    due: dueTk,
    note: {
      id: 'Menurut tingkat risiko: sangat rendah, rendah, sedang, tinggi, sangat tinggi.',
      en: 'By class of risk: very low, low, medium, high, very high.',
    },
    from: '2015-07-01',
    to: null,
    verified: true,
  },
  {
    programme: 'JKM',
    segment: 'TK_PU',
    name: { id: 'Jaminan Kematian', en: 'Life insurance' },
    employerPercents: ['0.3'],
    workerPercent: '0',
    wageCeiling: null,
    due: dueTk,
    note: lateTk,
    from: '2015-07-01',
    to: null,
    verified: true,
  },
  {
    programme: 'JP',
    segment: 'TK_PU',
    name: { id: 'Jaminan Pensiun', en: 'Pension insurance' },
    employerPercents: ['2'],
    workerPercent: '1',
    wageCeiling: null,
    due: dueTk,
    note: {
      id: 'Batas upah ditetapkan setiap tahun; tanyakan kepada kantor cabang.',
      en: 'The wage ceiling is set every year; ask the branch office.',
    },
    from: '2015-07-01',
    to: null,
    verified: true,
  },
  {
    programme: 'JKP',
    segment: 'TK_PU',
    name: { id: 'Jaminan Kehilangan Pekerjaan', en: 'Unemployment insurance' },
    employerPercents: ['0.46'],
    workerPercent: '0',
    wageCeiling: null,
    due: dueTk,
    note: {
      id: 'Dibayar pemerintah dan dari rekomposisi iuran JKK; tidak menambah iuran.',
      en: 'Paid by the state and out of the JKK contribution; nothing is paid on top.',
    },
    from: '2021-02-02',
    to: '2025-02-07',
    verified: false,
  },
  {
    programme: 'JKP',
    segment: 'TK_PU',
    name: { id: 'Jaminan Kehilangan Pekerjaan', en: 'Unemployment insurance' },
    employerPercents: ['0.36'],
    workerPercent: '0',
    wageCeiling: null,
    due: dueTk,
    note: {
      id: 'Diturunkan oleh peraturan tahun 2025; belum diperiksa terhadap naskahnya.',
      en: 'Lowered by a regulation of 2025; not yet checked against its text.',
    },
    from: '2025-02-07',
    to: null,
    verified: false,
  },
];

/** The rules in force on a day (ISO date). */
export const rulesOn = (day: string): ContributionRule[] =>
  contributionRules.filter(({ from, to }) => from <= day && (to === null || day < to));
