import { DateTime } from 'luxon';
import { contributionTariffs, longestArrears, tariffZone, type ContributionTariff } from './contribution-tariffs.js';
import type { Membership } from './participant.js';

/** An amount in minor units of its currency. */
export interface Money {
  /** 1/100 of a rupiah. A whole number, never a float. */
  readonly minorUnits: number;
  /** ISO 4217. */
  readonly currency: string;
}

export const rupiah = (minorUnits: number): Money => ({ minorUnits, currency: 'IDR' });

/** How the contributions of somebody stand on a day. Months are `YYYY-MM`. */
export interface ContributionAccount {
  readonly asOf: Date;
  /** Of the present month. */
  readonly monthly: Money;
  /** Last month that is paid in full, with all before it; null: none is. */
  readonly paidThrough: string | null;
  /** Months that are overdue and still billed, oldest first. */
  readonly arrearsMonths: readonly string[];
  readonly arrears: Money;
  /** What is to be paid now: arrears, and the present month if it is open. */
  readonly bill: Money;
  /** Day by which the next open month is due, `YYYY-MM-DD`. */
  readonly nextDueOn: string;
  /** Paid, and too little for the next open month. */
  readonly credit: Money;
}

const monthOf = (at: DateTime) => at.toFormat('yyyy-MM');

/** Months that somebody has paid ahead are looked for so far. */
const mostMonths = 1_200;

function tariffOf(month: string, segment: string, tariffs: readonly ContributionTariff[]) {
  return tariffs.findLast(({ from, segments }) => from <= month && segments.some((each) => each === segment));
}

/**
 * The account of a membership that pays by itself; null for all others and where no class was chosen. Every month from that
 * of the beginning on is charged by the tariff of that month; payments settle the oldest open month first, whole months
 * only. Pure.
 * @param paid sum of all payments, in minor units of the rupiah
 */
export function contributionAccount(
  membership: Membership | undefined,
  paid: number,
  now: Date,
  tariffs: readonly ContributionTariff[] = contributionTariffs,
): ContributionAccount | null {
  const today = DateTime.fromJSDate(now, { zone: tariffZone });
  const present = membership && tariffOf(monthOf(today), membership.segment, tariffs);
  if (!membership?.careClass || !present || membership.endsOn) return null;
  const { careClass, segment } = membership;
  const chargeOf = (month: string) => tariffOf(month, segment, tariffs)?.monthly[careClass];
  const begin = DateTime.fromJSDate(membership.startsOn, { zone: tariffZone }).startOf('month');
  const { open, paidThrough, credit } = settle(begin, paid, chargeOf);
  const isOverdue = (month: DateTime) => today.startOf('day') > month.set({ day: present.dueDay });
  const owed = monthsFrom(open, today.startOf('month'));
  const arrears = owed.filter(isOverdue).slice(-longestArrears);
  const sum = (months: readonly DateTime[]) =>
    months.reduce((total, month) => total + (chargeOf(monthOf(month)) ?? 0), 0);
  const running = owed.filter((month) => !isOverdue(month));
  const next = running[0] ?? (owed.length > 0 ? today.startOf('month').plus({ months: 1 }) : open);
  return {
    asOf: now,
    monthly: rupiah(present.monthly[careClass]),
    paidThrough,
    arrearsMonths: arrears.map(monthOf),
    arrears: rupiah(sum(arrears)),
    bill: rupiah(Math.max(sum(arrears) + sum(running) - credit, 0)),
    nextDueOn: next.set({ day: present.dueDay }).toISODate()!,
    credit: rupiah(credit),
  };
}

/** Settles whole months from the first on; months before the first tariff are charged nothing. */
function settle(begin: DateTime, paid: number, chargeOf: (month: string) => number | undefined) {
  let [open, rest, paidThrough] = [begin, paid, null as string | null];
  for (let month = 0; month < mostMonths; month += 1) {
    const charge = chargeOf(monthOf(open));
    if (charge !== undefined && charge > rest) break;
    rest -= charge ?? 0;
    if (charge !== undefined) paidThrough = monthOf(open);
    open = open.plus({ months: 1 });
  }
  return { open, paidThrough, credit: rest };
}

function monthsFrom(first: DateTime, last: DateTime): DateTime[] {
  const months: DateTime[] = [];
  for (let month = first; month <= last; month = month.plus({ months: 1 })) months.push(month);
  return months;
}
