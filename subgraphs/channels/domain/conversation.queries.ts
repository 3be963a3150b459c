import { requireScope, type RequestContext } from '../../kernel/context.js';
import { forbidden } from '../../kernel/errors.js';
import { createLoader } from '../../kernel/loaders.js';
import type { Page } from '../../kernel/pagination.js';
import type { ConversationRepository, InboxFilter, Visibility } from '../data/conversation.repository.js';
import type { MessageRepository } from '../data/message.repository.js';
import type { ConversationState } from './conversation.js';
import type { ConversationMapper } from './conversation.mapper.js';
import type { Message } from './message.js';
import { groupDated, pageOfEach, type DatedId } from './pages.js';
import { conversationVisibility } from './visibility.js';

/** Position in a list that is sorted by time and id. */
export type TimePosition = readonly [milliseconds: number, id: string];

/** Reads conversations by the viewer's rights. Database calls do not grow with the length of a list. */
export class ConversationQueries {
  constructor(
    private readonly parts: {
      readonly conversations: ConversationRepository;
      readonly messages: MessageRepository;
      readonly mapper: ConversationMapper;
    },
  ) {}

  /** One loader a request: rows the viewer may not see are null, like those that do not exist. */
  readonly byId = createLoader<ConversationState>(async (context, ids) => {
    const visibility = conversationVisibility(context.principal);
    if (visibility === 'none') return new Map();
    const rows = await this.parts.conversations.byIds(ids, visibility);
    return new Map(rows.map((row) => [row._id, this.parts.mapper.fromRow(row)]));
  });

  readonly messageById = createLoader<Message>(async (_context, ids) => {
    const rows = await this.parts.messages.byIds(ids);
    return new Map(rows.map((row) => [row._id, this.parts.mapper.fromMessageRow(row)]));
  });

  private readonly idsByParticipant = createLoader<readonly DatedId[]>(async (context, participantIds) => {
    const visibility = conversationVisibility(context.principal);
    if (visibility === 'none') return new Map();
    const rows = await this.parts.conversations.idsOfParticipants(participantIds, visibility);
    return groupDated(rows);
  });

  async find(context: RequestContext, id: string): Promise<ConversationState | null> {
    this.visibility(context);
    return this.byId(context).load(id);
  }

  /** Conversations by latest change; without a status those that are not closed. */
  async inbox(
    context: RequestContext,
    filter: InboxFilter,
    after: TimePosition | undefined,
    limit: number,
  ): Promise<Page<ConversationState>> {
    const page = await this.parts.conversations.inbox(filter, this.visibility(context), after, limit);
    return { ...page, rows: page.rows.map((row) => this.parts.mapper.fromRow(row)) };
  }

  /** A participant's conversations, newest first. An empty page for a viewer who may see none. */
  async ofParticipant(
    context: RequestContext,
    participantId: string,
    after: TimePosition | undefined,
    limit: number,
  ): Promise<Page<ConversationState>> {
    const ids = (await this.idsByParticipant(context).load(participantId)) ?? [];
    return pageOfEach(ids, after, limit, (wanted) => this.byId(context).loadMany(wanted));
  }

  /** Messages of a conversation in order, after a sequence. */
  async messages(
    context: RequestContext,
    conversation: ConversationState,
    after: number,
    limit: number,
  ): Promise<Page<Message>> {
    const rows = (await this.messageLoader(context, after, limit).load(conversation.id)) ?? [];
    const last = rows.at(-1)?.sequence ?? after;
    return { rows, hasNextPage: last < conversation.messageCount, totalCount: conversation.messageCount };
  }

  /** One loader a request and range: a list of conversations asks for the same range of each. */
  private messageLoader(context: RequestContext, after: number, limit: number) {
    const key = `messages:${after}:${limit}`;
    let loader = context.cache.get(key) as ReturnType<typeof createLoader<readonly Message[]>> | undefined;
    if (!loader) {
      loader = createLoader<readonly Message[]>(async (_context, ids) => {
        const rows = await this.parts.messages.after(ids, after, limit);
        const byConversation = new Map<string, Message[]>(ids.map((id) => [id, []]));
        for (const row of rows) byConversation.get(row.conversationId)?.push(this.parts.mapper.fromMessageRow(row));
        return byConversation;
      });
      context.cache.set(key, loader);
    }
    return loader(context);
  }

  private visibility(context: RequestContext): Visibility {
    requireScope(context, 'conversations:read');
    const visibility = conversationVisibility(context.principal);
    if (visibility === 'none') throw forbidden('conversations:read');
    return visibility;
  }
}
