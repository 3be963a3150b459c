import type { UpdateQuery } from 'mongoose';
import type { UnitOfWork } from '../../kernel/database.js';
import type { Page } from '../../kernel/pagination.js';
import type { WorkerListCountsRow, WorkerListModels, WorkerListRow, WorkerProblemRow } from './worker-list.model.js';

/** What one part of a file adds. */
export interface PartRow {
  readonly part: number;
  readonly counts: Partial<WorkerListCountsRow>;
  readonly problems: readonly WorkerProblemRow[];
  readonly at: Date;
}

/** Uploads of worker lists and what is wrong in them. The only place that knows their collections. */
export class WorkerListRepository {
  constructor(private readonly models: Pick<WorkerListModels, 'lists' | 'problems'>) {}

  /** index: _id */
  async byId(id: string, unit?: UnitOfWork): Promise<WorkerListRow | null> {
    return this.models.lists
      .findOne({ _id: id })
      .session(unit?.session ?? null)
      .lean()
      .exec();
  }

  /** index: origin */
  async byOrigin(origin: string, unit: UnitOfWork): Promise<WorkerListRow | null> {
    return this.models.lists.findOne({ origin }).session(unit.session).lean().exec();
  }

  /** Newest first. index: employer_begun */
  async recent(employerId: string, first: number): Promise<WorkerListRow[]> {
    return this.models.lists.find({ employerId }).sort({ begunAt: -1 }).limit(first).lean().exec();
  }

  async insert(row: WorkerListRow, unit: UnitOfWork): Promise<void> {
    await this.models.lists.collection.insertOne(row as never, { session: unit.session });
  }

  /** Changes a list that is in this state and attempt; false when it no longer is. */
  async change(
    id: string,
    expected: { state?: string; attempt?: number; parts?: number },
    update: UpdateQuery<WorkerListRow>,
    unit: UnitOfWork,
  ): Promise<boolean> {
    const { matchedCount } = await this.models.lists.updateOne({ _id: id, ...expected }, update, {
      session: unit.session,
    });
    return matchedCount === 1;
  }

  /** Adds a part to an attempt; false when it is not the next one. */
  async addPart(id: string, attempt: number, { part, counts, problems, at }: PartRow, unit: UnitOfWork) {
    const added = Object.fromEntries(Object.entries(counts).map(([name, value]) => [`counts.${name}`, value]));
    const expected = { state: 'STAGING', attempt, parts: part - 1 };
    const next = await this.change(id, expected, { $set: { parts: part, updatedAt: at }, $inc: added }, unit);
    if (next && problems.length > 0)
      await this.models.problems.collection.insertMany(problems as never[], { session: unit.session });
    return next;
  }

  /** Problems of a batch in the order of the file. index: _id */
  async problems(batch: string, after: string | undefined, limit: number): Promise<Page<WorkerProblemRow>> {
    const all = { $gt: `${batch}:`, $lt: `${batch};` };
    const rows = await this.models.problems
      .find({ _id: { ...all, ...(after !== undefined && { $gt: after }) } })
      .sort({ _id: 1 })
      .limit(limit + 1)
      .lean()
      .exec();
    const totalCount = () => this.models.problems.countDocuments({ _id: all }).exec();
    return { rows: rows.slice(0, limit), hasNextPage: rows.length > limit, totalCount };
  }

  /** The next applied list whose people are not all in the data bank, the oldest first. index: registering */
  async nextToRegister(): Promise<WorkerListRow | null> {
    return this.models.lists.findOne({ registering: true }).sort({ endedAt: 1 }).lean().exec();
  }

  /** Notes how far the people of a list are registered; false when another process was quicker. */
  async registeredTo(row: WorkerListRow, upTo: string, registered: number, unit: UnitOfWork): Promise<boolean> {
    const { matchedCount } = await this.models.lists.updateOne(
      { _id: row._id, registering: true, registeredUpTo: row.registeredUpTo ?? { $exists: false } },
      { $set: { registeredUpTo: upTo }, $inc: { 'counts.registered': registered } },
      { session: unit.session },
    );
    return matchedCount === 1;
  }

  /** Notes that all people of a list are registered; false when that was noted before. */
  async allRegistered(id: string, unit: UnitOfWork): Promise<boolean> {
    const done = { $unset: { registering: 1 } };
    const { modifiedCount } = await this.models.lists.updateOne({ _id: id, registering: true }, done, {
      session: unit.session,
    });
    return modifiedCount === 1;
  }

  /** Lists with rows that went out of use before. index: stale */
  async withStaleRows(before: Date): Promise<WorkerListRow[]> {
    return this.models.lists
      .find({ 'stale.at': { $lt: before } })
      .limit(20)
      .lean()
      .exec();
  }

  async forgetStale(id: string, batch: string): Promise<void> {
    await this.models.lists.updateOne({ _id: id }, { $pull: { stale: { batch } } });
  }

  /** Uploads that were given up without a word. index: state_updated */
  async abandoned(before: Date): Promise<WorkerListRow[]> {
    return this.models.lists
      .find({ state: 'STAGING', updatedAt: { $lt: before } })
      .limit(20)
      .lean()
      .exec();
  }
}
