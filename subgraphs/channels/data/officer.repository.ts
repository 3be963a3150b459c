import type { UnitOfWork } from '../../kernel/database.js';
import type { ChannelModels, OfficerRow } from './channel.models.js';

/** Officers: who answers participants. */
export class OfficerRepository {
  constructor(private readonly models: Pick<ChannelModels, 'officers'>) {}

  /** index: _id */
  byIds(ids: readonly string[]): Promise<OfficerRow[]> {
    return this.models.officers
      .find({ _id: { $in: [...ids] } })
      .lean()
      .exec();
  }

  /** Enters an officer who acts for the first time; a known one keeps name and skills. */
  async remember(row: OfficerRow, unit: UnitOfWork): Promise<void> {
    const { _id, ...rest } = row;
    const known = await this.models.officers.exists({ _id }).session(unit.session);
    if (!known) await this.models.officers.insertOne({ _id, ...rest }, { session: unit.session });
  }
}
