import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { ServiceClock, toServiceClock } from '../../kernel/clock-types.js';
import type { RequestContext } from '../../kernel/context.js';
import type { Cursors } from '../../kernel/cursor.js';
import { PageArguments, pageSize, toConnection, type Connection, type Page } from '../../kernel/pagination.js';
import { DateTimeScalar } from '../../kernel/scalars.js';
import type { Channels } from '../domain/channels.js';
import type { ConversationQueries, TimePosition } from '../domain/conversation.queries.js';
import type { ConversationService } from '../domain/conversation.service.js';
import type { ConversationState, ConversationStatus } from '../domain/conversation.js';
import type { Message } from '../domain/message.js';
import type { Officers } from '../domain/officers.js';
import { clocksOf } from '../domain/waits.js';
import { ChannelType } from './channel.types.js';
import {
  ConversationConnection,
  ConversationType,
  MessageConnection,
  OfficerType,
  ParticipantStub,
} from './conversation.types.js';
import { ConversationStatusEnum } from './enums.js';

export interface ConversationResolverParts {
  readonly queries: ConversationQueries;
  readonly service: ConversationService;
  readonly channels: Channels;
  readonly officers: Officers;
  readonly cursors: Cursors;
  readonly now: () => Date;
}

/** Conversations: queries, and the fields that need other rows. */
@Resolver(() => ConversationType)
export class ConversationResolver {
  constructor(private readonly parts: ConversationResolverParts) {}

  @Query(() => ConversationType, {
    nullable: true,
    description: 'One conversation; null when there is none that the viewer may see. Scope conversations:read.',
  })
  conversation(@Ctx() context: RequestContext, @Arg('id', () => ID, { description: 'Id in the hub.' }) id: string) {
    return this.parts.queries.find(context, id);
  }

  @Query(() => ConversationConnection, {
    description: 'Conversations that the viewer may see, latest change first. Scope conversations:read.',
  })
  async inbox(
    @Ctx() context: RequestContext,
    @Args(() => PageArguments) { first, after }: PageArguments,
    @Arg('channel', () => ID, { nullable: true, description: 'Only of this channel.' }) channelId?: string | null,
    @Arg('status', () => ConversationStatusEnum, {
      nullable: true,
      description: 'Only in this status; by default all that are not closed.',
    })
    status?: ConversationStatus | null,
  ) {
    const from = this.position(context, 'inbox', after);
    const page = await this.parts.queries.inbox(context, { channelId, status }, from, pageSize(first));
    return this.connection(context, 'inbox', page, (row) => row.updatedAt);
  }

  /** A participant's conversations; the participant extension asks for them. */
  async ofParticipant(context: RequestContext, participantId: string, { first, after }: PageArguments) {
    const kind = `conversations:${participantId}`;
    const from = this.position(context, kind, after);
    const page = await this.parts.queries.ofParticipant(context, participantId, from, pageSize(first));
    return this.connection(context, kind, page, (row) => row.openedAt);
  }

  @FieldResolver(() => ChannelType, { description: 'The channel on which it is held.' })
  channel(@Root() { channelId }: ConversationState) {
    return this.parts.channels.reference(channelId);
  }

  @FieldResolver(() => ParticipantStub, { nullable: true, description: 'The participant, or the prospect.' })
  participant(@Root() { participantId }: ConversationState) {
    return participantId === null ? null : { id: participantId };
  }

  @FieldResolver(() => OfficerType, {
    nullable: true,
    description: 'The officer who holds it; null while nobody does.',
  })
  assignee(@Ctx() context: RequestContext, @Root() { assigneeId }: ConversationState) {
    return assigneeId === null ? null : this.parts.officers.byId(context).load(assigneeId);
  }

  @FieldResolver(() => [ServiceClock], {
    description: 'The waits of either side, oldest first, judged by the standard they began under.',
  })
  clocks(@Root() { waits }: ConversationState) {
    return clocksOf(waits, this.parts.now()).map(toServiceClock);
  }

  @FieldResolver(() => DateTimeScalar, {
    nullable: true,
    description: 'Until when an officer may send free messages; later ones need a template. Null: always.',
  })
  replyWindowEndsAt(@Root() conversation: ConversationState) {
    return this.parts.service.replyWindowEnd(conversation);
  }

  @FieldResolver(() => MessageConnection, { description: 'Its messages, oldest first.' })
  async messages(
    @Ctx() context: RequestContext,
    @Root() conversation: ConversationState,
    @Args(() => PageArguments) { first, after }: PageArguments,
  ): Promise<Connection<Message>> {
    const { cursors, queries } = this.parts;
    const kind = `messages:${conversation.id}`;
    const from = after ? Number(cursors.decode(kind, context.principal, after)) : 0;
    const page = await queries.messages(context, conversation, from, pageSize(first));
    const position = (row: Message) => row.sequence;
    return toConnection(page, { cursors, kind, principal: context.principal, position, node: (row) => row });
  }

  private position(context: RequestContext, kind: string, after: string | null | undefined): TimePosition | undefined {
    return after ? (this.parts.cursors.decode(kind, context.principal, after) as TimePosition) : undefined;
  }

  private connection(
    { principal }: RequestContext,
    kind: string,
    page: Page<ConversationState>,
    timeOf: (row: ConversationState) => Date,
  ): Connection<ConversationState> {
    const { cursors } = this.parts;
    const position = (row: ConversationState) => [timeOf(row).getTime(), row.id] as const;
    return toConnection(page, { cursors, kind, principal, position, node: (row) => row });
  }
}
