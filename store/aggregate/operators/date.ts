import { DateTime } from 'luxon';
import type { Zone } from 'luxon';
import { isDocument } from '../../bson/types.js';
import type { Document } from '../../bson/types.js';
import { failedToParse, locationError, StoreError } from '../../errors.js';
import { fieldsOf, isNullish, named } from '../evaluate.js';
import type { Operator, OperatorTable } from '../evaluate.js';
import { wholeOf } from './array.js';
import { dateParts, formatDate, momentOf, parseDate, parseIsoDate, zoneOf } from './date-parts.js';

const units = ['year', 'quarter', 'month', 'week', 'day', 'hour', 'minute', 'second', 'millisecond'] as const;
type Unit = (typeof units)[number];

/** The value as a unit of time, or FailedToParse (9). */
export function unitOf(value: unknown, name: string): Unit {
  const unit = units.find((each) => each === value);
  if (!unit) throw failedToParse(`${name}: unknown time unit value: ${String(value)}`);
  return unit;
}

const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

function weekdayOf(value: unknown, name: string): number {
  const text = isNullish(value) ? 'sunday' : String(value).toLowerCase();
  const at = weekdays.findIndex((day) => day === text || day.slice(0, 3) === text);
  if (at < 0) throw failedToParse(`${name}: unknown day of week value: ${String(value)}`);
  return at + 1;
}

function startOf(moment: DateTime, unit: Unit, firstDay: number): DateTime {
  if (unit !== 'week') return moment.startOf(unit);
  const day = moment.startOf('day');
  return day.minus({ days: (day.weekday - firstDay + 7) % 7 });
}

const fixedLengths: Partial<Record<Unit, number>> = { hour: 3_600_000, minute: 60_000, second: 1000, millisecond: 1 };

/** Days since 1970-01-01 of the local date. */
const localDay = (moment: DateTime): number => Date.UTC(moment.year, moment.month - 1, moment.day) / 86_400_000;

/** How many unit boundaries lie between a fixed origin and the start of the unit that holds the moment. */
function ordinalOf(moment: DateTime, unit: Unit, firstDay: number): number {
  const start = startOf(moment, unit, firstDay);
  const length = fixedLengths[unit];
  if (length) return Math.floor(start.toMillis() / length);
  if (unit === 'year') return start.year;
  if (unit === 'quarter') return start.year * 4 + start.quarter;
  if (unit === 'month') return start.year * 12 + start.month;
  return unit === 'week' ? localDay(start) / 7 : localDay(start);
}

function truncate(moment: DateTime, unit: Unit, size: number, firstDay: number): DateTime {
  if (size === 1) return startOf(moment, unit, firstDay);
  const origin = DateTime.fromObject({ year: 2000 }, { zone: moment.zone as Zone });
  const length = fixedLengths[unit];
  if (length) {
    const bin = length * size;
    const distance = moment.toMillis() - origin.toMillis();
    return DateTime.fromMillis(origin.toMillis() + Math.floor(distance / bin) * bin, { zone: moment.zone as Zone });
  }
  const first = unit === 'week' ? startOf(origin.plus({ days: 6 }), 'week', firstDay) : origin;
  const distance = Math.round(ordinalOf(moment, unit, firstDay) - ordinalOf(first, unit, firstDay));
  return first.plus({ [unit]: Math.floor(distance / size) * size });
}

/** A date moved by whole units, local to a zone; a day that does not exist becomes the last of its month. */
export const shiftDate = (date: unknown, unit: Unit, amount: number, timezone: unknown): Date =>
  momentOf(date, zoneOf(timezone))
    .plus({ [unit]: amount })
    .toJSDate();

const shift = (sign: 1 | -1): Operator =>
  named(['startDate', 'unit', 'amount'], ['timezone'], ({ startDate, unit, amount, timezone }, name) => {
    if ([startDate, unit, amount].some(isNullish) || timezone === null) return null;
    return shiftDate(startDate, unitOf(unit, name), sign * wholeOf(amount, name), timezone);
  });

function difference({ startDate, endDate, unit, timezone, startOfWeek }: Document, name: string): unknown {
  if ([startDate, endDate, unit].some(isNullish) || timezone === null) return null;
  const zone = zoneOf(timezone);
  const [known, firstDay] = [unitOf(unit, name), weekdayOf(startOfWeek, name)];
  const place = (value: unknown): number => ordinalOf(momentOf(value, zone), known, firstDay);
  return BigInt(Math.round(place(endDate) - place(startDate)));
}

function truncation({ date, unit, binSize, timezone, startOfWeek }: Document, name: string): unknown {
  if (isNullish(date) || isNullish(unit) || timezone === null || binSize === null) return null;
  const size = binSize === undefined ? 1 : wholeOf(binSize, name);
  if (size < 1) throw locationError(5439017, '$dateTrunc requires a positive binSize');
  const moment = momentOf(date, zoneOf(timezone));
  return truncate(moment, unitOf(unit, name), size, weekdayOf(startOfWeek, name)).toJSDate();
}

function fromParts(parts: Document, name: string): unknown {
  if (Object.values(parts).some((part) => part === null)) return null;
  const part = (field: string, fallback: number): number =>
    parts[field] === undefined ? fallback : wholeOf(parts[field], name);
  const zone = zoneOf(parts['timezone']);
  const iso = 'isoWeekYear' in parts;
  const start = iso
    ? DateTime.fromObject({ weekYear: part('isoWeekYear', 1970), weekNumber: 1, weekday: 1 }, { zone })
    : DateTime.fromObject({ year: part('year', 1970) }, { zone });
  if (!start.isValid) throw locationError(40523, `${name} needs a year from 1 to 9999`);
  const day = iso
    ? start.plus({ weeks: part('isoWeek', 1) - 1, days: part('isoDayOfWeek', 1) - 1 })
    : start.plus({ months: part('month', 1) - 1 }).plus({ days: part('day', 1) - 1 });
  const within = { hours: part('hour', 0), minutes: part('minute', 0) };
  const rest = { seconds: part('second', 0), milliseconds: part('millisecond', 0) };
  return day
    .setZone('utc', { keepLocalTime: true })
    .plus({ ...within, ...rest })
    .setZone(zone, { keepLocalTime: true })
    .toJSDate();
}

function toParts({ date, timezone, iso8601 }: Document): unknown {
  if (isNullish(date) || timezone === null) return null;
  const moment = momentOf(date, zoneOf(timezone));
  const day =
    iso8601 === true
      ? { isoWeekYear: moment.weekYear, isoWeek: moment.weekNumber, isoDayOfWeek: moment.weekday }
      : { year: moment.year, month: moment.month, day: moment.day };
  return { ...day, hour: moment.hour, minute: moment.minute, second: moment.second, millisecond: moment.millisecond };
}

function toText({ date, format, timezone, onNull }: Document): unknown {
  if (isNullish(date)) return onNull === undefined ? null : onNull;
  if (timezone === null || format === null) return null;
  const moment = momentOf(date, zoneOf(timezone));
  const wanted = format ?? (moment.zone.equals(zoneOf(undefined)) ? '%Y-%m-%dT%H:%M:%S.%LZ' : '%Y-%m-%dT%H:%M:%S.%L');
  if (typeof wanted !== 'string') throw locationError(18533, '$dateToString requires that format be a string');
  return formatDate(moment, wanted);
}

function fromText({ dateString, format, timezone, onError, onNull }: Document, name: string): unknown {
  if (isNullish(dateString)) return onNull === undefined ? null : onNull;
  if (timezone === null || format === null) return null;
  try {
    if (typeof dateString !== 'string')
      throw new StoreError(241, 'ConversionFailure', `${name} requires that 'dateString' be a string`);
    return format === undefined ? parseIsoDate(dateString, timezone) : parseDate(dateString, String(format), timezone);
  } catch (error) {
    if (onError !== undefined && error instanceof StoreError && error.code === 241) return onError;
    throw error;
  }
}

const part =
  (read: (moment: DateTime) => number): Operator =>
  (operand, compiler, name) => {
    const full = isDocument(operand) && !Object.keys(operand)[0]?.startsWith('$');
    const single = Array.isArray(operand) && operand.length === 1 ? operand[0] : operand;
    const fields = full ? fieldsOf(operand, name, ['date'], ['timezone']) : { date: single };
    const date = compiler.compile(fields['date']);
    const timezone = 'timezone' in fields ? compiler.compile(fields['timezone']) : undefined;
    return (frame) => {
      const value = date(frame);
      const zone = timezone ? (timezone(frame) ?? null) : undefined;
      return isNullish(value) || zone === null ? null : read(momentOf(value, zoneOf(zone)));
    };
  };

const times = ['hour', 'minute', 'second', 'millisecond', 'timezone'];

/** Expressions on dates; every one takes a time zone. */
export const dateOperators: OperatorTable = {
  ...Object.fromEntries(Object.entries(dateParts).map(([name, read]) => [`$${name}`, part(read)])),
  $dateAdd: shift(1),
  $dateSubtract: shift(-1),
  $dateDiff: named(['startDate', 'endDate', 'unit'], ['timezone', 'startOfWeek'], difference),
  $dateTrunc: named(['date', 'unit'], ['binSize', 'timezone', 'startOfWeek'], truncation),
  $dateFromParts: named([], ['year', 'month', 'day', 'isoWeekYear', 'isoWeek', 'isoDayOfWeek', ...times], fromParts),
  $dateToParts: named(['date'], ['timezone', 'iso8601'], toParts),
  $dateToString: named(['date'], ['format', 'timezone', 'onNull'], toText),
  $dateFromString: named(['dateString'], ['format', 'timezone', 'onError', 'onNull'], fromText),
};
