import type { Model } from 'mongoose';
import type { UnitOfWork } from '../../kernel/database.js';
import type { EmployerWorkerRow } from './employer-worker.model.js';

/** Who works for whom, for complaints of employers. The only place that knows its collection. */
export class EmployerWorkerRepository {
  constructor(private readonly workers: Model<EmployerWorkerRow>) {}

  /** index: _id */
  async worksFor(employerId: string, participantId: string): Promise<boolean> {
    return (await this.workers.exists({ _id: `${employerId}:${participantId}` })) !== null;
  }

  async put(employerId: string, listId: string, ids: readonly string[], unit: UnitOfWork): Promise<void> {
    if (ids.length === 0) return;
    await this.workers.bulkWrite(
      ids.map((id) => ({
        updateOne: { filter: { _id: `${employerId}:${id}` }, update: { $set: { employerId, listId } }, upsert: true },
      })),
      { session: unit.session },
    );
  }

  /** Forgets whoever is not on this list. index: employer_list */
  async keepOnly(employerId: string, listId: string, unit: UnitOfWork): Promise<void> {
    await this.workers.deleteMany({ employerId, listId: { $ne: listId } }, { session: unit.session });
  }
}
