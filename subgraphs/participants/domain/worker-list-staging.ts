import type { WorkerListCountsRow, WorkerListRow, WorkerRow } from '../data/worker-list.model.js';
import { checkRow } from './worker-list-checks.js';
import type { WorkerListMapper } from './worker-list.mapper.js';
import type { WorkerInput, WorkerProblem } from './worker-list.js';

/** A part of a file: rows as they were read, and what could not be. */
export interface WorkerPart {
  readonly rows: readonly WorkerInput[];
  readonly problems: readonly WorkerProblem[];
}

/** A part after its checks, before it is compared with what is staged and in force. */
export interface CheckedPart {
  readonly rows: readonly WorkerRow[];
  readonly problems: readonly WorkerProblem[];
  /** Rows of the file. */
  readonly total: number;
}

/** Checks the rows of a part, each for itself. Pure but for the random ids of new people. */
export function checkPart(mapper: WorkerListMapper, batch: string, part: WorkerPart, now: Date): CheckedPart {
  const given = new Map<number, WorkerProblem[]>();
  for (const problem of part.problems) given.set(problem.row, [...(given.get(problem.row) ?? []), problem]);
  const checked = part.rows.map((input) => ({ input, ...checkRow(input, given.get(input.row) ?? [], now) }));
  return {
    rows: checked.flatMap(({ input, worker }) => (worker ? [mapper.toRow(batch, input.row, worker)] : [])),
    problems: checked.flatMap(({ problems }) => problems),
    total: part.rows.length,
  };
}

/** What of a part is staged. */
export interface StagedPart {
  readonly rows: readonly WorkerRow[];
  readonly problems: readonly WorkerProblem[];
  readonly counts: Pick<
    WorkerListCountsRow,
    'rows' | 'added' | 'changed' | 'unchanged' | 'refused' | 'problems' | 'warnings'
  >;
}

/**
 * Compares a part with the rows staged before it and with the list in force. The first row of a person counts, each
 * further one is a duplicate. Pure.
 */
export function comparePart(
  mapper: WorkerListMapper,
  part: CheckedPart,
  staged: readonly WorkerRow[],
  inForce: readonly WorkerRow[],
): StagedPart {
  const first = new Map(staged.map((row) => [row.nationalIdHash, mapper.numberOf(row)]));
  const before = new Map(inForce.map((row) => [row.nationalIdHash, row.fingerprint]));
  const counts = { rows: part.total, added: 0, changed: 0, unchanged: 0 };
  const rows: WorkerRow[] = [];
  const duplicates: WorkerProblem[] = [];
  for (const row of part.rows) {
    const number = mapper.numberOf(row);
    const otherRow = first.get(row.nationalIdHash);
    if (otherRow !== undefined) {
      duplicates.push({ row: number, column: 'nationalId', code: 'DUPLICATE', severity: 'ERROR', otherRow });
      continue;
    }
    first.set(row.nationalIdHash, number);
    rows.push(row);
    const fingerprint = before.get(row.nationalIdHash);
    counts[fingerprint === undefined ? 'added' : fingerprint === row.fingerprint ? 'unchanged' : 'changed'] += 1;
  }
  const problems = [...part.problems, ...duplicates].sort((a, b) => a.row - b.row);
  const warnings = problems.filter(({ severity }) => severity === 'WARNING').length;
  const refused = part.total - rows.length;
  return { rows, problems, counts: { ...counts, refused, problems: problems.length - warnings, warnings } };
}

/** Workers that a list puts in force, and those that it takes away. */
export function outcomeOf({ counts }: Pick<WorkerListRow, 'counts'>, before: number, keepsAll: boolean) {
  const onBoth = counts.changed + counts.unchanged;
  const kept = keepsAll ? before - onBoth : 0;
  return { kept, removed: before - onBoth - kept, workers: counts.added + onBoth + kept };
}
