import { ClockFault, type ClockEvent } from './types.js';

/** A stretch in which the clock either ran or was paused, in milliseconds since the epoch. */
export interface Segment {
  readonly from: number;
  readonly to: number;
  readonly running: boolean;
  /** Why it was paused. */
  readonly reason: string;
}

/** The history of a clock up to the moment of asking. Segments touch each other; there is at least one. */
export interface Timeline {
  readonly startedAt: number;
  readonly end: number;
  /** How the history ended, or how it stands. */
  readonly ending: 'STOP' | 'CANCEL' | 'RUNNING' | 'PAUSED';
  readonly segments: readonly Segment[];
}

/**
 * Orders events by their time (equal times keep their order) and cuts the history into segments. Events after `now`,
 * before the first START and after the first STOP or CANCEL do not count; neither do a second START, a PAUSE of a
 * paused or a RESUME of a running clock. Throws ClockFault when there is no START.
 */
export function timelineOf(events: readonly ClockEvent[], now: number): Timeline {
  const sorted = [...events].sort((a, b) => a.at.getTime() - b.at.getTime());
  const start = sorted.findIndex((event) => event.type === 'START');
  if (start < 0) throw new ClockFault('A clock needs a START event; without one there is no clock to judge.');
  const startedAt = sorted[start]!.at.getTime();
  const segments: Segment[] = [];
  let open = { from: startedAt, running: true, reason: '' };
  let ending: Timeline['ending'] = 'RUNNING';
  const close = (to: number) => segments.push({ ...open, to });
  let end = Math.max(now, startedAt);
  for (const event of sorted.slice(start + 1)) {
    const at = event.at.getTime();
    if (at > now) break;
    if (event.type === 'STOP' || event.type === 'CANCEL') {
      ending = event.type;
      end = at;
      break;
    }
    if (event.type !== (open.running ? 'PAUSE' : 'RESUME')) continue;
    close(at);
    open = { from: at, running: !open.running, reason: event.reason ?? 'waiting' };
    ending = open.running ? 'RUNNING' : 'PAUSED';
  }
  close(end);
  return { startedAt, end, ending, segments };
}
