import type { UnitOfWork } from '../../kernel/database.js';
import type { ChannelModels, ConversationRow, OfficerRow } from './channel.models.js';

/** An officer to whom conversations are brought. */
export type PushOfficerRow = Pick<OfficerRow, '_id' | 'skills' | 'channels' | 'pushedAt'> & {
  readonly capacity: number;
};
/** Somebody who waits for an officer of any channel. */
export type QueuedRow = Pick<ConversationRow, '_id' | 'channelId' | 'skill'>;

const withOfficer = ['WITH_OFFICER', 'WAITING_PARTICIPANT'];

/** Who could be brought to whom. The only place that knows how officers and queues are stored for that. */
export class DispatchRepository {
  constructor(private readonly models: Pick<ChannelModels, 'conversations' | 'officers'>) {}

  /** Officers who are there at an instant and want conversations brought. index: available */
  officers(now: Date): Promise<PushOfficerRow[]> {
    return this.models.officers
      .find({ available: true, presentUntil: { $gt: now }, capacity: { $gt: 0 } })
      .lean<PushOfficerRow[]>()
      .exec();
  }

  /** Who waits, in the order in which they are served, at most `limit`. index: queue_rank */
  queued(limit: number): Promise<QueuedRow[]> {
    return this.models.conversations
      .find({ status: 'QUEUED' })
      .select({ channelId: 1, skill: 1 })
      .sort({ rank: 1, queuedAt: 1, _id: 1 })
      .limit(limit)
      .lean<QueuedRow[]>()
      .exec();
  }

  /** How many open conversations officers hold; who holds none is absent. index: assignee */
  async loads(officerIds: readonly string[], unit?: UnitOfWork): Promise<Map<string, number>> {
    const groups = await this.models.conversations
      .aggregate<{ _id: string; count: number }>([
        { $match: { assigneeId: { $in: [...officerIds] }, open: true, status: { $in: withOfficer } } },
        { $group: { _id: '$assigneeId', count: { $sum: 1 } } },
      ])
      .session(unit?.session ?? null)
      .exec();
    return new Map(groups.map(({ _id, count }) => [_id, count]));
  }

  /** Takes an officer's turn, held for this transaction; null when it is away or wants nothing brought any more. */
  takeTurn(id: string, now: Date, unit: UnitOfWork): Promise<PushOfficerRow | null> {
    return this.models.officers
      .findOneAndUpdate(
        { _id: id, available: true, presentUntil: { $gt: now }, capacity: { $gt: 0 } },
        { $set: { pushedAt: now } },
        { returnDocument: 'after' },
      )
      .session(unit.session)
      .lean<PushOfficerRow>()
      .exec();
  }
}
