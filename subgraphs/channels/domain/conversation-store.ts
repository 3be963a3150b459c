import type { ChannelEvent } from '../../../plugins/sdk/index.js';
import type { UnitOfWork } from '../../kernel/database.js';
import type { EventLog } from '../../kernel/event-log/index.js';
import type { ConversationRow } from '../data/channel.models.js';
import type { ConversationRepository } from '../data/conversation.repository.js';
import { Conversation, type ConversationState } from './conversation.js';
import type { ConversationMapper } from './conversation.mapper.js';
import { channelById, type ChannelHost } from './ports.js';
import type { Touchpoints } from './touchpoints.js';
import { calendarOf, standardsOf, type ServiceStandards } from './service-standards.js';

/** Loads conversations for work and keeps them again, with the event of what changed. */
export class ConversationStore {
  private readonly before = new WeakMap<Conversation, { status: string; assigneeId: string | null }>();

  constructor(
    private readonly parts: {
      readonly host: ChannelHost;
      readonly events: EventLog;
      readonly repository: ConversationRepository;
      readonly mapper: ConversationMapper;
      readonly touchpoints: Touchpoints;
    },
  ) {}

  async openOf(contactId: string, unit: UnitOfWork): Promise<Conversation | null> {
    return this.loaded(await this.parts.repository.openOf(contactId, unit));
  }

  /** The latest conversation of a contact that is known as a participant or prospect, open or not. */
  async latestOf(
    contact: { contactId: string; participantId: string },
    unit: UnitOfWork,
  ): Promise<Conversation | null> {
    return this.loaded(await this.parts.repository.latestOf(contact, unit));
  }

  async byId(id: string, unit: UnitOfWork): Promise<Conversation | null> {
    return this.loaded(await this.parts.repository.byId(id, unit));
  }

  /** Keeps a new conversation and appends `conversation.opened`. `referral`: how the person came. */
  async insert(
    unit: UnitOfWork,
    input: Pick<ConversationState, 'channelId' | 'contactId' | 'contact' | 'participantId' | 'language' | 'openedAt'>,
    actor: string,
    referral?: ChannelEvent['referral'],
  ): Promise<Conversation> {
    const conversation = Conversation.open(input, this.standards(input.channelId));
    const { state } = conversation;
    await this.parts.repository.insert(this.parts.mapper.toRow(state), unit);
    this.before.set(conversation, { status: state.status, assigneeId: state.assigneeId });
    await this.parts.events.append(unit, 'conversationOpened', {
      key: `conversation:${state.id}`,
      actor,
      data: {
        conversationId: state.id,
        channelId: state.channelId,
        participantId: state.participantId,
        at: state.openedAt.toISOString(),
      },
    });
    const opened = { kind: 'conversation-opened' as const, at: state.openedAt, ...(referral && { referral }) };
    await this.touched(unit, state, actor, opened);
    return conversation;
  }

  /** Keeps a conversation; appends `conversation.changed` when status or assignee are others than when it was loaded. */
  async save(unit: UnitOfWork, conversation: Conversation, actor: string): Promise<void> {
    const { state } = conversation;
    await this.parts.repository.save(this.parts.mapper.toRow(state), unit);
    const before = this.before.get(conversation);
    if (before?.status === state.status && before.assigneeId === state.assigneeId) return;
    this.before.set(conversation, { status: state.status, assigneeId: state.assigneeId });
    const { id: conversationId, channelId, participantId, status, assigneeId, updatedAt } = state;
    await this.parts.events.append(unit, 'conversationChanged', {
      key: `conversation:${conversationId}`,
      actor,
      data: { conversationId, channelId, participantId, status, assigneeId, at: updatedAt.toISOString() },
    });
    if (status === 'CLOSED' && before?.status !== 'CLOSED') {
      await this.touched(unit, state, actor, { kind: 'conversation-closed', at: updatedAt });
    }
  }

  private touched(unit: UnitOfWork, state: ConversationState, actor: string, event: ChannelEvent): Promise<void> {
    const { id, channelId, participantId } = state;
    const cause = { channelId, conversationId: id, participantId, causeId: id, actor };
    return this.parts.touchpoints.record(unit, cause, event);
  }

  private loaded(row: ConversationRow | null): Conversation | null {
    if (row === null) return null;
    const state = this.parts.mapper.fromRow(row);
    const conversation = Conversation.of(state, this.standards(state.channelId));
    this.before.set(conversation, { status: state.status, assigneeId: state.assigneeId });
    return conversation;
  }

  private standards(channelId: string): ServiceStandards {
    const channel = channelById(this.parts.host, channelId);
    if (channel) return standardsOf(channel);
    return {
      calendar: calendarOf({ strategic: null }),
      officer: null,
      participant: null,
    };
  }
}
