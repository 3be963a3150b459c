import { ObjectId, Timestamp } from 'bson';
import { DateTime, FixedOffsetZone, IANAZone } from 'luxon';
import type { Zone } from 'luxon';
import { typeName } from '../../bson/types.js';
import { locationError, StoreError } from '../../errors.js';

const offsetPattern = /^([+-])(\d{2})(?::?(\d{2}))?$/;
const zones = new Map<string, Zone>();
const quarterHour = 900_000;
const stepsBegin = Date.UTC(1973, 0);

/** A named zone that remembers offsets; since 1973 they have changed on whole quarters of an hour only. */
class RememberingZone extends IANAZone {
  private readonly offsets = new Map<number, number>();

  override offset(time: number): number {
    if (!(time >= stepsBegin)) return super.offset(time);
    const step = Math.floor(time / quarterHour);
    let offset = this.offsets.get(step);
    if (offset === undefined) {
      offset = super.offset(step * quarterHour);
      if (this.offsets.size > 50_000) this.offsets.clear();
      this.offsets.set(step, offset);
    }
    return offset;
  }
}

function parseZone(name: string): Zone {
  if (name === 'UTC' || name === 'GMT' || name === 'Z') return FixedOffsetZone.utcInstance;
  const offset = offsetPattern.exec(name);
  if (offset) {
    const minutes = Number(offset[2]) * 60 + Number(offset[3] ?? 0);
    return FixedOffsetZone.instance(offset[1] === '-' ? -minutes : minutes);
  }
  if (!IANAZone.isValidZone(name)) throw locationError(40485, `unrecognized time zone identifier: "${name}"`);
  return new RememberingZone(name);
}

/** The time zone of a MongoDB identifier: an Olson name or an offset such as +07:00; UTC when absent. */
export function zoneOf(name: unknown): Zone {
  if (name === undefined) return FixedOffsetZone.utcInstance;
  if (typeof name !== 'string')
    throw locationError(40517, `timezone must evaluate to a string, found ${typeName(name)}`);
  let zone = zones.get(name);
  if (!zone) {
    zone = parseZone(name);
    // Names come from clients: forget them all rather than grow without end.
    if (zones.size > 1000) zones.clear();
    zones.set(name, zone);
  }
  return zone;
}

/** A date, ObjectId or timestamp as a moment in a zone; Location16006 for anything else. */
export function momentOf(value: unknown, zone: Zone): DateTime {
  if (value instanceof Date) return DateTime.fromMillis(value.getTime(), { zone });
  if (value instanceof ObjectId) return DateTime.fromMillis(value.getTimestamp().getTime(), { zone });
  if (value instanceof Timestamp) return DateTime.fromMillis(value.getHighBitsUnsigned() * 1000, { zone });
  throw locationError(16006, `can't convert from BSON type ${typeName(value)} to Date`);
}

const failedDate = (text: string): StoreError =>
  new StoreError(241, 'ConversionFailure', `Error parsing date string '${text}'`);

/** Reads ISO 8601; a text without an offset is local to `timezone`. Throws ConversionFailure (241). */
export function parseIsoDate(text: string, timezone: unknown): Date {
  const moment = DateTime.fromISO(text.trim().replace(/^(\d{4}-\d{2}-\d{2}) (?=\d)/, '$1T'), {
    zone: zoneOf(timezone),
  });
  if (!moment.isValid) throw failedDate(text);
  return moment.toJSDate();
}

const pad = (value: number, length: number): string => String(value).padStart(length, '0');
const sundayWeek = (moment: DateTime): number => Math.floor((moment.ordinal + 6 - (moment.weekday % 7)) / 7);

function offsetText(moment: DateTime): string {
  const minutes = Math.abs(moment.offset);
  return `${moment.offset < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60), 2)}${pad(minutes % 60, 2)}`;
}

/** The parts of a date that expressions give, by operator name without the dollar. */
export const dateParts: Record<string, (moment: DateTime) => number> = {
  year: (moment) => moment.year,
  month: (moment) => moment.month,
  dayOfMonth: (moment) => moment.day,
  dayOfWeek: (moment) => (moment.weekday % 7) + 1,
  dayOfYear: (moment) => moment.ordinal,
  hour: (moment) => moment.hour,
  minute: (moment) => moment.minute,
  second: (moment) => moment.second,
  millisecond: (moment) => moment.millisecond,
  week: sundayWeek,
  isoDayOfWeek: (moment) => moment.weekday,
  isoWeek: (moment) => moment.weekNumber,
  isoWeekYear: (moment) => moment.weekYear,
};

const specifiers: Record<string, (moment: DateTime) => string> = {
  b: (moment) => moment.setLocale('en').toFormat('LLL'),
  B: (moment) => moment.setLocale('en').toFormat('LLLL'),
  d: (moment) => pad(moment.day, 2),
  G: (moment) => pad(moment.weekYear, 4),
  H: (moment) => pad(moment.hour, 2),
  j: (moment) => pad(moment.ordinal, 3),
  L: (moment) => pad(moment.millisecond, 3),
  m: (moment) => pad(moment.month, 2),
  M: (moment) => pad(moment.minute, 2),
  S: (moment) => pad(moment.second, 2),
  u: (moment) => String(moment.weekday),
  U: (moment) => pad(sundayWeek(moment), 2),
  V: (moment) => pad(moment.weekNumber, 2),
  w: (moment) => String((moment.weekday % 7) + 1),
  Y: (moment) => pad(moment.year, 4),
  z: offsetText,
  Z: (moment) => String(moment.offset),
  '%': () => '%',
};

/** Writes a moment by a MongoDB format, e.g. `%Y-%m-%d`. */
export function formatDate(moment: DateTime, format: string): string {
  return format.replace(/%(.?)/g, (_, letter: string) => {
    const write = Object.hasOwn(specifiers, letter) ? specifiers[letter] : undefined;
    if (!write) throw locationError(18536, `Invalid format character '%${letter}' in format string`);
    return write(moment);
  });
}

const readable: Record<string, [pattern: string, field: string]> = {
  d: ['(\\d{2})', 'day'],
  H: ['(\\d{2})', 'hour'],
  j: ['(\\d{3})', 'ordinal'],
  L: ['(\\d{3})', 'millisecond'],
  m: ['(\\d{2})', 'month'],
  M: ['(\\d{2})', 'minute'],
  S: ['(\\d{2})', 'second'],
  Y: ['(\\d{4})', 'year'],
  z: ['([+-]\\d{2}:?\\d{2}|Z)', 'zone'],
};

/** Reads a date by a MongoDB format. Throws ConversionFailure (241) when the text does not fit. */
export function parseDate(text: string, format: string, timezone: unknown): Date {
  const fields: string[] = [];
  const source = format.replace(/%(.)|[^%]/g, (part, letter?: string) => {
    if (letter === undefined || letter === '%') return (letter ?? part).replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
    const known = readable[letter];
    if (!known) throw locationError(18536, `Invalid format character '%${letter}' in format string`);
    fields.push(known[1]);
    return known[0];
  });
  const match = new RegExp(`^${source}$`).exec(text);
  if (!match) throw failedDate(text);
  const found = Object.fromEntries(fields.map((field, at) => [field, match[at + 1] as string]));
  const { zone, ...numbers } = found;
  const parts = Object.fromEntries(Object.entries(numbers).map(([field, value]) => [field, Number(value)]));
  const moment = DateTime.fromObject(parts, { zone: zone === undefined ? zoneOf(timezone) : zoneOf(zone) });
  if (!moment.isValid) throw failedDate(text);
  return moment.toJSDate();
}
