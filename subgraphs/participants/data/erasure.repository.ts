import type { UnitOfWork } from '../../kernel/database.js';
import type { ErasureModels, ErasureRow, OpenCaseRow } from './erasure.model.js';
import type { ParticipantModels, ParticipantRow } from './participant.model.js';
import type { HistoryModels } from './payment.model.js';
import type { WorkerListModels } from './worker-list.model.js';

type Models = ErasureModels &
  ParticipantModels &
  Pick<HistoryModels, 'payments' | 'transactions'> &
  Pick<WorkerListModels, 'workers'>;

const prospect = 'PROSPECT';

/** Everything that the data bank keeps of people, as erasure needs it. */
export class ErasureRepository {
  constructor(private readonly models: Models) {}

  /** index: _id */
  find(participantId: string, unit: UnitOfWork): Promise<ErasureRow | null> {
    return this.models.erasures.findOne({ _id: participantId }).session(unit.session).lean().exec();
  }

  async put({ _id, ...row }: ErasureRow, unit: UnitOfWork): Promise<void> {
    await this.models.erasures.replaceOne({ _id }, row, { upsert: true, session: unit.session });
  }

  /** Wishes to look at again, the earliest first. index: due */
  async due(limit: number): Promise<{ id: string; at: Date }[]> {
    const rows = await this.models.erasures
      .find({ dueAt: { $gt: new Date(0) } })
      .select({ dueAt: 1 })
      .sort({ dueAt: 1 })
      .limit(limit)
      .lean<{ _id: string; dueAt: Date }[]>()
      .exec();
    return rows.map(({ _id, dueAt }) => ({ id: _id, at: dueAt }));
  }

  /** Something of a person who wished to be forgotten has changed: look at once. index: people */
  async lookAgain(participantId: string, at: Date, unit: UnitOfWork): Promise<void> {
    const { session } = unit;
    await this.models.erasures.updateMany({ participantIds: participantId }, { $set: { dueAt: at } }, { session });
  }

  async putCase({ _id, ...row }: OpenCaseRow, unit: UnitOfWork): Promise<void> {
    await this.models.openCases.replaceOne({ _id }, row, { upsert: true, session: unit.session });
  }

  /** index: _id */
  caseOf(id: string, unit: UnitOfWork): Promise<OpenCaseRow | null> {
    return this.models.openCases.findOne({ _id: id }).session(unit.session).lean().exec();
  }

  /** True when it was open. */
  async closeCase(id: string, unit: UnitOfWork): Promise<boolean> {
    const { deletedCount } = await this.models.openCases.deleteOne({ _id: id }, { session: unit.session });
    return deletedCount > 0;
  }

  /** index: participant */
  openCases(participantIds: readonly string[], unit: UnitOfWork): Promise<OpenCaseRow[]> {
    return this.models.openCases
      .find({ participantId: { $in: [...participantIds] } })
      .sort({ _id: 1 })
      .session(unit.session)
      .lean()
      .exec();
  }

  /** People who are not erased. index: _id */
  people(participantIds: readonly string[], unit: UnitOfWork): Promise<ParticipantRow[]> {
    return this.models.participants
      .find({ _id: { $in: [...participantIds] }, erasedAt: { $exists: false } })
      .session(unit.session)
      .lean()
      .exec();
  }

  /** Prospects with one of the contact points. index: contact */
  async prospectsWith(hashes: readonly string[], unit: UnitOfWork): Promise<string[]> {
    const rows = await this.models.participants
      .find({ 'contactPoints.hash': { $in: [...hashes] }, stage: prospect, erasedAt: { $exists: false } })
      .select({ _id: 1 })
      .session(unit.session)
      .lean()
      .exec();
    return rows.map(({ _id }) => _id);
  }

  /** Leaves the tombstone. index: _id */
  async bury({ _id, ...row }: ParticipantRow, unit: UnitOfWork): Promise<void> {
    const { session } = unit;
    await this.models.participants.replaceOne({ _id }, row, { session });
    await this.models.access.deleteMany({ participantId: _id }, { session });
  }

  async withdrawConsents(participantIds: readonly string[], unit: UnitOfWork): Promise<void> {
    await this.models.participants.updateMany(
      { _id: { $in: [...participantIds] }, erasedAt: { $exists: false } },
      { $set: { consents: [] } },
      { session: unit.session },
    );
  }

  /** Forgets services, but for those that are open. index: participant_opened */
  async forgetServices(participantIds: readonly string[], open: readonly string[], unit: UnitOfWork): Promise<void> {
    await this.models.transactions.deleteMany(
      { participantId: { $in: [...participantIds] }, _id: { $nin: [...open] } },
      { session: unit.session },
    );
  }

  /** Forgets payments from before an instant. index: participant_paid */
  async forgetPayments(participantIds: readonly string[], before: Date, unit: UnitOfWork): Promise<void> {
    await this.models.payments.deleteMany(
      { participantId: { $in: [...participantIds] }, paidAt: { $lt: before } },
      { session: unit.session },
    );
  }

  /** When payments were made, the earliest first. index: participant_paid */
  async paidAt(participantIds: readonly string[], unit: UnitOfWork): Promise<Date[]> {
    const rows = await this.models.payments
      .find({ participantId: { $in: [...participantIds] } })
      .select({ paidAt: 1 })
      .session(unit.session)
      .lean()
      .exec();
    return rows.map(({ paidAt }) => paidAt).sort((a, b) => a.getTime() - b.getTime());
  }

  /** Rows of worker lists that name one of the people, by NIK. index: national_id_batch */
  async listedRows(nationalIdHashes: readonly string[], unit: UnitOfWork): Promise<string[]> {
    const rows = await this.models.workers
      .find({ nationalIdHash: { $in: [...nationalIdHashes] } })
      .select({ _id: 1 })
      .session(unit.session)
      .lean()
      .exec();
    return rows.map(({ _id }) => _id);
  }

  /** Those of the rows that still exist. index: _id */
  async stillListed(ids: readonly string[], unit: UnitOfWork): Promise<string[]> {
    const rows = await this.models.workers
      .find({ _id: { $in: [...ids] } })
      .select({ _id: 1 })
      .session(unit.session)
      .lean()
      .exec();
    return rows.map(({ _id }) => _id);
  }
}
