import {
  evaluateClock,
  type BusinessCalendar,
  type ClockEvent,
  type ClockPolicy,
  type ClockVerdict,
} from '../../kernel/clock/index.js';
import { calendarByKey, calendarKey } from './service-standards.js';

/** A stretch in which one side waits for the other's answer, with the calendar and policy it began under. */
export interface Wait {
  readonly startedAt: Date;
  readonly stoppedAt?: Date;
  readonly cancelledAt?: Date;
  /** `id@version` of the calendar. */
  readonly calendar: string;
  readonly policy: ClockPolicy;
}

/** Waits kept with a conversation; the oldest ended ones make room. */
const mostWaits = 40;

const isOpen = (wait: Wait) => wait.stoppedAt === undefined && wait.cancelledAt === undefined;
const running = (waits: readonly Wait[], kind: ClockPolicy['kind']) =>
  waits.findIndex((wait) => wait.policy.kind === kind && isOpen(wait));

/** Begins a wait, unless one of its kind runs already or the channel promises nothing (`policy` null). */
export function startWait(
  waits: readonly Wait[],
  policy: ClockPolicy | null,
  calendar: BusinessCalendar,
  at: Date,
): Wait[] {
  if (policy === null || running(waits, policy.kind) >= 0) return [...waits];
  return [...waits, { startedAt: at, calendar: calendarKey(calendar), policy }].slice(-mostWaits);
}

/** Ends the running wait of a kind as answered. An answer that was sent before the question counts from the question. */
export function stopWait(waits: readonly Wait[], kind: ClockPolicy['kind'], at: Date): Wait[] {
  const index = running(waits, kind);
  return waits.map((wait, i) =>
    i === index ? { ...wait, stoppedAt: at > wait.startedAt ? at : wait.startedAt } : wait,
  );
}

/** Ends running waits (of one kind, or all) without an answer. */
export function cancelWaits(waits: readonly Wait[], at: Date, kind?: ClockPolicy['kind']): Wait[] {
  return waits.map((wait) =>
    isOpen(wait) && (kind === undefined || wait.policy.kind === kind) ? { ...wait, cancelledAt: at } : wait,
  );
}

/** The running wait of a kind. */
export const openWait = (waits: readonly Wait[], kind: ClockPolicy['kind']): Wait | undefined =>
  waits[running(waits, kind)];

/** The latest wait of a kind, ended or not. */
export const lastWait = (waits: readonly Wait[], kind: ClockPolicy['kind']): Wait | undefined =>
  waits.findLast(({ policy }) => policy.kind === kind);

/** True while a wait runs, or when it ended only after the instant at which it fell due: that is still to be told. */
export function isOrWasOverdue(wait: Wait | undefined, due: Date | null): boolean {
  if (!wait || due === null) return false;
  const { stoppedAt, cancelledAt } = wait;
  return stoppedAt ? stoppedAt > due : !cancelledAt || cancelledAt >= due;
}

/** When a wait that runs on falls due; null without one, or when the office never opens again. */
export function dueAt(wait: Wait | undefined): Date | null {
  if (!wait) return null;
  const { startedAt, calendar, policy } = wait;
  return evaluateClock([{ type: 'START', at: startedAt }], calendarByKey(calendar), policy, startedAt).dueAt;
}

/** The verdicts over all waits of a conversation, oldest first, each by the calendar and policy it began under. */
export function clocksOf(waits: readonly Wait[], now: Date): ClockVerdict[] {
  return waits.map((wait) => {
    const events: ClockEvent[] = [{ type: 'START', at: wait.startedAt }];
    if (wait.stoppedAt) events.push({ type: 'STOP', at: wait.stoppedAt });
    if (wait.cancelledAt) events.push({ type: 'CANCEL', at: wait.cancelledAt });
    return evaluateClock(events, calendarByKey(wait.calendar), wait.policy, now);
  });
}
