import { randomUUID } from 'node:crypto';
import type { MessageContent } from '../../../plugins/sdk/index.js';
import type { UnitOfWork } from '../../kernel/database.js';
import type { EventLog } from '../../kernel/event-log/index.js';
import type { MessageRepository } from '../data/message.repository.js';
import type { Conversation } from './conversation.js';
import type { ConversationMapper } from './conversation.mapper.js';
import type { Message, MessageAuthor } from './message.js';
import type { ChannelHost } from './ports.js';
import type { Touchpoints } from './touchpoints.js';

/** Who says it. `messageId` makes a repetition recognisable; absent: a new one. */
export interface Speaker {
  readonly author: MessageAuthor;
  readonly actor: string;
  readonly officerId?: string;
  readonly messageId?: string;
}

/** A fresh message id. */
export const newMessageId = () => `msg_${randomUUID().replaceAll('-', '')}`;

/** Says something in a conversation: message, outbox row and event in the caller's transaction. */
export class Outgoing {
  constructor(
    private readonly parts: {
      readonly host: ChannelHost;
      readonly events: EventLog;
      readonly messages: MessageRepository;
      readonly mapper: ConversationMapper;
      readonly touchpoints: Touchpoints;
    },
  ) {}

  async say(
    unit: UnitOfWork,
    conversation: Conversation,
    content: MessageContent,
    speaker: Speaker,
    now: Date,
  ): Promise<Message> {
    const { host, events, messages, mapper, touchpoints } = this.parts;
    const { id: conversationId, channelId, contact, participantId } = conversation.state;
    const messageId = speaker.messageId ?? newMessageId();
    const letter = {
      channelId,
      conversationId,
      messageId,
      recipient: { key: contact.key, ...(contact.phone ? { phone: contact.phone } : {}) },
      content,
      priority: 'reply' as const,
      author: speaker.author === 'OFFICER' ? ('OFFICER' as const) : ('AUTOMATIC' as const),
    };
    const { degraded } = await host.enqueue(unit, letter, { isNew: speaker.messageId === undefined });
    const message = {
      id: messageId,
      conversationId,
      externalId: null,
      sequence: conversation.nextMessage(now),
      direction: 'OUTBOUND' as const,
      author: speaker.author,
      authorId: speaker.officerId ?? null,
      kind: content.kind,
      sentAt: now,
      receivedAt: now,
      status: 'QUEUED' as const,
      degradedFrom: degraded.length > 0 ? content.kind : null,
    };
    const row = mapper.toMessageRow(message, content);
    await messages.insert(row, unit);
    await events.append(unit, 'messageQueued', {
      key: `conversation:${conversationId}`,
      actor: speaker.actor,
      data: { conversationId, messageId, channelId, participantId, kind: content.kind, at: now.toISOString() },
    });
    const cause = { channelId, conversationId, participantId, causeId: messageId, actor: speaker.actor };
    await touchpoints.record(unit, cause, { kind: 'message-sent', contentKind: content.kind, at: now });
    return mapper.fromMessageRow(row);
  }
}
