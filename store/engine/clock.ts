import { Timestamp } from 'bson';

const perSecond = 2 ** 20;

/**
 * The store's logical clock. A time is one number, seconds * 2^20 + a counter, so that it compares as a number (exact
 * until the year 2242) and maps to BSON's Timestamp and back. It never stands still and never runs backwards.
 */
export class Clock {
  /** The time of the latest commit. */
  now = 0;

  /** The next commit's time. */
  tick(): number {
    this.now = Math.max(this.now + 1, Math.floor(Date.now() / 1000) * perSecond);
    return this.now;
  }

  /** Moves on to a time read from disk. */
  reach(time: number): void {
    if (time > this.now) this.now = time;
  }
}

/** Seconds since 1970 of a store time. */
export const secondsOf = (time: number): number => Math.floor(time / perSecond);
/** The counter within the second of a store time. */
export const incrementOf = (time: number): number => time % perSecond;
/** The BSON form of a store time. */
export const toTimestamp = (time: number): Timestamp => new Timestamp({ t: secondsOf(time), i: incrementOf(time) });
/** The store time of a BSON timestamp. */
export const fromTimestamp = (value: Timestamp): number => value.t * perSecond + Math.min(value.i, perSecond - 1);
