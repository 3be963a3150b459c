import { dayOf, type DayPlan } from './calendar.js';
import type { BusinessCalendar, ClockTarget } from './types.js';

/** A piece of running time with what it adds to the clock's amount (milliseconds, or working days). */
export interface Piece {
  readonly from: number;
  readonly to: number;
  readonly counted: boolean;
  readonly reason: string;
}

/** One way of counting: cuts running time into pieces, and says where in a piece an amount is reached. */
export interface Counting {
  /** Pieces touch each other and fill `from` to `to`. The generator is endless in amount, not in time: bound `to`. */
  pieces(from: number, to: number): Iterable<Piece>;
  /** What a counted piece adds. */
  amount(piece: Piece): number;
  /** The instant within a counted piece at which `missing` is reached. */
  reached(piece: Piece, missing: number): number;
  readonly target: number;
  /** An amount as an ISO 8601 duration. */
  format(amount: number): string;
}

/** The counting of a target over a calendar, for a clock that began at `startedAt`. */
export function countingOf(target: ClockTarget, calendar: BusinessCalendar, startedAt: number): Counting {
  if (target.counting === 'WORKING_DAYS') return workingDays(target.days, calendar, startedAt);
  const pieces = target.counting === 'ELAPSED_TIME' ? elapsedPieces : businessPieces(calendar);
  return {
    pieces,
    amount: (piece) => piece.to - piece.from,
    reached: (piece, missing) => piece.from + missing,
    target: target.milliseconds,
    format: isoTime,
  };
}

function* elapsedPieces(from: number, to: number): Iterable<Piece> {
  if (to > from) yield { from, to, counted: true, reason: 'time on the clock' };
}

const businessPieces = (calendar: BusinessCalendar) =>
  function* (from: number, to: number): Iterable<Piece> {
    for (const day of daysBetween(calendar, from, to)) {
      let at = Math.max(day.start, from);
      for (const span of day.spans) {
        const opens = Math.min(Math.max(span.from, at), to);
        const closes = Math.min(Math.max(span.to, at), to);
        if (opens > at) yield { from: at, to: opens, counted: false, reason: day.closedReason };
        if (closes > opens) yield { from: opens, to: closes, counted: true, reason: 'business hours' };
        at = Math.max(at, closes);
      }
      const end = Math.min(day.end, to);
      if (end > at) yield { from: at, to: end, counted: false, reason: day.closedReason };
    }
  };

function workingDays(days: number, calendar: BusinessCalendar, startedAt: number): Counting {
  const firstDay = dayOf(calendar, startedAt).date;
  return {
    *pieces(from, to) {
      for (const day of daysBetween(calendar, from, to)) {
        const piece = { from: Math.max(day.start, from), to: Math.min(day.end, to) };
        if (piece.to <= piece.from) continue;
        const close = day.spans.at(-1)?.to;
        if (close === undefined) yield { ...piece, counted: false, reason: day.closedReason };
        else if (day.date === firstDay) yield { ...piece, counted: false, reason: 'day of the start' };
        else if (piece.from < close && close <= piece.to) yield { ...piece, counted: true, reason: 'working day' };
        else yield { ...piece, counted: false, reason: 'working day without its close of business' };
      }
    },
    amount: () => 1,
    reached: (piece) => dayOf(calendar, piece.from).spans.at(-1)!.to,
    target: days,
    format: (amount) => `P${amount}D`,
  };
}

/** The local days that overlap a stretch of time. */
function* daysBetween(calendar: BusinessCalendar, from: number, to: number): Iterable<DayPlan> {
  for (let day = dayOf(calendar, from); day.start < to; day = dayOf(calendar, day.end)) yield day;
}

/** Milliseconds as `PT1H30M`, hours not folded into days: a day of business is not 24 hours. */
export function isoTime(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const text = `${hours ? `${hours}H` : ''}${minutes ? `${minutes}M` : ''}${rest ? `${rest}S` : ''}`;
  return `PT${text || '0S'}`;
}
