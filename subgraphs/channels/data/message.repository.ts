import type { UnitOfWork } from '../../kernel/database.js';
import type { ChannelModels, MessageRow } from './channel.models.js';

/** Messages at rest. The only place that knows their collection. */
export class MessageRepository {
  constructor(private readonly models: Pick<ChannelModels, 'messages'>) {}

  async insert(row: MessageRow, unit: UnitOfWork): Promise<void> {
    await this.models.messages.insertOne(row, { session: unit.session });
  }

  /** index: _id */
  byId(id: string, unit: UnitOfWork): Promise<MessageRow | null> {
    return this.models.messages.findOne({ _id: id }).session(unit.session).lean().exec();
  }

  /** index: _id */
  byIds(ids: readonly string[]): Promise<MessageRow[]> {
    return this.models.messages
      .find({ _id: { $in: [...ids] } })
      .lean()
      .exec();
  }

  /**
   * The messages after a sequence, at most `first` of each conversation: sequences have no gaps, so one range serves
   * all conversations of a list in one call. index: conversation
   */
  after(conversationIds: readonly string[], sequence: number, first: number): Promise<MessageRow[]> {
    return this.models.messages
      .find({ conversationId: { $in: [...conversationIds] }, sequence: { $gt: sequence, $lte: sequence + first } })
      .sort({ conversationId: 1, sequence: 1 })
      .lean()
      .exec();
  }

  /** Moves a status forward and gives the moved row, or null when the message is unknown or further on already. */
  move(id: string, from: readonly string[], to: string, unit: UnitOfWork): Promise<MessageRow | null> {
    return this.models.messages
      .findOneAndUpdate({ _id: id, status: { $in: [...from] } }, { $set: { status: to } }, { returnDocument: 'after' })
      .session(unit.session)
      .lean()
      .exec();
  }
}
