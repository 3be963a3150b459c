import { countingOf, type Counting } from './counting.js';
import { timelineOf, type Segment, type Timeline } from './timeline.js';
import {
  ClockFault,
  type BusinessCalendar,
  type ClockEvent,
  type ClockInterval,
  type ClockPolicy,
  type ClockState,
  type ClockVerdict,
} from './types.js';

/** How far ahead a due instant is looked for; an office that stays closed longer has none. */
const horizon = 3 * 366 * 24 * 3_600_000;

interface Count {
  amount: number;
  reachedAt: number | null;
  readonly explanation: ClockInterval[];
}

/**
 * Judges a clock as it stood at `now`: a pure function of its events (sender's times), the calendar version and the
 * policy version. The explanation tiles the time from the start to the stop (or to `now`).
 * A clock that stops exactly at its due instant is MET; one that still runs then (or is cancelled only then) is
 * BREACHED, and stays so whatever happens later. A later version of calendar or policy never enters: the caller passes the versions the clock began
 * under. Throws ClockFault without a START event or for a target that is not positive.
 */
export function evaluateClock(
  events: readonly ClockEvent[],
  calendar: BusinessCalendar,
  policy: ClockPolicy,
  now: Date,
): ClockVerdict {
  const timeline = timelineOf(events, now.getTime());
  const counting = countingOf(policy.target, calendar, timeline.startedAt);
  if (!(counting.target > 0)) throw new ClockFault(`Policy ${policy.id}: the target must be more than nothing.`);
  const count = countSegments(timeline.segments, counting);
  const state = stateOf(timeline, count);
  return {
    kind: policy.kind,
    state,
    startedAt: new Date(timeline.startedAt),
    dueAt: dueAt(timeline, count, counting),
    stoppedAt: timeline.ending === 'STOP' || timeline.ending === 'CANCEL' ? new Date(timeline.end) : null,
    elapsed: counting.format(count.amount),
    target: counting.format(counting.target),
    calendarVersion: `${calendar.id}@${calendar.version}`,
    policyVersion: `${policy.id}@${policy.version}`,
    explanation: count.explanation,
  };
}

function countSegments(segments: readonly Segment[], counting: Counting): Count {
  const count: Count = { amount: 0, reachedAt: null, explanation: [] };
  for (const segment of segments) {
    if (!segment.running) {
      explain(count.explanation, segment.from, segment.to, false, `paused: ${segment.reason}`);
      continue;
    }
    for (const piece of counting.pieces(segment.from, segment.to)) {
      const missing = counting.target - count.amount;
      if (piece.counted) count.amount += counting.amount(piece);
      if (piece.counted && missing > 0 && count.amount >= counting.target) {
        count.reachedAt = counting.reached(piece, missing);
      }
      const numbered =
        piece.reason === 'working day' ? `working day ${count.amount} of ${counting.target}` : piece.reason;
      explain(count.explanation, piece.from, piece.to, piece.counted, numbered);
    }
  }
  return count;
}

/** Adds an interval, or lengthens the last one when nothing but the day changed. */
function explain(list: ClockInterval[], from: number, to: number, counted: boolean, reason: string): void {
  if (to <= from) return;
  const last = list.at(-1);
  if (last && last.counted === counted && last.reason === reason) {
    list[list.length - 1] = { ...last, to: new Date(to) };
  } else list.push({ from: new Date(from), to: new Date(to), counted, reason });
}

function stateOf(timeline: Timeline, { reachedAt }: Count): ClockState {
  const inTime = reachedAt === null || (timeline.ending === 'STOP' && timeline.end <= reachedAt);
  if (!inTime) return 'BREACHED';
  return ({ STOP: 'MET', CANCEL: 'CANCELLED', RUNNING: 'RUNNING', PAUSED: 'PAUSED' } as const)[timeline.ending];
}

/** Reached, or where it would be reached if the clock ran on from its end; unknown while it is paused. */
function dueAt(timeline: Timeline, count: Count, counting: Counting): Date | null {
  if (count.reachedAt !== null) return new Date(count.reachedAt);
  if (!timeline.segments.at(-1)!.running) return null;
  let missing = counting.target - count.amount;
  const from = timeline.end;
  for (const piece of counting.pieces(from, from + horizon)) {
    if (!piece.counted) continue;
    const amount = counting.amount(piece);
    if (amount >= missing) return new Date(counting.reached(piece, missing));
    missing -= amount;
  }
  return null;
}
