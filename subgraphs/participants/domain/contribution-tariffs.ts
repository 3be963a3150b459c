import type { CareClass, Segment } from './participant.js';

/** Contribution per person and month of those who pay by themselves, from a month on. */
export interface ContributionTariff {
  /** First month, `YYYY-MM`. */
  readonly from: string;
  readonly segments: readonly Segment[];
  /** What the member pays, in minor units of the rupiah (1/100, ISO 4217), by class. */
  readonly monthly: Readonly<Record<CareClass, number>>;
  /** Day of the month by which it is due. */
  readonly dueDay: number;
}

/**
 * Tariffs, oldest first: Perpres 64/2020 from 2021 on (class III: Rp 42 000, of which Rp 7 000 are subsidised). A decision on
 * KRIS that changes them is a new entry; months before it keep theirs.
 */
export const contributionTariffs: readonly ContributionTariff[] = [
  { from: '2021-01', segments: ['PBPU', 'BP'], monthly: { 1: 15_000_000, 2: 10_000_000, 3: 3_500_000 }, dueDay: 10 },
];

/** Months of arrears that are billed at most. */
export const longestArrears = 24;

/** Days of the rules are those of the institution's central office. */
export const tariffZone = 'Asia/Jakarta';
