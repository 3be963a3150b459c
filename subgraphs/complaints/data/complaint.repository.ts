import type { Model, QueryFilter } from 'mongoose';
import type { UnitOfWork } from '../../kernel/database.js';
import type { Page } from '../../kernel/pagination.js';
import type { ComplaintRow } from './complaint.model.js';

/** The viewer's limits as a repository understands them (see domain/visibility). */
export interface RowLimits {
  readonly participantId?: string;
  readonly employerId?: string;
  readonly regions?: readonly string[];
  readonly channels?: readonly string[];
  readonly unit?: string;
}

export interface ComplaintFilterRow {
  readonly statuses?: readonly string[];
  readonly categories?: readonly string[];
  readonly severities?: readonly string[];
  readonly channels?: readonly string[];
  readonly regions?: readonly string[];
  readonly participantId?: string;
  readonly assigneeId?: string;
  readonly filedFrom?: Date;
  readonly filedTo?: Date;
}

type Conditions = QueryFilter<ComplaintRow>[];

/** Rows of complaints. The only place that knows their collection. */
export class ComplaintRepository {
  constructor(private readonly complaints: Model<ComplaintRow>) {}

  /** index: _id */
  async byIds(limits: RowLimits, ids: readonly string[]): Promise<ComplaintRow[]> {
    return this.complaints
      .find({ $and: [{ _id: { $in: [...ids] } }, ...limitConditions(limits)] })
      .lean()
      .exec();
  }

  /** index: ticket */
  async byTicket(ticket: string): Promise<ComplaintRow | null> {
    return this.complaints.findOne({ ticket }).lean().exec();
  }

  /** index: origin */
  async byOrigin(origin: string, unit?: UnitOfWork): Promise<ComplaintRow | null> {
    return this.complaints
      .findOne({ origin })
      .session(unit?.session ?? null)
      .lean()
      .exec();
  }

  /** index: _id; inside the transaction that will change it */
  async forChange(limits: RowLimits, id: string, unit: UnitOfWork): Promise<ComplaintRow | null> {
    return this.complaints
      .findOne({ $and: [{ _id: id }, ...limitConditions(limits)] })
      .session(unit.session)
      .lean()
      .exec();
  }

  async insert(row: ComplaintRow, unit: UnitOfWork): Promise<void> {
    await this.complaints.insertOne(row, { session: unit.session });
  }

  /** Replaces the row if it still has the version before; false when somebody else was first. */
  async replace(row: ComplaintRow, unit: UnitOfWork, before = row.version - 1): Promise<boolean> {
    const { matchedCount } = await this.complaints.replaceOne({ _id: row._id, version: before }, row, {
      session: unit.session,
    });
    return matchedCount === 1;
  }

  /** Complaints by or about people in some states. index: participant_filed, worker */
  async endedOf(participantIds: readonly string[], statuses: readonly string[], unit: UnitOfWork) {
    const people = { $in: [...participantIds] };
    return this.complaints
      .find({ $or: [{ participantId: people }, { workerId: people }], status: { $in: [...statuses] } })
      .session(unit.session)
      .lean<ComplaintRow[]>()
      .exec();
  }

  /** Complaints with a clock that reached its limit or will, the earliest first. index: due */
  async due(limit: number): Promise<{ _id: string; dueAt: Date }[]> {
    return this.complaints
      .find({ dueAt: { $gt: new Date(0) } })
      .select({ dueAt: 1 })
      .sort({ dueAt: 1 })
      .limit(limit)
      .lean<{ _id: string; dueAt: Date }[]>()
      .exec();
  }

  /** Complaints in these states from a time before terms of clocks were kept. index: status_filed */
  async withoutTerms(statuses: readonly string[], limit: number): Promise<string[]> {
    const rows = await this.complaints
      .find({ status: { $in: [...statuses] }, terms: { $exists: false } })
      .select({ _id: 1 })
      .limit(limit)
      .lean()
      .exec();
    return rows.map(({ _id }) => _id);
  }

  /** index: filed, participant_filed, employer_filed, region_filed or status_filed; newest first */
  async page(
    limits: RowLimits,
    filter: ComplaintFilterRow,
    after: readonly [number, string] | undefined,
    limit: number,
  ): Promise<Page<ComplaintRow>> {
    const conditions = [...limitConditions(limits), ...filterConditions(filter)];
    const rows = await this.complaints
      .find(all([...conditions, ...afterConditions(after)]))
      .sort({ filedAt: -1, _id: -1 })
      .limit(limit + 1)
      .lean()
      .exec();
    const totalCount = () => this.complaints.countDocuments(all(conditions)).exec();
    return { rows: rows.slice(0, limit), hasNextPage: rows.length > limit, totalCount };
  }
}

const all = (conditions: Conditions): QueryFilter<ComplaintRow> =>
  conditions.length === 0 ? {} : { $and: conditions };

const regionCondition = (codes: readonly string[]): QueryFilter<ComplaintRow> => ({
  $or: codes.flatMap((code) => [{ region: code }, { region: { $regex: `^${code.replaceAll('.', '\\.')}\\.` } }]),
});

function limitConditions(limits: RowLimits): Conditions {
  const conditions: Conditions = [];
  if (limits.participantId !== undefined) conditions.push({ participantId: limits.participantId });
  if (limits.employerId !== undefined) conditions.push({ employerId: limits.employerId });
  if (limits.regions)
    conditions.push(limits.regions.length > 0 ? regionCondition(limits.regions) : { _id: { $in: [] } });
  if (limits.channels) conditions.push({ channelId: { $in: [...limits.channels] } });
  if (limits.unit !== undefined) conditions.push({ unit: { $in: [null, limits.unit] } });
  return conditions;
}

function filterConditions(filter: ComplaintFilterRow): Conditions {
  const conditions: Conditions = [];
  if (filter.statuses) conditions.push({ status: { $in: [...filter.statuses] } });
  if (filter.categories) conditions.push({ category: { $in: [...filter.categories] } });
  if (filter.severities) conditions.push({ severity: { $in: [...filter.severities] } });
  if (filter.channels) conditions.push({ channelId: { $in: [...filter.channels] } });
  if (filter.regions && filter.regions.length > 0) conditions.push(regionCondition(filter.regions));
  if (filter.participantId !== undefined) conditions.push({ participantId: filter.participantId });
  if (filter.assigneeId !== undefined) conditions.push({ assigneeId: filter.assigneeId });
  if (filter.filedFrom) conditions.push({ filedAt: { $gte: filter.filedFrom } });
  if (filter.filedTo) conditions.push({ filedAt: { $lt: filter.filedTo } });
  return conditions;
}

function afterConditions(after: readonly [number, string] | undefined): Conditions {
  if (!after) return [];
  const filedAt = new Date(after[0]);
  return [{ $or: [{ filedAt: { $lt: filedAt } }, { filedAt, _id: { $lt: after[1] } }] }];
}
