import type { UnitOfWork } from '../../kernel/database.js';
import type { ParticipantModels, ParticipantRow } from './participant.model.js';

/** The data bank as worker lists need it: many people at once, found by NIK. */
export class EmployerParticipantsRepository {
  constructor(private readonly models: Pick<ParticipantModels, 'participants'>) {}

  /** index: national_id */
  async byNationalIdHashes(hashes: readonly string[], unit?: UnitOfWork): Promise<ParticipantRow[]> {
    return this.models.participants
      .find({ 'nationalId.hash': { $in: [...hashes] } })
      .session(unit?.session ?? null)
      .lean()
      .exec();
  }

  /** index: _id */
  async byIds(ids: readonly string[]): Promise<ParticipantRow[]> {
    return this.models.participants
      .find({ _id: { $in: [...ids] } })
      .lean()
      .exec();
  }

  async insert(rows: readonly ParticipantRow[], unit: UnitOfWork): Promise<void> {
    if (rows.length === 0) return;
    await this.models.participants.collection.insertMany(rows as never[], { session: unit.session });
  }
}
