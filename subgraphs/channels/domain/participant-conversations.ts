import type { UnitOfWork } from '../../kernel/database.js';
import type { Contacts } from './contacts.js';
import type { Conversation } from './conversation.js';
import type { ConversationStore } from './conversation-store.js';
import { channelById, type ChannelHost } from './ports.js';

/** Whom news is for, on which channel. */
export interface Addressee {
  readonly channelId: string;
  readonly participantId: string | null;
}

/**
 * Conversations by which a participant is told what no conversation asked for: on channels that are addressed by
 * participant, such as an app's inbox. Elsewhere the hub does not write first.
 */
export class ParticipantConversations {
  constructor(
    private readonly parts: {
      readonly host: ChannelHost;
      readonly store: ConversationStore;
      readonly contacts: Contacts;
    },
  ) {}

  /** The participant's open conversation on the channel, or a new one; null where the hub cannot write first. */
  async of(
    { channelId, participantId }: Addressee,
    unit: UnitOfWork,
    actor: string,
    now: Date,
  ): Promise<Conversation | null> {
    const { host, store, contacts } = this.parts;
    if (participantId === null || channelById(host, channelId)?.capabilities.addressedBy !== 'participant') return null;
    const { contactId, language } = await contacts.ofParticipant(channelId, participantId, unit);
    const open = await store.openOf(contactId, unit);
    if (open && !open.isSilentAt(now)) return open;
    if (open) {
      open.close(now);
      await store.save(unit, open, actor);
    }
    const contact = { key: participantId };
    return store.insert(unit, { channelId, contactId, contact, participantId, language, openedAt: now }, actor);
  }
}
