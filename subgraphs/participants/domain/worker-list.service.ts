import type { RequestContext } from '../../kernel/context.js';
import type { UnitOfWork } from '../../kernel/database.js';
import type { Page } from '../../kernel/pagination.js';
import type { WorkerListRow, WorkerProblemRow } from '../data/worker-list.model.js';
import { employersVisibleTo, mayLookInto } from './employer.js';
import { partFaults, type BeginWorkerList } from './worker-list-inputs.js';
import { WorkerListOpening } from './worker-list-opening.js';
import { checkPart, comparePart, outcomeOf, type CheckedPart, type WorkerPart } from './worker-list-staging.js';
import {
  endUpload,
  leaseEnd,
  ownEmployer,
  stepRefusal,
  unknownList,
  type ApplyOutcome,
  type BeginOutcome,
  type DiscardOutcome,
  type StageOutcome,
  type Step,
  type UploadRefusal,
  type WorkerListParts,
} from './worker-list-steps.js';
import { batchOf, mostProblems, type WorkerList } from './worker-list.js';

const portion = 500;

/**
 * Worker lists: staged part by part where nobody sees them, then put in force as a whole by one write to the employer.
 * A begin with the same key starts the same list again, and parts of the attempt before are refused from then on.
 */
export class WorkerListService {
  private readonly opening: WorkerListOpening;

  constructor(private readonly parts: WorkerListParts) {
    this.opening = new WorkerListOpening(parts);
  }

  /** Opens an upload; the employer's only one. A key whose list was applied gives that list again. */
  begin(context: RequestContext, input: BeginWorkerList): Promise<BeginOutcome> {
    return this.opening.begin(context, input);
  }

  /** Stages the next part of an attempt: its good rows, and everything that is wrong with the others. */
  async stage(context: RequestContext, step: Step & { part: number }, given: WorkerPart): Promise<StageOutcome> {
    const employerId = ownEmployer(context);
    const faults = partFaults(given);
    if (faults.length > 0) return { kind: 'invalid', faults };
    const now = this.now();
    const checked = checkPart(this.parts.mapper, batchOf(step.listId, step.attempt), given, now);
    return this.parts.database.transaction((unit) => this.stageIn(unit, employerId, step, checked, now));
  }

  /**
   * Puts a staged list in force, or refuses it. With errors=SKIP and a skipped row nobody is removed: a row that cannot
   * be read may be anybody's.
   * @param expected rows of the whole file: a part that is missing is noticed
   */
  async apply(
    context: RequestContext,
    step: Step,
    expected: { readonly rows: number; readonly fileHash?: string | null },
  ): Promise<ApplyOutcome> {
    const employerId = ownEmployer(context);
    const before = await this.parts.lists.byId(step.listId);
    if (keepsAll(before)) await this.carryOver(before!, step);
    return this.parts.database.transaction(async (unit) => {
      const list = await this.parts.lists.byId(step.listId, unit);
      if (list?.employerId !== employerId) return unknownList;
      if (list.attempt === step.attempt && list.state === 'APPLIED')
        return { kind: 'applied', list: this.parts.mapper.fromListRow(list), repeated: true };
      const refusal = stepRefusal(list, step) ?? rowsRefusal(list, expected.rows);
      if (refusal) return refusal;
      const erroneous = list.onError === 'REFUSE' && list.counts.refused > 0;
      return erroneous ? this.refuseIn(unit, list) : this.applyIn(unit, list, expected.fileHash ?? undefined);
    });
  }

  /** Gives an upload up; what was staged is never seen. */
  async discard(context: RequestContext, listId: string): Promise<DiscardOutcome> {
    const employerId = ownEmployer(context);
    return this.parts.database.transaction(async (unit) => {
      const list = await this.parts.lists.byId(listId, unit);
      if (list?.employerId !== employerId) return unknownList;
      if (list.state === 'APPLIED')
        return { kind: 'refused', reason: 'The list was applied; upload another one to replace it.' };
      if (list.state === 'STAGING') await endUpload(this.parts, unit, list, 'DISCARDED', this.now());
      return { kind: 'discarded', list: { ...this.parts.mapper.fromListRow(list), state: 'DISCARDED' } };
    });
  }

  /** An upload of an employer that the viewer may look into. */
  async find(context: RequestContext, id: string): Promise<WorkerList | null> {
    const row = await this.parts.lists.byId(id);
    if (!row || !mayLookInto(employersVisibleTo(context.principal), row.employerId)) return null;
    const employer = await this.parts.employers.byId(row.employerId);
    return this.parts.mapper.fromListRow(row, employer?.listId);
  }

  /** What is wrong in an upload, in the order of the file. */
  problems(list: WorkerList, after: string | undefined, limit: number): Promise<Page<WorkerProblemRow>> {
    return this.parts.lists.problems(batchOf(list.id, list.attempt), after, limit);
  }

  /** Ends uploads that were given up without a word. */
  async endAbandoned(before: Date): Promise<void> {
    for (const list of await this.parts.lists.abandoned(before))
      await this.parts.database.transaction((unit) => endUpload(this.parts, unit, list, 'DISCARDED', this.now()));
  }

  private now(): Date {
    return this.parts.now?.() ?? new Date();
  }

  private async stageIn(
    unit: UnitOfWork,
    employerId: string,
    step: Step & { part: number },
    checked: CheckedPart,
    now: Date,
  ): Promise<StageOutcome> {
    const { lists, rows, mapper, employers } = this.parts;
    const list = await lists.byId(step.listId, unit);
    if (list?.employerId !== employerId) return unknownList;
    const refusal = stepRefusal(list, step);
    if (refusal) return refusal;
    const batch = batchOf(list._id, list.attempt);
    const hashes = checked.rows.map(({ nationalIdHash }) => nationalIdHash);
    const inForce = list.basedOn === undefined ? [] : await rows.byHashes(list.basedOn, hashes, unit);
    const part = comparePart(mapper, checked, await rows.byHashes(batch, hashes, unit), inForce);
    const room = Math.max(0, mostProblems - list.counts.problems - list.counts.warnings);
    const problems = part.problems.slice(0, room).map((each, i) => mapper.toProblemRow(batch, each, i, now));
    if (
      !(await lists.addPart(list._id, list.attempt, { part: step.part, counts: part.counts, problems, at: now }, unit))
    )
      return {
        kind: 'refused',
        reason: `Part ${list.parts + 1} comes next, not ${step.part}. Begin the upload again.`,
      };
    await rows.insert(part.rows, unit);
    await employers.setUpload(employerId, { listId: list._id, leaseUntil: leaseEnd(now) }, unit);
    return { kind: 'staged', staged: part.rows.length, problems: part.problems };
  }

  /** Copies everybody in force whom the file does not name, in portions that nobody sees. */
  private async carryOver(list: WorkerListRow, { attempt }: Step): Promise<void> {
    const { rows, lists, mapper, database } = this.parts;
    const batch = batchOf(list._id, list.attempt);
    let [after, number] = [undefined as string | undefined, 9_000_000];
    for (;;) {
      const page = await rows.page(list.basedOn!, after, portion);
      await database.transaction(async (unit) => {
        // The touch makes two that apply at once follow each other.
        if (!(await lists.change(list._id, { state: 'STAGING', attempt }, { $set: { updatedAt: this.now() } }, unit)))
          return;
        const named = await rows.byHashes(
          batch,
          page.map(({ nationalIdHash }) => nationalIdHash),
          unit,
        );
        const there = new Set(named.map(({ nationalIdHash }) => nationalIdHash));
        const absent = page.filter(({ nationalIdHash }) => !there.has(nationalIdHash));
        await rows.insert(
          absent.map((row, i) => mapper.moved(row, batch, number + i)),
          unit,
        );
      });
      number += page.length;
      after = page.at(-1)?._id;
      if (page.length < portion) return;
    }
  }

  private async applyIn(unit: UnitOfWork, list: WorkerListRow, fileHash: string | undefined): Promise<ApplyOutcome> {
    const { employers, lists, events, mapper } = this.parts;
    const employer = (await employers.byId(list.employerId, unit))!;
    const { workers, ...ends } = outcomeOf(list, list.basedOn === undefined ? 0 : employer.workers, keepsAll(list));
    const batch = batchOf(list._id, list.attempt);
    if (!(await employers.putInForce(employer._id, list._id, { from: list.basedOn, batch, workers }, unit)))
      return { kind: 'refused', reason: 'Another list came into force meanwhile. Begin the upload again.' };
    const now = this.now();
    const counts = { ...list.counts, ...ends };
    // The list before is not written: it may just be registered, and two writers of one row would wait for each other.
    const stale = list.basedOn === undefined ? [] : [{ batch: list.basedOn, at: now }];
    const set = {
      state: 'APPLIED',
      counts,
      registering: true,
      endedAt: now,
      updatedAt: now,
      ...(fileHash && { fileHash }),
    };
    await lists.change(list._id, { attempt: list.attempt }, { $set: set, $push: { stale: { $each: stale } } }, unit);
    const { added, changed, unchanged } = counts;
    await events.append(unit, 'workerListApplied', {
      key: `employer:${employer._id}`,
      actor: `employer:${employer._id}`,
      at: now,
      data: {
        employerId: employer._id,
        listId: list._id,
        workers,
        added,
        changed,
        unchanged,
        removed: ends.removed,
        at: now.toISOString(),
      },
    });
    unit.afterCommit(this.parts.applied);
    return { kind: 'applied', list: mapper.fromListRow({ ...list, ...set }), repeated: false };
  }

  private async refuseIn(unit: UnitOfWork, list: WorkerListRow): Promise<ApplyOutcome> {
    await endUpload(this.parts, unit, list, 'REFUSED', this.now());
    return { kind: 'erroneous', list: { ...this.parts.mapper.fromListRow(list), state: 'REFUSED' } };
  }
}

const keepsAll = (list: WorkerListRow | null): boolean =>
  list?.onError === 'SKIP' && list.counts.refused > 0 && list.basedOn !== undefined;

function rowsRefusal({ counts }: WorkerListRow, expected: number): UploadRefusal | null {
  if (counts.rows !== expected)
    return {
      kind: 'refused',
      reason: `${expected} rows were sent, and ${counts.rows} arrived. Begin the upload again.`,
    };
  return counts.rows === 0 ? { kind: 'refused', reason: 'The list has no rows.' } : null;
}
