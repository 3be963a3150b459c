import { evaluateClock, type ClockEvent, type ClockVerdict } from '../../kernel/clock/index.js';
import type { ClockTerms, Complaint, ComplaintClockKind, ComplaintEventKind, TimelineStep } from './complaint.js';
import { publishedStandards, termsNow, type ComplaintStandards } from './standards.js';

type ClockMove = ClockEvent['type'];
type Moves = Partial<Record<ComplaintEventKind, ClockMove>>;

/** Which steps move which clock. A step that is not named leaves the clock alone. */
const moves: Record<ComplaintClockKind, Moves> = {
  VERIFICATION: { FILED: 'START', VERIFIED: 'STOP', REJECTED: 'STOP', WITHDRAWN: 'CANCEL' },
  FOLLOW_UP: { VERIFIED: 'START', ASSIGNED: 'STOP', RESPONDED: 'STOP', RESOLVED: 'STOP', WITHDRAWN: 'CANCEL' },
  RESOLUTION: { VERIFIED: 'START', RESOLVED: 'STOP', WITHDRAWN: 'CANCEL' },
};
const kinds = Object.keys(moves) as ComplaintClockKind[];

type Clocked = Pick<Complaint, 'region' | 'classification' | 'timeline' | 'terms'>;
type Verdict = ClockVerdict & { readonly kind: ComplaintClockKind };

/**
 * The clocks of a case, each by the limit and calendar it began under (see `publishedStandards` for those in force). While
 * the participant is asked for more, resolution pauses. Throws ClockFault when a calendar of the past is not loadable.
 */
export function complaintClocks(
  complaint: Clocked,
  now: Date,
  standards: ComplaintStandards = publishedStandards,
): ClockVerdict[] {
  return verdicts(complaint, now, standards);
}

/** Gives the clocks that have begun their terms, for ever, and finds the next due instant. Called with every change. */
export function withClocks(complaint: Complaint, now: Date, standards: ComplaintStandards): Complaint {
  const terms = kinds.flatMap((kind) => termsOf(complaint, kind, standards) ?? []);
  return withDueInstant({ ...complaint, terms }, now, standards);
}

/** One instant at which clocks of a case reached their limits. */
export interface DueClocks {
  readonly at: Date;
  readonly clocks: readonly ClockVerdict[];
}

/** The earliest instant at which clocks reached their limits while nobody was told; null: there is none. */
export function overdueClocks(complaint: Complaint, now: Date, standards: ComplaintStandards): DueClocks | null {
  const untold = verdicts(complaint, now, standards).filter(
    ({ kind, state }) => state === 'BREACHED' && !complaint.breached.includes(kind),
  );
  const at = earliest(untold);
  return at && { at, clocks: untold.filter(({ dueAt }) => dueAt?.getTime() === at.getTime()) };
}

/** The case after somebody was told of an instant. */
export function told(complaint: Complaint, { clocks }: DueClocks, now: Date, standards: ComplaintStandards): Complaint {
  const breached = [...complaint.breached, ...clocks.map(({ kind }) => kind as ComplaintClockKind)];
  return withDueInstant({ ...complaint, breached }, now, standards);
}

function withDueInstant(complaint: Complaint, now: Date, standards: ComplaintStandards): Complaint {
  const untold = verdicts(complaint, now, standards).filter(
    ({ kind, state }) => (state === 'RUNNING' || state === 'BREACHED') && !complaint.breached.includes(kind),
  );
  return { ...complaint, dueAt: earliest(untold) };
}

function earliest(clocks: readonly ClockVerdict[]): Date | null {
  const instants = clocks.flatMap(({ dueAt }) => dueAt ?? []);
  return instants.reduce<Date | null>((first, each) => (first === null || each < first ? each : first), null);
}

function verdicts(complaint: Clocked, now: Date, standards: ComplaintStandards): Verdict[] {
  return kinds.flatMap((kind) => {
    const terms = termsOf(complaint, kind, standards);
    if (!terms?.policy) return [];
    const events = movesOf(complaint.timeline, kind);
    return [{ ...evaluateClock(events, standards.calendarByKey(terms.calendar), terms.policy, now), kind }];
  });
}

/** The kept terms of a clock; those of now for one that begins; undefined for one that has not begun. */
function termsOf(complaint: Clocked, kind: ComplaintClockKind, standards: ComplaintStandards): ClockTerms | undefined {
  const kept = complaint.terms.find((terms) => terms.kind === kind);
  if (kept) return kept;
  const begun = movesOf(complaint.timeline, kind)[0]?.type === 'START';
  return begun ? termsNow(kind, complaint, standards) : undefined;
}

/** A clock runs once: what follows its end does not move it. */
function untilEnd(events: ClockEvent[]): ClockEvent[] {
  const end = events.findIndex(({ type }) => type === 'STOP' || type === 'CANCEL');
  return end < 0 ? events : events.slice(0, end + 1);
}

function movesOf(timeline: readonly TimelineStep[], kind: ComplaintClockKind): ClockEvent[] {
  if (kind === 'RESOLUTION') return withWaiting(timeline, moves[kind]);
  return untilEnd(timeline.flatMap((step) => moveOf(step, moves[kind])));
}

function moveOf({ kind, at }: TimelineStep, table: Moves): ClockEvent[] {
  const type = table[kind];
  return type ? [{ type, at }] : [];
}

function withWaiting(timeline: readonly TimelineStep[], table: Moves): ClockEvent[] {
  let waiting = false;
  const events = timeline.flatMap((step): ClockEvent[] => {
    const { at, status } = step;
    const resumes: ClockEvent[] = waiting && status !== 'WAITING_PARTICIPANT' ? [{ type: 'RESUME', at }] : [];
    const pauses: ClockEvent[] =
      !waiting && status === 'WAITING_PARTICIPANT'
        ? [{ type: 'PAUSE', at, reason: 'waiting for the participant' }]
        : [];
    waiting = status === 'WAITING_PARTICIPANT';
    return [...resumes, ...moveOf(step, table), ...pauses];
  });
  return untilEnd(events);
}
