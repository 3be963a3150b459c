import {
  calendarKey,
  followUp,
  officeCalendarByKey,
  officeCalendars,
  resolutionByClass,
  verification,
  zoneOfRegion,
  type BusinessCalendar,
  type ClockPolicy,
} from '../../kernel/clock/index.js';
import type { ClockTerms, Complaint, ComplaintClass, ComplaintClockKind } from './complaint.js';

/** Limits and calendars that are in force: what a clock that begins now is judged by. */
export interface ComplaintStandards {
  readonly verification: ClockPolicy;
  readonly followUp: ClockPolicy;
  /** By class; null: no limit. */
  readonly resolution: Readonly<Record<ComplaintClass, ClockPolicy | null>>;
  /** The calendar in force at the office of a region. */
  calendarOf(region: string): BusinessCalendar;
  /** A calendar that is or was in force, by `id@version`. Throws ClockFault for one that was lost. */
  calendarByKey(key: string): BusinessCalendar;
}

/** 3 working days to verify, 5 to begin follow-up, then 5, 14 or 60 by class, on the calendar of the region's office. */
export const publishedStandards: ComplaintStandards = {
  verification,
  followUp,
  resolution: resolutionByClass,
  calendarOf: (region) => officeCalendars[zoneOfRegion(region)],
  calendarByKey: officeCalendarByKey,
};

const policies: Readonly<
  Record<ComplaintClockKind, (standards: ComplaintStandards, classification: ComplaintClass) => ClockPolicy | null>
> = {
  VERIFICATION: (standards) => standards.verification,
  FOLLOW_UP: (standards) => standards.followUp,
  RESOLUTION: (standards, classification) => standards.resolution[classification],
};

/** The terms of a clock that begins now. */
export function termsNow(
  kind: ComplaintClockKind,
  { region, classification }: Pick<Complaint, 'region' | 'classification'>,
  standards: ComplaintStandards,
): ClockTerms {
  return {
    kind,
    policy: policies[kind](standards, classification),
    calendar: calendarKey(standards.calendarOf(region)),
  };
}
