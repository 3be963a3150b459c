import { randomUUID } from 'node:crypto';
import type { Vault } from '../../kernel/crypto.js';
import type { WorkerListRow, WorkerProblemRow, WorkerRow } from '../data/worker-list.model.js';
import type { Employer } from './employer.js';
import type { Participant } from './participant.js';
import { registeredParticipant } from './registration.js';
import type { ErrorPolicy, ListedWorker, WorkerList, WorkerListState, WorkerProblem } from './worker-list.js';

const padded = (row: number) => String(row).padStart(7, '0');
/** Problems are kept this long after the upload. */
const problemsKept = 30 * 86_400_000;

/** A worker as it is sealed: dates as texts. */
type SealedWorker = Omit<ListedWorker, 'birthDate' | 'startsOn'> & {
  readonly birthDate: string;
  readonly startsOn: string;
};

/** Translates between workers of lists and their sealed rows. */
export class WorkerListMapper {
  constructor(private readonly vault: Vault) {}

  /** The hash by which the data bank finds a NIK too. */
  hash(nationalId: string): string {
    return this.vault.lookupHash('national-id', nationalId);
  }

  toRow(batch: string, row: number, worker: ListedWorker): WorkerRow {
    const nationalIdHash = this.hash(worker.nationalId);
    const plain = [
      worker.nationalId,
      worker.name,
      worker.birthDate.toISOString(),
      worker.sex,
      worker.monthlyWage,
      worker.startsOn.toISOString(),
      worker.segment,
      worker.phone ?? null,
      worker.email ?? null,
    ];
    return {
      _id: `${batch}:${padded(row)}`,
      batch,
      nationalIdHash,
      fingerprint: this.vault.lookupHash('listed-worker', JSON.stringify(plain)),
      newId: `par_${randomUUID()}`,
      sealed: this.vault.seal(worker, sealContext(nationalIdHash)),
    };
  }

  /** The row of the file, or the place behind it, at which a worker stands. */
  numberOf(row: Pick<WorkerRow, '_id' | 'batch'>): number {
    return Number(row._id.slice(row.batch.length + 1));
  }

  /** The same worker on another list. */
  moved(row: WorkerRow, batch: string, number: number): WorkerRow {
    return { ...row, _id: `${batch}:${padded(number)}`, batch };
  }

  fromRow(row: WorkerRow): ListedWorker {
    const sealed = this.vault.open<SealedWorker>(row.sealed, sealContext(row.nationalIdHash));
    return { ...sealed, birthDate: new Date(sealed.birthDate), startsOn: new Date(sealed.startsOn) };
  }

  /** The person as the data bank enters it: at home where the employer is, until somebody says otherwise. */
  toParticipant(id: string, worker: ListedWorker, employer: Employer, now: Date): Participant {
    const entered = registeredParticipant(id, { ...worker, region: employer.region, place: employer.place }, now);
    return { ...entered, memberships: [{ segment: worker.segment, startsOn: worker.startsOn }] };
  }

  toProblemRow(batch: string, problem: WorkerProblem, ordinal: number, now: Date): WorkerProblemRow {
    const _id = `${batch}:${padded(problem.row)}:${String(ordinal).padStart(2, '0')}`;
    return { _id, ...problem, expiresAt: new Date(now.getTime() + problemsKept) };
  }

  /** @param inForce the list in force of its employer, where that matters: an applied list that is another was replaced */
  fromListRow(row: WorkerListRow, inForce: string | undefined = row._id): WorkerList {
    const replaced = row.state === 'APPLIED' && inForce !== row._id;
    return {
      id: row._id,
      employerId: row.employerId,
      state: replaced ? 'REPLACED' : (row.state as WorkerListState),
      onError: row.onError as ErrorPolicy,
      ...(row.fileName !== undefined && { fileName: row.fileName }),
      ...(row.fileHash !== undefined && { fileHash: row.fileHash }),
      attempt: row.attempt,
      counts: row.counts,
      begunAt: row.begunAt,
      ...(row.endedAt && { endedAt: row.endedAt }),
      registering: row.registering === true,
    };
  }
}

const sealContext = (nationalIdHash: string) => `listed-worker:${nationalIdHash}`;
