import type { QueryFilter } from 'mongoose';
import type { UnitOfWork } from '../../kernel/database.js';
import type { Page } from '../../kernel/pagination.js';
import type { AccessRow, ParticipantModels, ParticipantRow } from './participant.model.js';

/** Which participants a viewer may see: all, or its own row only. */
export type Visibility = 'all' | { readonly only: string };

export interface ParticipantFilterRow {
  readonly segment?: string;
  readonly region?: string;
  readonly stage?: string;
  readonly priorityGroup?: string;
}

const visible = (visibility: Visibility): QueryFilter<ParticipantRow> =>
  visibility === 'all' ? {} : { _id: visibility.only };

/** Rows of the data bank. The only place that knows its collections. */
export class ParticipantRepository {
  constructor(private readonly models: ParticipantModels) {}

  /** index: _id */
  async byIds(visibility: Visibility, ids: readonly string[]): Promise<ParticipantRow[]> {
    return this.models.participants
      .find({ $and: [{ _id: { $in: [...ids] } }, visible(visibility)] })
      .lean()
      .exec();
  }

  /** index: card_number */
  async byCardHash(visibility: Visibility, hash: string): Promise<ParticipantRow | null> {
    return this.models.participants
      .findOne({ 'cardNumber.hash': hash, ...visible(visibility) })
      .lean()
      .exec();
  }

  /** index: national_id */
  async byNationalHash(hash: string): Promise<ParticipantRow | null> {
    return this.models.participants.findOne({ 'nationalId.hash': hash }).lean().exec();
  }

  /** index: contact */
  async byContactHash(hash: string, unit: UnitOfWork): Promise<ParticipantRow | null> {
    return this.models.participants.findOne({ 'contactPoints.hash': hash }).session(unit.session).lean().exec();
  }

  /** index: segment where a segment is asked, else _id */
  async page(
    visibility: Visibility,
    filter: ParticipantFilterRow,
    after: string | undefined,
    limit: number,
  ): Promise<Page<ParticipantRow>> {
    const conditions: QueryFilter<ParticipantRow>[] = [visible(visibility), { erasedAt: { $exists: false } }];
    if (filter.segment) conditions.push({ segment: filter.segment });
    if (filter.region)
      conditions.push({ 'domicile.region': { $regex: `^${filter.region.replaceAll('.', '\\.')}(\\.|$)` } });
    if (filter.stage) conditions.push({ stage: filter.stage });
    if (filter.priorityGroup) conditions.push({ priorityGroups: filter.priorityGroup });
    const matching = { $and: conditions };
    const rows = await this.models.participants
      .find({ $and: [...conditions, ...(after === undefined ? [] : [{ _id: { $gt: after } }])] })
      .sort({ _id: 1 })
      .limit(limit + 1)
      .lean()
      .exec();
    const totalCount = () => this.models.participants.countDocuments(matching).exec();
    return { rows: rows.slice(0, limit), hasNextPage: rows.length > limit, totalCount };
  }

  async insert(row: ParticipantRow, unit: UnitOfWork): Promise<void> {
    await this.models.participants.insertOne(row, { session: unit.session });
  }

  async exists(id: string, unit: UnitOfWork): Promise<boolean> {
    return (await this.models.participants.exists({ _id: id }).session(unit.session)) !== null;
  }

  /** One row, also of somebody who was erased. index: _id */
  withTombstones(id: string, unit: UnitOfWork): Promise<ParticipantRow | null> {
    return this.models.participants.findOne({ _id: id }).session(unit.session).lean().exec();
  }

  /** True for people on record; false for those who were erased. index: _id */
  async isPerson(id: string, unit: UnitOfWork): Promise<boolean> {
    return (await this.forChange(id, unit)) !== null;
  }

  /** One row inside the transaction that will change it; null also for somebody who was erased. index: _id */
  async forChange(id: string, unit: UnitOfWork): Promise<ParticipantRow | null> {
    return this.models.participants
      .findOne({ _id: id, erasedAt: { $exists: false } })
      .session(unit.session)
      .lean()
      .exec();
  }

  async setConsents(id: string, consents: ParticipantRow['consents'], unit: UnitOfWork): Promise<void> {
    await this.models.participants.updateOne({ _id: id }, { $set: { consents } }, { session: unit.session });
  }

  async setFacility(id: string, facility: { code: string; name: string }, unit: UnitOfWork): Promise<void> {
    await this.models.participants.updateOne({ _id: id }, { $set: { facility } }, { session: unit.session });
  }

  async isEmpty(): Promise<boolean> {
    return (await this.models.participants.exists({})) === null;
  }

  async recordAccess(rows: readonly AccessRow[]): Promise<void> {
    await this.models.access.insertMany(rows);
  }

  /** index: participant_at; newest first */
  async accessPage(
    participantId: string,
    after: readonly [number, string] | undefined,
    limit: number,
  ): Promise<Page<AccessRow>> {
    const before = after && {
      $or: [{ at: { $lt: new Date(after[0]) } }, { at: new Date(after[0]), _id: { $lt: after[1] } }],
    };
    const rows = await this.models.access
      .find({ participantId, ...before })
      .sort({ at: -1, _id: -1 })
      .limit(limit + 1)
      .lean()
      .exec();
    const totalCount = () => this.models.access.countDocuments({ participantId }).exec();
    return { rows: rows.slice(0, limit), hasNextPage: rows.length > limit, totalCount };
  }
}
