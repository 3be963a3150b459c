import { createHash, randomUUID } from 'node:crypto';
import type { RequestContext } from '../../kernel/context.js';
import type { UnitOfWork } from '../../kernel/database.js';
import type { EmployerRow } from '../data/employer.model.js';
import type { WorkerListRow } from '../data/worker-list.model.js';
import { listFaults, type BeginWorkerList } from './worker-list-inputs.js';
import {
  endUpload,
  leaseEnd,
  ownEmployer,
  type BeginOutcome,
  type UploadRefusal,
  type WorkerListParts,
} from './worker-list-steps.js';
import { batchOf, noCounts } from './worker-list.js';

/** Opens uploads: one at a time for an employer, and the same one again under the same key. */
export class WorkerListOpening {
  constructor(private readonly parts: WorkerListParts) {}

  async begin(context: RequestContext, input: BeginWorkerList): Promise<BeginOutcome> {
    const employerId = ownEmployer(context);
    const faults = listFaults(input);
    if (faults.length > 0) return { kind: 'invalid', faults };
    const origin = createHash('sha256')
      .update(JSON.stringify([employerId, input.idempotencyKey]))
      .digest('hex');
    return this.parts.database.transaction((unit) => this.beginIn(unit, employerId, origin, input));
  }

  private async beginIn(
    unit: UnitOfWork,
    employerId: string,
    origin: string,
    input: BeginWorkerList,
  ): Promise<BeginOutcome> {
    const { employers, lists, mapper } = this.parts;
    const employer = await employers.byId(employerId, unit);
    if (!employer) return { kind: 'unknown', what: 'The employer was not found: it has to be registered first.' };
    const known = await lists.byOrigin(origin, unit);
    if (known?.state === 'APPLIED')
      return { kind: 'begun', list: mapper.fromListRow(known, employer.listId), repeated: true };
    const refusal = await this.takeTurn(unit, employer, known?._id);
    if (refusal) return refusal;
    const row = openedList(known, employer, input, origin, this.now());
    if (known) await this.reopen(unit, known, row);
    else await lists.insert(row, unit);
    await employers.setUpload(employerId, { listId: row._id, leaseUntil: leaseEnd(this.now()) }, unit);
    return { kind: 'begun', list: mapper.fromListRow(row), repeated: false };
  }

  /** One upload at a time: another one that is still heard of keeps its turn, a silent one loses it. */
  private async takeTurn(
    unit: UnitOfWork,
    { upload }: EmployerRow,
    own: string | undefined,
  ): Promise<UploadRefusal | null> {
    if (!upload || upload.listId === own) return null;
    if (upload.leaseUntil > this.now()) {
      const until = upload.leaseUntil.toISOString();
      return {
        kind: 'refused',
        reason: `Another worker list (${upload.listId}) is being uploaded. Wait until it ends, discard it, or try again after ${until}.`,
      };
    }
    const silent = await this.parts.lists.byId(upload.listId, unit);
    if (silent?.state === 'STAGING') await endUpload(this.parts, unit, silent, 'DISCARDED', this.now());
    return null;
  }

  private async reopen(unit: UnitOfWork, known: WorkerListRow, { _id, stale: _stale, ...row }: WorkerListRow) {
    const stale = { batch: batchOf(known._id, known.attempt), at: this.now() };
    await this.parts.lists.change(
      _id,
      { attempt: known.attempt },
      { $set: row, $push: { stale }, $unset: { endedAt: 1, ...(row.basedOn === undefined && { basedOn: 1 }) } },
      unit,
    );
  }

  private now(): Date {
    return this.parts.now?.() ?? new Date();
  }
}

function openedList(
  known: WorkerListRow | null,
  employer: EmployerRow,
  { onError, fileName }: BeginWorkerList,
  origin: string,
  now: Date,
): WorkerListRow {
  return {
    _id: known?._id ?? `wl_${randomUUID()}`,
    employerId: employer._id,
    origin,
    state: 'STAGING',
    onError,
    ...(fileName && { fileName }),
    attempt: (known?.attempt ?? 0) + 1,
    parts: 0,
    counts: { ...noCounts },
    ...(employer.batch !== undefined && { basedOn: employer.batch }),
    stale: [],
    begunAt: now,
    updatedAt: now,
  };
}
