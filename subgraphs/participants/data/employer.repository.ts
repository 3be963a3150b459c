import type { Model } from 'mongoose';
import type { UnitOfWork } from '../../kernel/database.js';
import type { EmployerRow } from './employer.model.js';

/** The rows that an employer shall point at, and those at which it must point before. */
export interface ListMove {
  readonly from: string | undefined;
  readonly batch: string;
  readonly workers: number;
}

/** Rows of employers. The only place that knows their collection. */
export class EmployerRepository {
  constructor(private readonly employers: Model<EmployerRow>) {}

  /** index: _id */
  async byIds(ids: readonly string[]): Promise<EmployerRow[]> {
    return this.employers
      .find({ _id: { $in: [...ids] } })
      .lean()
      .exec();
  }

  /** index: _id */
  async byId(id: string, unit?: UnitOfWork): Promise<EmployerRow | null> {
    return this.employers
      .findOne({ _id: id })
      .session(unit?.session ?? null)
      .lean()
      .exec();
  }

  /** Employers whose list in force is one of these batches. index: batch */
  async byBatches(batches: readonly string[]): Promise<EmployerRow[]> {
    return this.employers
      .find({ batch: { $in: [...batches] } })
      .lean()
      .exec();
  }

  /** Enters an employer, or corrects name and place of one that is known. */
  async put(row: Pick<EmployerRow, '_id' | 'name' | 'region' | 'place' | 'registeredAt'>): Promise<void> {
    const { _id, registeredAt, ...rest } = row;
    await this.employers.updateOne(
      { _id },
      { $set: rest, $setOnInsert: { registeredAt, workers: 0 } },
      { upsert: true },
    );
  }

  /** Notes the upload that is open. */
  async setUpload(id: string, upload: { listId: string; leaseUntil: Date }, unit: UnitOfWork): Promise<void> {
    await this.employers.updateOne({ _id: id }, { $set: { upload } }, { session: unit.session });
  }

  /** Ends the upload of this list, if it is the one that is open. */
  async endUpload(id: string, listId: string, unit: UnitOfWork): Promise<void> {
    await this.employers.updateOne(
      { _id: id, 'upload.listId': listId },
      { $unset: { upload: 1 } },
      { session: unit.session },
    );
  }

  /** Puts another list in force and ends its upload; false when the list before is not the expected one. */
  async putInForce(id: string, listId: string, move: ListMove, unit: UnitOfWork): Promise<boolean> {
    const { matchedCount } = await this.employers.updateOne(
      { _id: id, 'upload.listId': listId, batch: move.from ?? { $exists: false } },
      { $set: { listId, batch: move.batch, workers: move.workers }, $unset: { upload: 1 } },
      { session: unit.session },
    );
    return matchedCount === 1;
  }
}
