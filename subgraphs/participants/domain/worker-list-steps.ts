import { requireScope, type RequestContext } from '../../kernel/context.js';
import type { Database, UnitOfWork } from '../../kernel/database.js';
import { KanalError } from '../../kernel/errors.js';
import type { EventLog } from '../../kernel/event-log/index.js';
import type { EmployerRepository } from '../data/employer.repository.js';
import type { WorkerListRow } from '../data/worker-list.model.js';
import type { WorkerListRepository } from '../data/worker-list.repository.js';
import type { WorkerListRowsRepository } from '../data/worker-list-rows.repository.js';
import type { FieldFault } from './worker-list-inputs.js';
import type { WorkerListMapper } from './worker-list.mapper.js';
import { batchOf, type WorkerList, type WorkerProblem } from './worker-list.js';

/** How a step of an upload ends when it does not go on. */
export type UploadRefusal =
  | { readonly kind: 'invalid'; readonly faults: readonly FieldFault[] }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly what: string };

export type BeginOutcome =
  UploadRefusal | { readonly kind: 'begun'; readonly list: WorkerList; readonly repeated: boolean };
export type StageOutcome =
  UploadRefusal | { readonly kind: 'staged'; readonly staged: number; readonly problems: readonly WorkerProblem[] };
export type ApplyOutcome =
  | UploadRefusal
  | { readonly kind: 'applied'; readonly list: WorkerList; readonly repeated: boolean }
  | { readonly kind: 'erroneous'; readonly list: WorkerList };
export type DiscardOutcome = UploadRefusal | { readonly kind: 'discarded'; readonly list: WorkerList };

export interface WorkerListParts {
  readonly database: Database;
  readonly events: EventLog;
  readonly employers: EmployerRepository;
  readonly lists: WorkerListRepository;
  readonly rows: WorkerListRowsRepository;
  readonly mapper: WorkerListMapper;
  /** Called after a list came into force. */
  readonly applied: () => void;
  readonly now?: () => Date;
}

/** The upload that names a part, and the employer that it belongs to. */
export interface Step {
  readonly listId: string;
  readonly attempt: number;
}

/** An upload without a word for so long gives way to another one. */
const lease = 30_000;

/** The end of the turn of an upload that was heard of now. */
export const leaseEnd = (now: Date): Date => new Date(now.getTime() + lease);

/** There is no such list, or it is another employer's: the answer is the same. */
export const unknownList = { kind: 'unknown', what: 'The worker list was not found.' } as const;

/** The employer for which the caller speaks. */
export function ownEmployer(context: RequestContext): string {
  const { employer } = requireScope(context, 'employers:manage');
  if (employer === undefined)
    throw new KanalError('FORBIDDEN', 'Worker lists are uploaded with the token of an employer.', {
      scope: 'employers:manage',
    });
  return employer;
}

/** Why a list takes no further part; null: it does. */
export function stepRefusal(list: WorkerListRow, { attempt }: Step): UploadRefusal | null {
  if (list.state !== 'STAGING')
    return { kind: 'refused', reason: `The list is ${list.state.toLowerCase()}. Begin the upload again.` };
  return list.attempt === attempt
    ? null
    : { kind: 'refused', reason: 'The upload was begun again by somebody else with the same key.' };
}

/** Ends an upload that is not applied, unless it has ended or begun again. Its rows are cleared away later. */
export async function endUpload(
  { lists, employers }: Pick<WorkerListParts, 'lists' | 'employers'>,
  unit: UnitOfWork,
  list: WorkerListRow,
  state: 'REFUSED' | 'DISCARDED',
  now: Date,
): Promise<void> {
  const stale = { batch: batchOf(list._id, list.attempt), at: now };
  const update = { $set: { state, endedAt: now, updatedAt: now }, $push: { stale } };
  if (await lists.change(list._id, { state: 'STAGING', attempt: list.attempt }, update, unit))
    await employers.endUpload(list.employerId, list._id, unit);
}
