import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createCalendar, evaluateClock, type BusinessCalendar, type ClockEvent, type ClockTarget } from './index.js';

const minute = 60_000;
const first = Date.UTC(2026, 2, 25); // a few days before the European change to summer time
const length = 12 * 1440;

/** Offsets from UTC written by hand, so that the counter shares no code with the library. */
const offsets: Record<string, (at: number) => number> = {
  'Asia/Jakarta': () => 7 * 60,
  'Asia/Makassar': () => 8 * 60,
  'Asia/Jayapura': () => 9 * 60,
  'Europe/Berlin': (at) => (at < Date.UTC(2026, 2, 29, 1) ? 60 : 120),
};

const two = (value: number) => String(value).padStart(2, '0');
const clockText = (value: number) => `${two(Math.floor(value / 60))}:${two(value % 60)}`;
const localDates = Array.from({ length: 14 }, (_, day) =>
  new Date(first + day * 1440 * minute).toISOString().slice(0, 10),
);

/** Spans of a day as pairs of local minutes, on a grid of 20 minutes and never inside the hour that summer time skips. */
const spans = fc
  .uniqueArray(
    fc.integer({ min: 0, max: 72 }).map((step) => step * 20),
    { maxLength: 6 },
  )
  .map((edges) => edges.filter((edge) => edge < 120 || edge >= 180).sort((a, b) => a - b))
  .map((edges) => edges.flatMap((edge, index) => (index % 2 === 1 ? [[edges[index - 1]!, edge] as const] : [])));
const week = fc.array(spans, { minLength: 7, maxLength: 7 });
const calendars = fc.record({
  zone: fc.constantFrom(...Object.keys(offsets)),
  week,
  ramadan: week,
  ramadanFrom: fc.integer({ min: 0, max: 13 }),
  ramadanDays: fc.integer({ min: -1, max: 4 }),
  holidays: fc.uniqueArray(fc.constantFrom(...localDates), { maxLength: 4 }),
});
type Plain = typeof calendars extends fc.Arbitrary<infer T> ? T : never;

const moments = fc.integer({ min: 0, max: length });
const histories = fc.record({
  start: moments,
  moves: fc.array(fc.record({ type: fc.constantFrom('PAUSE' as const, 'RESUME' as const), at: moments }), {
    maxLength: 5,
  }),
  ending: fc.option(fc.record({ type: fc.constantFrom('STOP' as const, 'CANCEL' as const), at: moments })),
  now: moments,
});
type History = typeof histories extends fc.Arbitrary<infer T> ? T : never;

function library(plain: Plain): BusinessCalendar {
  const hours = (days: Plain['week']) =>
    Object.fromEntries(
      days.map((day, index) => [index + 1, day.map(([a, b]) => ({ from: clockText(a), to: clockText(b) }))]),
    );
  const season = {
    name: 'Ramadan',
    from: localDates[plain.ramadanFrom]!,
    to: localDates[Math.min(13, plain.ramadanFrom + plain.ramadanDays)] ?? '2026-01-01',
    week: hours(plain.ramadan),
  };
  return createCalendar({
    id: 'random',
    version: '1',
    zone: plain.zone,
    week: hours(plain.week),
    seasons: [season],
    holidays: plain.holidays.map((date) => ({ date, name: 'off', kind: 'NATIONAL', source: 'test' })),
    closedOn: ['NATIONAL'],
  });
}

/** What the wall says in a minute: local date, minute of the day, and the spans of that date. */
function wall(plain: Plain, index: number) {
  const local = first + (index + offsets[plain.zone]!(first + index * minute)) * minute;
  const date = new Date(local).toISOString().slice(0, 10);
  const day = localDates.indexOf(date);
  const inRamadan = day >= plain.ramadanFrom && day <= plain.ramadanFrom + plain.ramadanDays;
  const weekday = (new Date(local).getUTCDay() + 6) % 7;
  const open = plain.holidays.includes(date) ? [] : (inRamadan ? plain.ramadan : plain.week)[weekday]!;
  return { date, minuteOfDay: Math.floor(local / minute) % 1440, spans: open };
}

const isOpenMinute = (plain: Plain, index: number) => {
  const { minuteOfDay, spans: open } = wall(plain, index);
  return open.some(([from, to]) => from <= minuteOfDay && minuteOfDay < to);
};

/** True when business closes with this minute: it lies before the close, and the next one does not (the clocks may jump). */
const isLastMinute = (plain: Plain, index: number) => {
  const { date, minuteOfDay, spans: open } = wall(plain, index);
  const close = open.at(-1)?.[1];
  const next = wall(plain, index + 1);
  return close !== undefined && minuteOfDay < close && (next.date !== date || next.minuteOfDay >= close);
};

/** The day on which summer time begins, with a close of business right after the skipped hour (met once, by chance). */
const closeAfterTheJump: [Plain, History, ClockTarget] = [
  {
    zone: 'Europe/Berlin',
    week: [[], [], [], [], [], [], []],
    ramadan: [[], [], [], [], [], [], [[0, 180]]],
    ramadanFrom: 2,
    ramadanDays: 2,
    holidays: [],
  },
  { start: 0, moves: [], ending: null, now: 5820 },
  { counting: 'WORKING_DAYS', days: 1 },
];

function endOf({ ending, start, now }: History): { ended: boolean; end: number } {
  const ended = ending !== null && ending.at >= start && ending.at <= now;
  return { ended, end: ended ? ending.at : Math.max(now, start) };
}

const counts: Record<ClockTarget['counting'], (plain: Plain, index: number, startDate: string) => boolean> = {
  ELAPSED_TIME: () => true,
  BUSINESS_TIME: isOpenMinute,
  WORKING_DAYS: (plain, index, startDate) => isLastMinute(plain, index) && wall(plain, index).date !== startDate,
};

/** Counts minute by minute: amount, and the minute after which the target was reached. */
function bruteForce(plain: Plain, history: History, target: ClockTarget) {
  const goal = target.counting === 'WORKING_DAYS' ? target.days : target.milliseconds / minute;
  const { ended, end } = endOf(history);
  const startDate = wall(plain, history.start).date;
  const moves = [...history.moves].sort((a, b) => a.at - b.at).filter((move) => move.at >= history.start);
  let amount = 0;
  let reached: number | null = null;
  let running = true;
  for (let index = history.start; index < end; index += 1) {
    for (const move of moves) if (move.at === index) running = move.type === 'RESUME';
    if (!running) continue;
    if (counts[target.counting](plain, index, startDate)) amount += 1;
    if (amount >= goal) reached ??= index + 1;
  }
  return { amount, reached, ended, end };
}

const targets: fc.Arbitrary<ClockTarget> = fc.oneof(
  fc.record({
    counting: fc.constantFrom('BUSINESS_TIME' as const, 'ELAPSED_TIME' as const),
    milliseconds: fc.integer({ min: 1, max: 3000 }).map((count) => count * minute),
  }),
  fc.record({ counting: fc.constant('WORKING_DAYS' as const), days: fc.integer({ min: 1, max: 6 }) }),
);

/** Minutes of an ISO duration, or its days. */
const amountOf = (iso: string) => {
  const [, days, hours, minutes] = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:0S)?)?$/.exec(iso)!;
  return days === undefined ? Number(hours ?? 0) * 60 + Number(minutes ?? 0) : Number(days);
};

const at = (index: number) => new Date(first + index * minute);

test('every verdict equals a count minute by minute, and its explanation tiles the time', () => {
  fc.assert(
    fc.property(calendars, histories, targets, (plain, history, target) => {
      // Events of one minute in the order in which a listener would hear them: the ending last.
      const events: ClockEvent[] = [
        { type: 'START', at: at(history.start) },
        ...history.moves.map((move) => ({ type: move.type, at: at(move.at) })),
        ...(history.ending ? [{ type: history.ending.type, at: at(history.ending.at) }] : []),
      ];
      const policy = { id: 'p', version: '1', kind: 'RESOLUTION' as const, target };
      const verdict = evaluateClock(events, library(plain), policy, at(history.now));
      const expected = bruteForce(plain, history, target);
      expect(amountOf(verdict.elapsed)).toBe(expected.amount);
      const breached =
        expected.reached !== null &&
        !(expected.ended && history.ending?.type === 'STOP' && expected.end === expected.reached);
      expect(verdict.state === 'BREACHED').toBe(breached);
      if (expected.reached !== null) expect(verdict.dueAt).toEqual(at(expected.reached));
      expect(verdict.stoppedAt).toEqual(expected.ended ? at(expected.end) : null);
      expectTiling(verdict.explanation, verdict.startedAt, at(expected.end));
      const counted = verdict.explanation.filter((interval) => interval.counted);
      const sum = counted.reduce((total, { from, to }) => total + (to.getTime() - from.getTime()) / minute, 0);
      expect(target.counting === 'WORKING_DAYS' ? counted.length : sum).toBe(expected.amount);
    }),
    { numRuns: 400, examples: [closeAfterTheJump] },
  );
}, 60_000);

test('the promised due instant comes true when nothing happens meanwhile', () => {
  fc.assert(
    fc.property(calendars, moments, moments, targets, (plain, start, wait, target) => {
      const calendar = library(plain);
      const policy = { id: 'p', version: '1', kind: 'RESOLUTION' as const, target };
      const judge = (now: Date) => evaluateClock([{ type: 'START', at: at(start) }], calendar, policy, now);
      const { dueAt } = judge(at(start));
      if (dueAt === null) return;
      expect(judge(dueAt).state).toBe('BREACHED');
      expect(judge(new Date(dueAt.getTime() - 1)).state).toBe('RUNNING');
      expect(judge(new Date(Math.min(dueAt.getTime(), at(start + wait).getTime()))).dueAt).toEqual(dueAt);
    }),
    { numRuns: 200 },
  );
}, 60_000);

function expectTiling(intervals: readonly { from: Date; to: Date }[], from: Date, to: Date): void {
  let edge = from;
  for (const interval of intervals) {
    expect(interval.from).toEqual(edge);
    expect(interval.to.getTime()).toBeGreaterThan(interval.from.getTime());
    edge = interval.to;
  }
  expect(edge).toEqual(to);
}
