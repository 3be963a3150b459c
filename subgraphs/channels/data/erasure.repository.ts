import type { UnitOfWork } from '../../kernel/database.js';
import type { ChannelModels, ConversationRow, ServiceRequestRow } from './channel.models.js';

/** Everything that channels keep of people, as erasure needs it. */
export class ErasureRepository {
  constructor(private readonly models: ChannelModels) {}

  /** index: participant */
  conversationsOf(participantIds: readonly string[], unit: UnitOfWork): Promise<ConversationRow[]> {
    return this.models.conversations
      .find({ participantId: { $in: [...participantIds] } })
      .session(unit.session)
      .lean()
      .exec();
  }

  /** Leaves times, counts and clocks of a conversation; nobody is behind it any more, and nobody waits in it. */
  async forgetConversation(id: string, contact: string, closedAt: Date, unit: UnitOfWork): Promise<void> {
    const nobody = { participantId: null, contactId: `erased:${id}`, contact, menu: null, menuPath: [] };
    const ended = { status: 'CLOSED', closedAt, queuedAt: null, silenceEndsAt: null, officerDueAt: null };
    await this.models.conversations.updateOne(
      { _id: id },
      { $set: { ...nobody, ...ended }, $unset: { open: '' }, $inc: { revision: 1 } },
      { session: unit.session },
    );
  }

  /** Deletes the messages of a conversation and answers their ids. index: conversation */
  async forgetMessages(conversationId: string, unit: UnitOfWork): Promise<string[]> {
    const { session } = unit;
    const rows = await this.models.messages.find({ conversationId }).select({ _id: 1 }).session(session).lean().exec();
    await this.models.messages.deleteMany({ conversationId }, { session });
    return rows.map(({ _id }) => _id);
  }

  /** What was asked of or told to contacts without their asking. index: contact, _id */
  async forgetContacts(contactIds: readonly string[], unit: UnitOfWork): Promise<void> {
    const { session } = unit;
    await this.models.resolutionQuestions.deleteMany({ contactId: { $in: [...contactIds] } }, { session });
    await this.models.automaticReplies.deleteMany({ _id: { $in: [...contactIds] } }, { session });
  }

  /** Keys and ids by which senders are recognised. index: participant */
  async forgetKeys(participantIds: readonly string[], unit: UnitOfWork): Promise<void> {
    const theirs = { participantId: { $in: [...participantIds] } };
    await this.models.contacts.deleteMany(theirs, { session: unit.session });
  }

  /** Requests of people that have ended. index: participant */
  endedRequests(
    participantIds: readonly string[],
    statuses: readonly string[],
    unit: UnitOfWork,
  ): Promise<ServiceRequestRow[]> {
    return this.models.serviceRequests
      .find({ participantId: { $in: [...participantIds] }, status: { $in: [...statuses] } })
      .session(unit.session)
      .lean()
      .exec();
  }

  /** Leaves kind, steps and times of a request. */
  async forgetRequest({ _id, history }: ServiceRequestRow, payload: string, unit: UnitOfWork): Promise<void> {
    const bare = history.map((step) => ({ ...step, note: null, key: null }));
    await this.models.serviceRequests.updateOne(
      { _id },
      { $set: { participantId: null, payload, history: bare }, $unset: { origin: '' } },
      { session: unit.session },
    );
  }
}
