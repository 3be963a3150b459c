import { DateTime, IANAZone } from 'luxon';
import { ClockFault, type BusinessCalendar, type Holiday, type OpeningSpan, type WeekHours } from './types.js';

/** One local day of a calendar in absolute time (milliseconds since the epoch). */
export interface DayPlan {
  /** Local date, `YYYY-MM-DD`. */
  readonly date: string;
  readonly start: number;
  /** Start of the next local day. */
  readonly end: number;
  /** Openings in order, not touching each other; empty on a day off. */
  readonly spans: readonly { readonly from: number; readonly to: number }[];
  /** Why nothing is counted outside the spans: `weekend`, `national holiday: …`, `outside business hours`. */
  readonly closedReason: string;
}

const timeOfDay = /^([01]\d|2[0-3]):[0-5]\d$|^24:00$/;
const plans = new WeakMap<BusinessCalendar, Map<string, DayPlan>>();

/**
 * Checks a calendar and keeps what holds for its region. Throws ClockFault for an unknown zone, a time that is none,
 * or spans that overlap, end before they begin or are out of order.
 */
export function createCalendar(calendar: BusinessCalendar): BusinessCalendar {
  if (!IANAZone.isValidZone(calendar.zone)) {
    throw new ClockFault(
      `Calendar ${calendar.id}: ${calendar.zone} is no time zone; use an IANA name like Asia/Jakarta.`,
    );
  }
  for (const week of [calendar.week, ...calendar.seasons.map((season) => season.week)]) checkWeek(calendar.id, week);
  const holidays = calendar.holidays.filter((holiday) => holdsIn(calendar.region, holiday));
  return Object.freeze({ ...calendar, holidays });
}

function checkWeek(id: string, week: WeekHours): void {
  for (const [weekday, spans] of Object.entries(week)) {
    let previous = '00:00';
    for (const { from, to } of spans ?? []) {
      if (!timeOfDay.test(from) || !timeOfDay.test(to) || from >= to || from < previous) {
        throw new ClockFault(`Calendar ${id}, weekday ${weekday}: ${from}-${to} is no opening after ${previous}.`);
      }
      previous = to;
    }
  }
}

function holdsIn(region: string | undefined, holiday: Holiday): boolean {
  if (holiday.kind !== 'REGIONAL') return true;
  return (
    region !== undefined && (holiday.regions ?? []).some((code) => region === code || region.startsWith(`${code}.`))
  );
}

/** The local day that holds an instant (milliseconds since the epoch). */
export function dayOf(calendar: BusinessCalendar, instant: number): DayPlan {
  const date = DateTime.fromMillis(instant, { zone: calendar.zone }).toISODate()!;
  let known = plans.get(calendar);
  if (known === undefined) plans.set(calendar, (known = new Map()));
  let plan = known.get(date);
  if (plan === undefined) known.set(date, (plan = planDay(calendar, date)));
  return plan;
}

/** True while the office is open at the instant. */
export function isOpen(calendar: BusinessCalendar, at: Date): boolean {
  const instant = at.getTime();
  return dayOf(calendar, instant).spans.some((span) => span.from <= instant && instant < span.to);
}

/** The next moment from `at` on at which the office is open (`at` itself if it is), or null within two years. */
export function nextOpening(calendar: BusinessCalendar, at: Date): Date | null {
  let day = dayOf(calendar, at.getTime());
  for (let count = 0; count < 732; count += 1) {
    const span = day.spans.find(({ to }) => to > at.getTime());
    if (span) return new Date(Math.max(span.from, at.getTime()));
    day = dayOf(calendar, day.end);
  }
  return null;
}

function planDay(calendar: BusinessCalendar, date: string): DayPlan {
  const start = DateTime.fromISO(date, { zone: calendar.zone }).startOf('day');
  const end = start.plus({ days: 1 }).startOf('day').toMillis();
  const season = calendar.seasons.find(({ from, to }) => from <= date && date <= to);
  const holiday = calendar.holidays.find((entry) => entry.date === date && calendar.closedOn.includes(entry.kind));
  const opening = (season?.week ?? calendar.week)[start.weekday as 1] ?? [];
  const base = { date, start: start.toMillis(), end };
  if (holiday) return { ...base, spans: [], closedReason: `${words[holiday.kind]}: ${holiday.name}` };
  if (opening.length === 0) return { ...base, spans: [], closedReason: start.weekday > 5 ? 'weekend' : 'closed day' };
  const closedReason = season ? `outside business hours (${season.name})` : 'outside business hours';
  return { ...base, spans: joined(opening, (text) => localTime(start, end, text)), closedReason };
}

const words = { NATIONAL: 'national holiday', SHARED_LEAVE: 'shared leave', REGIONAL: 'regional holiday' } as const;

function localTime(day: DateTime, end: number, text: string): number {
  if (text === '24:00') return end;
  const [hour, minute] = text.split(':').map(Number);
  return day.set({ hour: hour!, minute: minute! }).toMillis();
}

/** Spans that touch become one, so that the end of the last one is the close of business. */
function joined(spans: readonly OpeningSpan[], absolute: (text: string) => number): { from: number; to: number }[] {
  const result: { from: number; to: number }[] = [];
  for (const span of spans) {
    const from = absolute(span.from);
    const to = absolute(span.to);
    const last = result.at(-1);
    if (last && last.to >= from) last.to = to;
    else if (to > from) result.push({ from, to });
  }
  return result;
}
