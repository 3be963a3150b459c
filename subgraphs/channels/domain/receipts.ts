import { movableFrom, type ReceiptMoved } from '../../../plugins/sdk/index.js';
import type { UnitOfWork } from '../../kernel/database.js';
import type { EventLog } from '../../kernel/event-log/index.js';
import type { ConversationRepository } from '../data/conversation.repository.js';
import type { MessageRepository } from '../data/message.repository.js';
import type { Touchpoints } from './touchpoints.js';

/** Moves messages along the ladder QUEUED < SENT < DELIVERED < READ, or to FAILED; never back. */
export class ReceiptHandler {
  constructor(
    private readonly parts: {
      readonly events: EventLog;
      readonly messages: MessageRepository;
      readonly conversations: ConversationRepository;
      readonly touchpoints: Touchpoints;
    },
  ) {}

  /** A receipt of an unknown message (a campaign's) or an old one changes nothing. */
  async handle(receipt: ReceiptMoved, unit: UnitOfWork): Promise<void> {
    const { messages, conversations, events, touchpoints } = this.parts;
    const from = movableFrom(receipt.status);
    const moved = await messages.move(receipt.messageId, from, receipt.status, unit);
    if (!moved) return;
    const participantId = await conversations.participantOf(moved.conversationId, unit);
    await events.append(unit, 'messageStatusChanged', {
      key: `conversation:${moved.conversationId}`,
      actor: `channel:${receipt.channelId}`,
      data: {
        conversationId: moved.conversationId,
        messageId: moved._id,
        channelId: receipt.channelId,
        participantId,
        kind: moved.kind,
        at: receipt.at.toISOString(),
        status: receipt.status,
      },
    });
    const { conversationId, _id: causeId } = moved;
    const cause = {
      channelId: receipt.channelId,
      conversationId,
      participantId,
      causeId,
      actor: `channel:${receipt.channelId}`,
    };
    await touchpoints.record(unit, cause, { kind: 'receipt', contentKind: moved.kind, at: receipt.at });
  }
}
