import type { Segment, Sex } from './participant.js';

export const workerListStates = ['STAGING', 'APPLIED', 'REFUSED', 'DISCARDED', 'REPLACED'] as const;
/** STAGING: parts arrive; APPLIED: in force; REFUSED: had errors; DISCARDED: given up; REPLACED: another one is in force. */
export type WorkerListState = (typeof workerListStates)[number];

export const errorPolicies = ['REFUSE', 'SKIP'] as const;
/** What happens to a list with erroneous rows: it is refused as a whole, or their rows are left out. */
export type ErrorPolicy = (typeof errorPolicies)[number];

export const problemSeverities = ['ERROR', 'WARNING'] as const;
export type ProblemSeverity = (typeof problemSeverities)[number];

/** Columns of a worker list. */
export const workerColumns = [
  'nationalId',
  'name',
  'birthDate',
  'sex',
  'monthlyWage',
  'startsOn',
  'segment',
  'phone',
  'email',
] as const;
export type WorkerColumn = (typeof workerColumns)[number];

/** Something to correct or to look at; never the value of a cell. */
export interface WorkerProblem {
  /** Row of the file as a spreadsheet counts: the heading is row 1. */
  readonly row: number;
  readonly column: string;
  readonly code: string;
  readonly severity: ProblemSeverity;
  /** The other row, where it takes two to make the problem. */
  readonly otherRow?: number;
}

/** A row as it was read. A cell that is empty or could not be read is absent; the latter has its problem. */
export interface WorkerInput {
  readonly row: number;
  readonly nationalId?: string | null;
  readonly name?: string | null;
  readonly birthDate?: Date | null;
  readonly sex?: Sex | null;
  /** Whole rupiah a month. */
  readonly monthlyWage?: number | null;
  readonly startsOn?: Date | null;
  readonly segment?: Segment | null;
  readonly phone?: string | null;
  readonly email?: string | null;
}

/** A worker as a list has it, checked. */
export interface ListedWorker {
  readonly nationalId: string;
  readonly name: string;
  readonly birthDate: Date;
  readonly sex: Sex;
  readonly monthlyWage: number;
  readonly startsOn: Date;
  readonly segment: Segment;
  /** E.164. */
  readonly phone?: string;
  readonly email?: string;
}

/** Numbers of an upload. */
export interface WorkerListCounts {
  readonly rows: number;
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly removed: number;
  readonly kept: number;
  readonly refused: number;
  readonly problems: number;
  readonly warnings: number;
  readonly registered: number;
}

/** No rows yet. */
export const noCounts: WorkerListCounts = {
  rows: 0,
  added: 0,
  changed: 0,
  unchanged: 0,
  removed: 0,
  kept: 0,
  refused: 0,
  problems: 0,
  warnings: 0,
  registered: 0,
};

/** An upload of a worker list. */
export interface WorkerList {
  readonly id: string;
  readonly employerId: string;
  readonly state: WorkerListState;
  readonly onError: ErrorPolicy;
  readonly fileName?: string;
  readonly fileHash?: string;
  readonly attempt: number;
  readonly counts: WorkerListCounts;
  readonly begunAt: Date;
  readonly endedAt?: Date;
  /** True until every person of an applied list is in the data bank. */
  readonly registering: boolean;
}

/** Rows of one attempt. */
export const batchOf = (listId: string, attempt: number): string => `${listId}.${attempt}`;

/** Most rows in one part. */
export const largestPart = 500;
/** Most problems that are kept of one file; what is beyond is counted only. */
export const mostProblems = 20_000;
