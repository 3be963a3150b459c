import type { UnitOfWork } from '../../kernel/database.js';
import type { ChannelModels } from './channel.models.js';

/** When contacts were last answered without having asked. The only place that knows the collection. */
export class AutomaticReplyRepository {
  constructor(private readonly models: Pick<ChannelModels, 'automaticReplies'>) {}

  /**
   * Notes an answer that was not asked for, unless the contact got one since `since`; false: it did. The transaction holds
   * the contact's conversation, so two turns of one contact do not meet here. index: _id
   */
  async claim(contactId: string, since: Date, now: Date, purgeAt: Date, unit: UnitOfWork): Promise<boolean> {
    const { automaticReplies } = this.models;
    const known = await automaticReplies.findOne({ _id: contactId }).session(unit.session).lean().exec();
    if (known && known.at > since) return false;
    await automaticReplies.replaceOne(
      { _id: contactId },
      { at: now, purgeAt },
      { upsert: true, session: unit.session },
    );
    return true;
  }
}
