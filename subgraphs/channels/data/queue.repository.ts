import type { UnitOfWork } from '../../kernel/database.js';
import type { ChannelModels, ConversationRow, OfficerRow } from './channel.models.js';

/** Somebody who waits for an officer. */
export type WaitingRow = Pick<ConversationRow, '_id' | 'channelId' | 'skill' | 'queuedAt' | 'rank'>;
/** A conversation that an officer took and that has ended since. */
export type HandledRow = Pick<ConversationRow, 'channelId' | 'assignedAt' | 'closedAt'>;

/** Whether an officer is there, and for what. */
export interface PresenceChange {
  readonly available: boolean;
  readonly presentUntil: Date;
  readonly skills?: readonly string[];
  readonly capacity?: number;
  readonly channels?: readonly string[];
}

const mostWaiting = 10_000;
const mostHandled = 500;

/** The queues: who waits, who is there to answer, and how long answering takes. */
export class QueueRepository {
  constructor(private readonly models: Pick<ChannelModels, 'conversations' | 'officers'>) {}

  /** All who wait on channels, in the order in which they are served. index: inbox */
  waiting(channelIds: readonly string[], unit?: UnitOfWork): Promise<WaitingRow[]> {
    return this.models.conversations
      .find({ channelId: { $in: [...channelIds] }, status: 'QUEUED' })
      .select({ channelId: 1, skill: 1, queuedAt: 1, rank: 1 })
      .sort({ rank: 1, queuedAt: 1, _id: 1 })
      .limit(mostWaiting)
      .session(unit?.session ?? null)
      .lean()
      .exec();
  }

  /** Who is served next of those whom somebody with these skills may serve. index: queue_rank */
  longestWaiting(
    skills: readonly (string | null)[],
    channelIds: readonly string[] | undefined,
    unit: UnitOfWork,
  ): Promise<{ _id: string } | null> {
    return this.models.conversations
      .findOne({
        status: 'QUEUED',
        skill: { $in: [...skills] },
        ...(channelIds === undefined ? {} : { channelId: { $in: [...channelIds] } }),
      })
      .select({ _id: 1 })
      .sort({ rank: 1, queuedAt: 1, _id: 1 })
      .session(unit.session)
      .lean<{ _id: string } | null>()
      .exec();
  }

  /** Conversations with an officer that ended since an instant, the latest first, at most 500. index: inbox */
  handledSince(channelIds: readonly string[], since: Date, unit?: UnitOfWork): Promise<HandledRow[]> {
    return this.models.conversations
      .find({
        channelId: { $in: [...channelIds] },
        status: 'CLOSED',
        updatedAt: { $gte: since },
        assignedAt: { $gt: new Date(0) },
      })
      .select({ channelId: 1, assignedAt: 1, closedAt: 1 })
      .sort({ updatedAt: -1 })
      .limit(mostHandled)
      .session(unit?.session ?? null)
      .lean()
      .exec();
  }

  /** Officers who are there at an instant. index: available */
  available(now: Date, unit?: UnitOfWork): Promise<OfficerRow[]> {
    return this.models.officers
      .find({ available: true, presentUntil: { $gt: now } })
      .session(unit?.session ?? null)
      .lean()
      .exec();
  }

  /** `skills` and `capacity` that are absent stay as they were; `channels` that are absent mean all. */
  async setPresence(
    { _id, ...known }: Pick<OfficerRow, '_id' | 'name' | 'unit'>,
    presence: PresenceChange,
    unit: UnitOfWork,
  ): Promise<OfficerRow> {
    const { available, presentUntil, skills, capacity, channels } = presence;
    await this.models.officers.updateOne(
      { _id },
      {
        $set: {
          available,
          presentUntil,
          ...(skills && { skills: [...skills] }),
          ...(capacity !== undefined && { capacity }),
          ...(channels && { channels: [...channels] }),
        },
        ...(!channels && { $unset: { channels: 1 } }),
        $setOnInsert: { ...known, ...(skills ? {} : { skills: [] }) },
      },
      { upsert: true, session: unit.session },
    );
    return (await this.officer(_id, unit))!;
  }

  /** Who is there at an instant stays there until another; who is away stays away. index: _id */
  async extendPresence(id: string, now: Date, until: Date): Promise<void> {
    await this.models.officers.updateOne(
      { _id: id, available: true, presentUntil: { $gt: now } },
      { $max: { presentUntil: until } },
    );
  }

  /** index: _id */
  officer(id: string, unit: UnitOfWork): Promise<OfficerRow | null> {
    return this.models.officers.findOne({ _id: id }).session(unit.session).lean().exec();
  }
}
