import type { UnitOfWork } from '../../kernel/database.js';
import type { AutomaticReplyRepository } from '../data/automatic-reply.repository.js';
import type { ConversationState } from './conversation.js';
import { channelById, type ChannelHost } from './ports.js';

/**
 * What the hub may say unasked. It leaves the only reply that a provider takes to the officer. And it keeps robots from
 * answering each other: on channels with an `automaticReplyInterval`, a contact gets at most one answer in it that it did
 * not ask for (RFC 3834, section 2). Other channels cost no database call.
 */
export class AutomaticReplies {
  constructor(private readonly parts: { readonly host: ChannelHost; readonly repository: AutomaticReplyRepository }) {}

  /** True when something may be said unasked now; that is noted. */
  async mayVolunteer(
    { channelId, contactId, contact }: Pick<ConversationState, 'channelId' | 'contactId' | 'contact'>,
    now: Date,
    unit: UnitOfWork,
  ): Promise<boolean> {
    if (contact.singleReply) return false;
    const interval = channelById(this.parts.host, channelId)?.capabilities.automaticReplyInterval;
    if (interval === undefined) return true;
    const since = new Date(now.getTime() - interval);
    return this.parts.repository.claim(contactId, since, now, new Date(now.getTime() + interval), unit);
  }
}
