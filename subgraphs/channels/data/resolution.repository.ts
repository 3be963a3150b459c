import type { UnitOfWork } from '../../kernel/database.js';
import type { ChannelModels } from './channel.models.js';
import type { ResolutionQuestionRow } from './resolution.model.js';

/** Questions whether a complaint is solved that nobody has answered yet. */
export class ResolutionRepository {
  constructor(private readonly models: Pick<ChannelModels, 'resolutionQuestions'>) {}

  /** Open questions to a contact, the latest first. index: contact */
  openOf(contactId: string, unit: UnitOfWork): Promise<ResolutionQuestionRow[]> {
    return this.models.resolutionQuestions
      .find({ contactId })
      .sort({ askedAt: -1 })
      .session(unit.session)
      .lean()
      .exec();
  }

  /** Keeps the question; one about the same complaint takes its place. index: _id */
  async ask({ _id, ...row }: ResolutionQuestionRow, unit: UnitOfWork): Promise<void> {
    await this.models.resolutionQuestions.updateOne({ _id }, { $set: row }, { upsert: true, session: unit.session });
  }

  /** The question is answered, here or elsewhere. index: _id */
  async settle(complaintId: string, unit: UnitOfWork): Promise<void> {
    await this.models.resolutionQuestions.deleteOne({ _id: complaintId }, { session: unit.session });
  }
}
