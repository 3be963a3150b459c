import type { QueryFilter } from 'mongoose';
import type { UnitOfWork } from '../../kernel/database.js';
import type { Page } from '../../kernel/pagination.js';
import type { ChannelModels, ConversationRow } from './channel.models.js';

/** Which rows a viewer may see. */
export interface Visibility {
  readonly participantId?: string;
  readonly channelIds?: readonly string[];
}

export interface InboxFilter {
  readonly channelId?: string | null;
  readonly status?: string | null;
}

/** Open conversations of a channel in a status. */
export interface StatusCount {
  readonly channelId: string;
  readonly status: string;
  readonly count: number;
}

const openStatuses = ['OPEN', 'MENU', 'QUEUED', 'WITH_OFFICER', 'WAITING_PARTICIPANT'];

const visible = ({ participantId, channelIds }: Visibility): QueryFilter<ConversationRow> => ({
  ...(participantId === undefined ? {} : { participantId }),
  ...(channelIds === undefined ? {} : { channelId: { $in: [...channelIds] } }),
});

/** Conversations at rest. The only place that knows their collection. */
export class ConversationRepository {
  constructor(private readonly models: Pick<ChannelModels, 'conversations'>) {}

  /** The open conversation of a contact, held for this transaction: others that hold it too are run again. index: open_contact */
  openOf(contactId: string, unit: UnitOfWork): Promise<ConversationRow | null> {
    return this.hold({ contactId, open: true }, unit);
  }

  /** The latest conversation of a contact, held for this transaction. index: participant */
  async latestOf(
    { contactId, participantId }: { contactId: string; participantId: string },
    unit: UnitOfWork,
  ): Promise<ConversationRow | null> {
    const latest = await this.models.conversations
      .findOne({ participantId, contactId })
      .select({ _id: 1 })
      .sort({ openedAt: -1 })
      .session(unit.session)
      .lean()
      .exec();
    return latest && this.hold({ _id: latest._id }, unit);
  }

  /** A conversation, held for this transaction. index: _id */
  byId(id: string, unit: UnitOfWork): Promise<ConversationRow | null> {
    return this.hold({ _id: id }, unit);
  }

  /** index: _id */
  byIds(ids: readonly string[], visibility: Visibility): Promise<ConversationRow[]> {
    return this.models.conversations
      .find({ $and: [{ _id: { $in: [...ids] } }, visible(visibility)] })
      .lean()
      .exec();
  }

  private hold(filter: QueryFilter<ConversationRow>, unit: UnitOfWork): Promise<ConversationRow | null> {
    return this.models.conversations
      .findOneAndUpdate(filter, { $inc: { revision: 1 } }, { returnDocument: 'after' })
      .session(unit.session)
      .lean()
      .exec();
  }

  /** The participant of a conversation, without holding it. index: _id */
  async participantOf(id: string, unit: UnitOfWork): Promise<string | null> {
    const row = await this.models.conversations
      .findOne({ _id: id })
      .select({ participantId: 1 })
      .session(unit.session)
      .lean()
      .exec();
    return row?.participantId ?? null;
  }

  /** Open conversations whose silence has ended or ends next, the earliest first. index: silence */
  endingSilence(limit: number): Promise<{ _id: string; silenceEndsAt: Date }[]> {
    return this.models.conversations
      .find({ open: true, silenceEndsAt: { $gt: new Date(0) } })
      .select({ silenceEndsAt: 1 })
      .sort({ silenceEndsAt: 1 })
      .limit(limit)
      .lean<{ _id: string; silenceEndsAt: Date }[]>()
      .exec();
  }

  /** Open conversations whose officer's answer is or falls due, the earliest first. index: officer_due */
  officerDue(limit: number): Promise<{ _id: string; officerDueAt: Date }[]> {
    return this.models.conversations
      .find({ open: true, officerDueAt: { $gt: new Date(0) } })
      .select({ officerDueAt: 1 })
      .sort({ officerDueAt: 1 })
      .limit(limit)
      .lean<{ _id: string; officerDueAt: Date }[]>()
      .exec();
  }

  async insert(row: ConversationRow, unit: UnitOfWork): Promise<void> {
    await this.models.conversations.insertOne(row, { session: unit.session });
  }

  /** Writes the whole row of a conversation that this transaction holds. */
  async save(row: ConversationRow, unit: UnitOfWork): Promise<void> {
    const { _id, ...rest } = row;
    await this.models.conversations.replaceOne({ _id }, rest, { session: unit.session });
  }

  /** Newest change first. index: inbox where a channel is asked, else updated */
  async inbox(
    filter: InboxFilter,
    visibility: Visibility,
    after: readonly [number, string] | undefined,
    limit: number,
  ): Promise<Page<ConversationRow>> {
    const wanted: QueryFilter<ConversationRow>[] = [visible(visibility)];
    if (filter.channelId) wanted.push({ channelId: filter.channelId });
    wanted.push({ status: filter.status ?? { $in: openStatuses } });
    const older: QueryFilter<ConversationRow>[] = after
      ? [
          {
            $or: [
              { updatedAt: { $lt: new Date(after[0]) } },
              { updatedAt: new Date(after[0]), _id: { $lt: after[1] } },
            ],
          },
        ]
      : [];
    const [rows, totalCount] = await Promise.all([
      this.models.conversations
        .find({ $and: [...wanted, ...older] })
        .sort({ updatedAt: -1, _id: -1 })
        .limit(limit + 1)
        .lean()
        .exec(),
      this.models.conversations.countDocuments({ $and: wanted }).exec(),
    ]);
    return { rows: rows.slice(0, limit), hasNextPage: rows.length > limit, totalCount };
  }

  /** Ids of all conversations of participants that may be seen, newest first. index: participant */
  async idsOfParticipants(
    participantIds: readonly string[],
    visibility: Visibility,
  ): Promise<Pick<ConversationRow, '_id' | 'participantId' | 'openedAt'>[]> {
    return this.models.conversations
      .find({ $and: [{ participantId: { $in: [...participantIds] } }, visible(visibility)] })
      .select({ participantId: 1, openedAt: 1 })
      .sort({ openedAt: -1, _id: -1 })
      .lean()
      .exec();
  }

  /** How many open conversations channels have, by status. index: inbox */
  async countOpen(channelIds: readonly string[]): Promise<StatusCount[]> {
    const groups = await this.models.conversations
      .aggregate<{ _id: { channelId: string; status: string }; count: number }>([
        { $match: { channelId: { $in: [...channelIds] }, status: { $in: [...openStatuses] } } },
        { $group: { _id: { channelId: '$channelId', status: '$status' }, count: { $sum: 1 } } },
      ])
      .exec();
    return groups.map(({ _id, count }) => ({ ..._id, count }));
  }
}
