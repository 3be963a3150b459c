import { readFileSync } from 'node:fs';
import { createCalendar } from './calendar.js';
import {
  ClockFault,
  holidayKinds,
  type BusinessCalendar,
  type Holiday,
  type HolidayKind,
  type OpeningSpan,
  type WeekHours,
} from './types.js';

/** Indonesia's three zones, none with summer time. */
export const indonesianZones = { WIB: 'Asia/Jakarta', WITA: 'Asia/Makassar', WIT: 'Asia/Jayapura' } as const;
export type IndonesianZone = keyof typeof indonesianZones;

interface YearFile {
  readonly source: string;
  readonly holidays: readonly {
    date: string;
    name: string;
    kind: HolidayKind;
    regions?: readonly string[];
    source?: string;
  }[];
  readonly ramadan: { readonly name: string; readonly from: string; readonly to: string; readonly source: string };
}

const readYear = (year: number) =>
  JSON.parse(readFileSync(new URL(`./data/indonesia-${year}.json`, import.meta.url), 'utf8')) as YearFile;

/** The years whose decree is known; the decree for 2027 was not published when this table was made. */
const years = [readYear(2026)];

/** National holidays and shared leave by decree of the three ministers (SKB 3 Menteri). */
export const indonesianHolidays: readonly Holiday[] = years.flatMap((year) =>
  year.holidays.map((holiday) => ({ ...holiday, source: holiday.source ?? year.source })),
);

/** Ramadan by year, first and last local date. */
export const ramadans = years.map((year) => year.ramadan);

const everyDay = (days: readonly number[], spans: readonly OpeningSpan[]) =>
  Object.fromEntries(days.map((day) => [day, spans])) as WeekHours;
const span = (from: string, to: string): OpeningSpan => ({ from, to });

/**
 * Office hours of the civil service (Perpres 21/2023: 37.5 hours a week from 07.30 local time, the break longer on
 * Friday; 32.5 hours in Ramadan from 08.00).
 */
export const officeHours = {
  usual: {
    ...everyDay([1, 2, 3, 4], [span('07:30', '12:00'), span('13:00', '16:00')]),
    5: [span('07:30', '11:30'), span('13:00', '16:30')],
  } as WeekHours,
  ramadan: {
    ...everyDay([1, 2, 3, 4], [span('08:00', '12:00'), span('12:30', '15:00')]),
    5: [span('08:00', '11:30'), span('12:30', '15:30')],
  } as WeekHours,
};

/** Hours of WhatsApp PANDAWA: Monday to Friday 08.00-15.00 local time (announcement of 2022), no break. */
export const pandawaHours: WeekHours = everyDay([1, 2, 3, 4, 5], [span('08:00', '15:00')]);

/** Never closed: Care Center 165. */
export const alwaysOpen: WeekHours = everyDay([1, 2, 3, 4, 5, 6, 7], [span('00:00', '24:00')]);

/** What tells one office's calendar from another's. */
export interface OfficeOptions {
  readonly id: string;
  readonly zone: IndonesianZone;
  /** Kemendagri code of the office, for regional holidays. */
  readonly region?: string;
  readonly week: WeekHours;
  /** Hours in Ramadan; absent: as usual. */
  readonly ramadan?: WeekHours;
  readonly regionalHolidays?: readonly Holiday[];
  /** False for a service that works on holidays. */
  readonly observesHolidays?: boolean;
}

/** Version of the tables above: raise it with every change of a table, and keep the old one loadable. */
export const calendarVersion = '2026.1';

/** A calendar of an Indonesian office over the decree's tables. */
export function indonesianCalendar(options: OfficeOptions): BusinessCalendar {
  const { id, zone, region, week, ramadan } = options;
  return createCalendar({
    id,
    version: calendarVersion,
    zone: indonesianZones[zone],
    ...(region === undefined ? {} : { region }),
    week,
    seasons: ramadan ? ramadans.map(({ name, from, to }) => ({ name, from, to, week: ramadan })) : [],
    holidays: [...indonesianHolidays, ...(options.regionalHolidays ?? [])],
    closedOn: options.observesHolidays === false ? [] : holidayKinds,
  });
}

const office = (zone: IndonesianZone) =>
  indonesianCalendar({
    id: `office-${zone.toLowerCase()}`,
    zone,
    week: officeHours.usual,
    ramadan: officeHours.ramadan,
  });

/** Calendars of the institution's offices by zone; complaints run on the one of the region that owns the case. */
export const officeCalendars: Readonly<Record<IndonesianZone, BusinessCalendar>> = {
  WIB: office('WIB'),
  WITA: office('WITA'),
  WIT: office('WIT'),
};

/** Under which a calendar is kept with what began on it: `id@version`. */
export const calendarKey = ({ id, version }: BusinessCalendar): string => `${id}@${version}`;

const officeCalendarsByKey = new Map(
  Object.values(officeCalendars).map((calendar) => [calendarKey(calendar), calendar]),
);

/** The office calendar of a key, also one that is not in force any more. Throws ClockFault for one that is not loadable. */
export function officeCalendarByKey(key: string): BusinessCalendar {
  const calendar = officeCalendarsByKey.get(key);
  if (!calendar) throw new ClockFault(`The calendar ${key} is unknown: keep every version that a case began under.`);
  return calendar;
}

const provincesByZone: Readonly<Record<Exclude<IndonesianZone, 'WIB'>, ReadonlySet<string>>> = {
  // Bali, Nusa Tenggara, South, East and North Kalimantan, Sulawesi.
  WITA: new Set(['51', '52', '53', '63', '64', '65', '71', '72', '73', '74', '75', '76']),
  // Maluku and Papua.
  WIT: new Set(['81', '82', '91', '92', '93', '94', '95', '96']),
};

/** The zone of a Kemendagri region code by its province (Keppres 41/1987); WIB for what is not in the east. */
export function zoneOfRegion(region: string): IndonesianZone {
  const province = region.slice(0, 2);
  if (provincesByZone.WITA.has(province)) return 'WITA';
  return provincesByZone.WIT.has(province) ? 'WIT' : 'WIB';
}
