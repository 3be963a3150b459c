import type { Model } from 'mongoose';
import type { UnitOfWork } from '../../kernel/database.js';
import type { WorkerRow } from './worker-list.model.js';

const rangeOf = (batch: string) => ({ $gt: `${batch}:`, $lt: `${batch};` });
const portion = 1_000;

/** Workers of lists. The only place that knows their collection. */
export class WorkerListRowsRepository {
  constructor(private readonly workers: Model<WorkerRow>) {}

  async insert(rows: readonly WorkerRow[], unit?: UnitOfWork): Promise<void> {
    if (rows.length === 0) return;
    await this.workers.collection.insertMany(rows as never[], { ...(unit && { session: unit.session }) });
  }

  /** Who of these people stands in a batch. index: national_id_batch */
  async byHashes(batch: string, hashes: readonly string[], unit?: UnitOfWork): Promise<WorkerRow[]> {
    return this.workers
      .find({ nationalIdHash: { $in: [...hashes] }, batch })
      .session(unit?.session ?? null)
      .lean()
      .exec();
  }

  /** Every batch in which somebody stands. index: national_id_batch */
  async batchesOf(hashes: readonly string[]): Promise<Pick<WorkerRow, 'batch' | 'nationalIdHash'>[]> {
    return this.workers
      .find({ nationalIdHash: { $in: [...hashes] } }, { batch: 1, nationalIdHash: 1 })
      .lean()
      .exec();
  }

  /** In the order of the file. index: _id */
  async page(batch: string, after: string | undefined, limit: number, unit?: UnitOfWork): Promise<WorkerRow[]> {
    return this.workers
      .find({ _id: { ...rangeOf(batch), ...(after !== undefined && { $gt: after }) } })
      .sort({ _id: 1 })
      .limit(limit)
      .session(unit?.session ?? null)
      .lean()
      .exec();
  }

  /** Drops a batch that nobody reads any more, in portions: no write of it lasts long. */
  async drop(batch: string): Promise<void> {
    for (;;) {
      const rows = await this.workers
        .find({ _id: rangeOf(batch) }, { _id: 1 })
        .sort({ _id: 1 })
        .limit(portion)
        .lean()
        .exec();
      if (rows.length > 0) await this.workers.deleteMany({ _id: { $in: rows.map(({ _id }) => _id) } });
      if (rows.length < portion) return;
    }
  }
}
