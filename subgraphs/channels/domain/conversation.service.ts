import { createHash } from 'node:crypto';
import type { Principal } from '../../../schema/index.js';
import { fill, type OutboundAuthor } from '../../../plugins/sdk/index.js';
import { requireScope, type RequestContext } from '../../kernel/context.js';
import type { Database, UnitOfWork } from '../../kernel/database.js';
import type { MessageRepository } from '../data/message.repository.js';
import type { OfficerRepository } from '../data/officer.repository.js';
import type { AutomaticReplies } from './automatic-replies.js';
import type { ConversationStore } from './conversation-store.js';
import type { Conversation, ConversationState } from './conversation.js';
import type { ConversationMapper } from './conversation.mapper.js';
import type { Message } from './message.js';
import { assignTo } from './officer-joined.js';
import { newMessageId, type Outgoing } from './outgoing.js';
import { channelById, type ChannelHost } from './ports.js';
import type { Presence } from './presence.js';
import { conversationVisibility, maySee } from './visibility.js';

/** How an action on a conversation ends when it cannot be done; nothing was changed. */
export type Refusal =
  | { readonly kind: 'invalid'; readonly field: string; readonly message: string }
  | { readonly kind: 'notFound' }
  | { readonly kind: 'notNow'; readonly message: string };

export type SendOutcome =
  { readonly kind: 'queued'; readonly message: Message; readonly conversation: ConversationState } | Refusal;
export type ChangeOutcome = { readonly kind: 'changed'; readonly conversation: ConversationState } | Refusal;

/** Longest text an officer may send at once; channels cut further (and say so) where they must. */
export const longestText = 4_096;

const longestKey = 200;
/** Ids of officers are subjects of tokens; the event log takes them up to this length. */
const longestOfficerId = 128;

export interface ConversationServiceParts {
  readonly database: Database;
  readonly host: ChannelHost;
  readonly store: ConversationStore;
  readonly messages: MessageRepository;
  readonly mapper: ConversationMapper;
  readonly outgoing: Outgoing;
  readonly officers: OfficerRepository;
  readonly automaticReplies: AutomaticReplies;
  readonly presence: Presence;
  readonly now: () => Date;
}

const notFound: Refusal = { kind: 'notFound' };
const closed: Refusal = {
  kind: 'notNow',
  message: 'The conversation is closed; the next message of the participant opens a new one.',
};

/** What officers do in conversations. */
export class ConversationService {
  constructor(private readonly parts: ConversationServiceParts) {}

  /** Puts an officer's text in the outbox and takes the conversation. The same idempotency key sends once. */
  async send(
    context: RequestContext,
    input: { readonly conversationId: string; readonly text: string; readonly idempotencyKey?: string | null },
  ): Promise<SendOutcome> {
    const principal = requireScope(context, 'conversations:write');
    const text = input.text.trim();
    if (text === '' || text.length > longestText) {
      return { kind: 'invalid', field: 'text', message: `A text has 1 to ${longestText} characters.` };
    }
    if ((input.idempotencyKey ?? '').length > longestKey) {
      return { kind: 'invalid', field: 'idempotencyKey', message: `A key has at most ${longestKey} characters.` };
    }
    const messageId = input.idempotencyKey
      ? keyedId(principal, input.conversationId, input.idempotencyKey)
      : newMessageId();
    return this.change(principal, input.conversationId, async (conversation, unit): Promise<SendOutcome> => {
      const sent = await this.parts.messages.byId(messageId, unit);
      if (sent) return queued(this.parts.mapper.fromMessageRow(sent), conversation);
      if (!conversation.isOpen) return closed;
      const now = this.parts.now();
      const refused = this.windowRefusal(conversation.state, now);
      if (refused) return refused;
      await this.remember(principal, unit);
      const speaker = { author: 'OFFICER' as const, actor: principal.subject, officerId: principal.subject, messageId };
      const message = await this.parts.outgoing.say(unit, conversation, { kind: 'text', text }, speaker, now);
      conversation.answered(principal.subject, now);
      await this.parts.store.save(unit, conversation, principal.subject);
      return queued(message, conversation);
    });
  }

  /** Gives the conversation to an officer, by default to the caller. The menu is silent from then on. */
  async assign(
    context: RequestContext,
    input: { readonly conversationId: string; readonly officerId?: string | null },
  ): Promise<ChangeOutcome> {
    const principal = requireScope(context, 'conversations:write');
    const { officerId } = input;
    if (typeof officerId === 'string' && (officerId.trim() === '' || officerId.length > longestOfficerId)) {
      return {
        kind: 'invalid',
        field: 'officerId',
        message: `An officer's id has 1 to ${longestOfficerId} characters.`,
      };
    }
    return this.change(principal, input.conversationId, async (conversation, unit): Promise<ChangeOutcome> => {
      if (!conversation.isOpen) return closed;
      if (!input.officerId || input.officerId === principal.subject) await this.remember(principal, unit);
      await assignTo(this.parts, conversation, input.officerId ?? principal.subject, this.parts.now(), unit);
      await this.parts.store.save(unit, conversation, principal.subject);
      return { kind: 'changed', conversation: conversation.state };
    });
  }

  /** Ends the conversation, by default with a word to the participant where the channel still allows one. */
  async close(
    context: RequestContext,
    input: { readonly conversationId: string; readonly silently?: boolean | null },
  ): Promise<ChangeOutcome> {
    const principal = requireScope(context, 'conversations:write');
    return this.change(principal, input.conversationId, async (conversation, unit): Promise<ChangeOutcome> => {
      if (!conversation.isOpen) return closed;
      const now = this.parts.now();
      const { state } = conversation;
      const farewell = channelById(this.parts.host, state.channelId)?.menu?.texts.closed[state.language];
      const mayWrite = !input.silently && farewell && !this.windowRefusal(state, now, 'AUTOMATIC');
      if (mayWrite && (await this.parts.automaticReplies.mayVolunteer(state, now, unit))) {
        const speaker = { author: 'SYSTEM' as const, actor: principal.subject };
        await this.parts.outgoing.say(unit, conversation, { kind: 'text', text: fill(farewell, {}) }, speaker, now);
      }
      conversation.close(now);
      await this.parts.store.save(unit, conversation, principal.subject);
      return { kind: 'changed', conversation: state };
    });
  }

  /** When an officer's free messages may no longer be sent (or the hub's own: `AUTOMATIC`); null: always. */
  replyWindowEnd(
    conversation: Pick<ConversationState, 'channelId' | 'lastInboundAt'>,
    author: OutboundAuthor = 'OFFICER',
  ): Date | null {
    const { replyWindow = null, officerReplyWindow = replyWindow } =
      channelById(this.parts.host, conversation.channelId)?.capabilities ?? {};
    const window = author === 'OFFICER' ? officerReplyWindow : replyWindow;
    return window === null ? null : new Date(conversation.lastInboundAt.getTime() + window);
  }

  private windowRefusal(state: ConversationState, now: Date, author: OutboundAuthor = 'OFFICER'): Refusal | undefined {
    const channel = channelById(this.parts.host, state.channelId);
    if (!channel) return { kind: 'notNow', message: 'The channel is not configured any more.' };
    const end = this.replyWindowEnd(state, author);
    if (end === null || now <= end) return undefined;
    return {
      kind: 'notNow',
      message: `The reply window ended at ${end.toISOString()}; only an approved template may be sent until the participant writes again.`,
    };
  }

  private async change<T>(
    principal: Principal,
    id: string,
    work: (conversation: Conversation, unit: UnitOfWork) => Promise<T>,
  ): Promise<T | typeof notFound> {
    const visibility = conversationVisibility(principal);
    const outcome = await this.parts.database.transaction(async (unit) => {
      const conversation = await this.parts.store.byId(id, unit);
      return conversation && maySee(visibility, conversation.state) ? work(conversation, unit) : notFound;
    });
    await this.parts.presence.acted(principal.subject);
    return outcome;
  }

  private async remember({ subject, unit: office }: Principal, unit: UnitOfWork): Promise<void> {
    await this.parts.officers.remember({ _id: subject, name: subject, unit: office ?? '', skills: [] }, unit);
  }
}

function queued(message: Message, conversation: Conversation): SendOutcome {
  return { kind: 'queued', message, conversation: conversation.state };
}

/** One id for one officer's key in one conversation, however often it is sent. */
function keyedId({ subject }: Principal, conversation: string, key: string): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([subject, conversation, key]))
    .digest('hex');
  return `msg_${digest.slice(0, 32)}`;
}
