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
  async remember({ _id, ...rest }: OfficerRow, unit: UnitOfWork): Promise<void> {
    const known = await this.models.officers.exists({ _id }).session(unit.session);
    if (known) return;
    try {
      await this.models.officers.insertOne({ _id, ...rest }, { session: unit.session });
    } catch (error) {
      throw asTransient(error);
    }
  }
}

/** Two first acts at once collide on the row: a conflict to run again, not a fault. */
function asTransient(error: unknown): unknown {
  const duplicate = error as { code?: unknown; addErrorLabel?: (label: string) => void };
  if (duplicate.code === 11_000) duplicate.addErrorLabel?.('TransientTransactionError');
  return error;
}
