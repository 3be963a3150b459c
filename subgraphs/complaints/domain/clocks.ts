import {
  evaluateClock,
  followUp,
  officeCalendars,
  resolutionByClass,
  verification,
  zoneOfRegion,
  type BusinessCalendar,
  type ClockEvent,
  type ClockPolicy,
  type ClockVerdict,
} from '../../kernel/clock/index.js';
import type { Complaint, ComplaintEventKind, TimelineStep } from './complaint.js';

type ClockMove = ClockEvent['type'];

/** Which steps move which clock. A step that is not named leaves the clock alone. */
const moves: Record<'verification' | 'followUp' | 'resolution', Partial<Record<ComplaintEventKind, ClockMove>>> = {
  verification: { FILED: 'START', VERIFIED: 'STOP', REJECTED: 'STOP', WITHDRAWN: 'CANCEL' },
  followUp: { VERIFIED: 'START', ASSIGNED: 'STOP', RESPONDED: 'STOP', RESOLVED: 'STOP', WITHDRAWN: 'CANCEL' },
  resolution: { VERIFIED: 'START', RESOLVED: 'STOP', WITHDRAWN: 'CANCEL' },
};

/**
 * The clocks of a case: 3 working days to verify, 5 to begin follow-up, then 5, 14 or 60 by class, on the calendar of
 * the region's office. While the participant is asked for more, resolution pauses.
 */
export function complaintClocks(
  complaint: Pick<Complaint, 'region' | 'classification' | 'timeline'>,
  now: Date,
): ClockVerdict[] {
  const calendar = officeCalendars[zoneOfRegion(complaint.region)];
  const resolution: ClockPolicy | null = resolutionByClass[complaint.classification];
  const clocks: [ClockPolicy | null, ClockEvent[]][] = [
    [verification, movesOf(complaint.timeline, moves.verification)],
    [followUp, movesOf(complaint.timeline, moves.followUp)],
    [resolution, withWaiting(complaint.timeline, moves.resolution)],
  ];
  return clocks.flatMap(([policy, events]) => (policy ? verdict(events, calendar, policy, now) : []));
}

function verdict(events: ClockEvent[], calendar: BusinessCalendar, policy: ClockPolicy, now: Date): ClockVerdict[] {
  return events[0]?.type === 'START' ? [evaluateClock(events, calendar, policy, now)] : [];
}

/** A clock runs once: what follows its end does not move it. */
function untilEnd(events: ClockEvent[]): ClockEvent[] {
  const end = events.findIndex(({ type }) => type === 'STOP' || type === 'CANCEL');
  return end < 0 ? events : events.slice(0, end + 1);
}

function movesOf(
  timeline: readonly TimelineStep[],
  table: Partial<Record<ComplaintEventKind, ClockMove>>,
): ClockEvent[] {
  return untilEnd(timeline.flatMap(({ kind, at }) => (table[kind] ? [{ type: table[kind], at }] : [])));
}

function withWaiting(
  timeline: readonly TimelineStep[],
  table: Partial<Record<ComplaintEventKind, ClockMove>>,
): ClockEvent[] {
  let waiting = false;
  const events = timeline.flatMap(({ kind, at, status }): ClockEvent[] => {
    const move = table[kind];
    const resumes: ClockEvent[] = waiting && status !== 'WAITING_PARTICIPANT' ? [{ type: 'RESUME', at }] : [];
    const pauses: ClockEvent[] =
      !waiting && status === 'WAITING_PARTICIPANT'
        ? [{ type: 'PAUSE', at, reason: 'waiting for the participant' }]
        : [];
    waiting = status === 'WAITING_PARTICIPANT';
    return [...resumes, ...(move ? [{ type: move, at }] : []), ...pauses];
  });
  return untilEnd(events);
}
