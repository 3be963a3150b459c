/** What a clock measures (ClockKind of the public API). */
export const clockKinds = [
  'OFFICER_RESPONSE',
  'PARTICIPANT_RESPONSE',
  'VERIFICATION',
  'FOLLOW_UP',
  'RESOLUTION',
] as const;
export type ClockKind = (typeof clockKinds)[number];

/** Where a clock stands (ClockState of the public API). */
export const clockStates = ['RUNNING', 'PAUSED', 'MET', 'BREACHED', 'CANCELLED'] as const;
export type ClockState = (typeof clockStates)[number];

/** One opening of a day in local time, `HH:mm` to `HH:mm`; `to` may be `24:00`. Overnight hours are two spans. */
export interface OpeningSpan {
  readonly from: string;
  readonly to: string;
}

/** Opening hours by ISO weekday, 1 Monday to 7 Sunday; a weekday left out is closed. */
export type WeekHours = Readonly<Partial<Record<1 | 2 | 3 | 4 | 5 | 6 | 7, readonly OpeningSpan[]>>>;

export const holidayKinds = ['NATIONAL', 'SHARED_LEAVE', 'REGIONAL'] as const;
export type HolidayKind = (typeof holidayKinds)[number];

/** A day off, with the decree that says so. */
export interface Holiday {
  /** Local date, `YYYY-MM-DD`. */
  readonly date: string;
  readonly name: string;
  readonly kind: HolidayKind;
  /** Kemendagri codes (each with all below it) where a REGIONAL holiday holds. */
  readonly regions?: readonly string[];
  readonly source: string;
}

/** A period with hours of its own, such as Ramadan; both local dates belong to it. */
export interface Season {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly week: WeekHours;
}

/** When an office works: immutable under its id and version, so that an old verdict can always be computed again. */
export interface BusinessCalendar {
  readonly id: string;
  readonly version: string;
  /** IANA zone of the owning office: Asia/Jakarta (WIB), Asia/Makassar (WITA), Asia/Jayapura (WIT). */
  readonly zone: string;
  /** Kemendagri code of the owning office; decides which regional holidays hold. */
  readonly region?: string;
  readonly week: WeekHours;
  readonly seasons: readonly Season[];
  readonly holidays: readonly Holiday[];
  /** The kinds of holiday on which this office is closed; empty for a service that never closes. */
  readonly closedOn: readonly HolidayKind[];
}

/**
 * How much may pass.
 * BUSINESS_TIME counts milliseconds inside opening hours, ELAPSED_TIME all milliseconds. WORKING_DAYS counts whole
 * days: the day of the start is not counted, a working day counts when the clock runs at its close of business, and
 * the clock is due at the close of the last one.
 */
export type ClockTarget =
  | { readonly counting: 'BUSINESS_TIME' | 'ELAPSED_TIME'; readonly milliseconds: number }
  | { readonly counting: 'WORKING_DAYS'; readonly days: number };

/** A limit under its version: a change is a new version, never a new verdict for what began under the old one. */
export interface ClockPolicy {
  readonly id: string;
  readonly version: string;
  readonly kind: ClockKind;
  readonly target: ClockTarget;
}

/** What moves a clock. `at` is the sender's own time. */
export interface ClockEvent {
  readonly type: 'START' | 'PAUSE' | 'RESUME' | 'STOP' | 'CANCEL';
  readonly at: Date;
  /** Stands in the explanation of the interval that a PAUSE begins: `waiting for the participant`. */
  readonly reason?: string;
}

/** A stretch of time and whether it counted. The intervals of a verdict touch each other, without gap or overlap. */
export interface ClockInterval {
  readonly from: Date;
  readonly to: Date;
  readonly counted: boolean;
  /** English, for officers and auditors: `business hours`, `national holiday: Idulfitri`, `working day 2 of 5`. */
  readonly reason: string;
}

/** The verdict and all that led to it. */
export interface ClockVerdict {
  readonly kind: ClockKind;
  readonly state: ClockState;
  readonly startedAt: Date;
  /** When the target is or was reached; null while the clock is paused, or when the office never opens again. */
  readonly dueAt: Date | null;
  readonly stoppedAt: Date | null;
  /** ISO 8601. Days of a WORKING_DAYS clock are working days: `P2D`. */
  readonly elapsed: string;
  /** ISO 8601, as `elapsed`. */
  readonly target: string;
  readonly calendarVersion: string;
  readonly policyVersion: string;
  readonly explanation: readonly ClockInterval[];
}

/** A calendar, policy or history that no verdict can be made from; the message says what is wrong with it. */
export class ClockFault extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ClockFault';
  }
}
