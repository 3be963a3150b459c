import { DateTime } from 'luxon';
import type { Language } from '../../../plugins/sdk/index.js';
import { facilityChangeRules, rulesZone, type FacilityChangeRule } from './service-request-rules.js';

/** What is known of who wants another facility. */
export interface FacilityChanger {
  readonly segment: string | null;
  readonly occupation: string | null;
  readonly language: Language;
  /** A change that is not finished yet. */
  readonly isPending: boolean;
  /** When the last change was done; null: never. */
  readonly lastChangedAt: Date | null;
}

/** The rule of a day. */
export function facilityRuleAt(now: Date, rules: readonly FacilityChangeRule[] = facilityChangeRules) {
  const day = DateTime.fromJSDate(now, { zone: rulesZone }).toISODate()!;
  return rules.findLast(({ from }) => from <= day) ?? rules[0]!;
}

const words = {
  pending: {
    id: 'Permohonan pindah faskes Anda sebelumnya masih diproses.',
    en: 'Your change of facility before this one is still in progress.',
  },
  tooEarly: {
    id: 'Faskes dapat diganti lagi mulai {day}: paling cepat {months} bulan setelah penggantian sebelumnya.',
    en: 'The facility can be changed again from {day} on: at least {months} months after the change before.',
  },
} as const;

/**
 * Why a facility cannot be changed now, in the participant's language; undefined when it can. An officer is not held by
 * the restriction of groups, but by the time between two changes.
 */
export function facilityRefusal(
  changer: FacilityChanger,
  now: Date,
  { byOfficer, rules }: { readonly byOfficer: boolean; readonly rules?: readonly FacilityChangeRule[] },
): string | undefined {
  const { language } = changer;
  const rule = facilityRuleAt(now, rules);
  const restriction = rule.restricted.find(
    ({ segments, occupations }) =>
      (changer.segment !== null && segments?.includes(changer.segment)) ||
      (changer.occupation !== null && occupations?.includes(changer.occupation)),
  );
  if (restriction && !byOfficer) return restriction.reason[language];
  if (changer.isPending) return words.pending[language];
  if (changer.lastChangedAt === null) return undefined;
  const last = DateTime.fromJSDate(changer.lastChangedAt, { zone: rulesZone }).startOf('day');
  const earliest = last.plus({ months: rule.monthsBetween });
  if (DateTime.fromJSDate(now, { zone: rulesZone }) >= earliest) return undefined;
  return words.tooEarly[language]
    .replace('{day}', earliest.setLocale(language).toFormat('d LLLL yyyy'))
    .replace('{months}', String(rule.monthsBetween));
}
