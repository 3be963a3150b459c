import { describe, expect, test } from '@jest/globals';
import { contributionAccount } from './contribution.js';
import type { ContributionTariff } from './contribution-tariffs.js';
import type { Membership } from './participant.js';

const at = (text: string) => new Date(`${text}+07:00`);
const member = (startsOn: string, extra: Partial<Membership> = {}): Membership => ({
  segment: 'PBPU',
  careClass: 3,
  startsOn: at(`${startsOn}T09:00`),
  ...extra,
});
const month = 3_500_000;

describe('the account of contributions', () => {
  test('is that of those who pay by themselves and chose a class', () => {
    const now = at('2026-11-20T10:00');
    expect(contributionAccount(undefined, 0, now)).toBeNull();
    expect(contributionAccount(member('2026-01-05', { segment: 'PBI_JK' }), 0, now)).toBeNull();
    expect(contributionAccount(member('2026-01-05', { careClass: undefined }), 0, now)).toBeNull();
    expect(contributionAccount(member('2026-01-05', { segment: 'BP', careClass: 1 }), 0, now)?.monthly).toEqual({
      minorUnits: 15_000_000,
      currency: 'IDR',
    });
  });

  test('a month falls due on the 10th, by the day of Jakarta', () => {
    const account = (now: string) => contributionAccount(member('2026-11-02'), 0, at(now));
    expect(account('2026-11-10T23:59')).toMatchObject({
      arrearsMonths: [],
      bill: { minorUnits: month },
      nextDueOn: '2026-11-10',
    });
    expect(account('2026-11-11T00:00')).toMatchObject({
      arrearsMonths: ['2026-11'],
      arrears: { minorUnits: month },
      bill: { minorUnits: month },
      nextDueOn: '2026-12-10',
    });
  });

  test('payments settle the oldest month first, whole months only, and the rest is credit', () => {
    const account = contributionAccount(member('2026-08-20'), 2 * month + 500_000, at('2026-11-05T10:00'));
    expect(account).toMatchObject({
      paidThrough: '2026-09',
      arrearsMonths: ['2026-10'],
      credit: { minorUnits: 500_000 },
      bill: { minorUnits: 2 * month - 500_000 },
      nextDueOn: '2026-11-10',
    });
  });

  test('months paid ahead move the next due day', () => {
    expect(contributionAccount(member('2026-10-01'), 5 * month, at('2026-11-20T10:00'))).toMatchObject({
      paidThrough: '2027-02',
      arrearsMonths: [],
      bill: { minorUnits: 0 },
      nextDueOn: '2027-03-10',
    });
  });

  test('arrears are billed for 24 months at most, and nothing before the first tariff', () => {
    const account = contributionAccount(member('2019-03-01'), 0, at('2026-11-20T10:00'))!;
    expect(account.arrearsMonths).toHaveLength(24);
    expect(account.arrearsMonths[0]).toBe('2024-12');
    expect(account.arrears.minorUnits).toBe(24 * month);
    expect(contributionAccount(member('2019-03-01'), 0, at('2021-01-11T10:00'))!.arrearsMonths).toEqual(['2021-01']);
  });

  test('a new tariff charges the months from its first one on', () => {
    const tariffs: ContributionTariff[] = [
      { from: '2021-01', segments: ['PBPU'], monthly: { 1: 3, 2: 2, 3: 1 }, dueDay: 10 },
      { from: '2026-11', segments: ['PBPU'], monthly: { 1: 30, 2: 20, 3: 10 }, dueDay: 10 },
    ];
    const account = contributionAccount(member('2026-10-01'), 0, at('2026-11-20T10:00'), tariffs)!;
    expect([account.arrears.minorUnits, account.monthly.minorUnits]).toEqual([11, 10]);
  });
});
