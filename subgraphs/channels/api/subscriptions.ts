import { Arg, Ctx, Field, FieldResolver, ID, ObjectType, Resolver, Root, Subscription } from 'type-graphql';
import type { RequestContext } from '../../kernel/context.js';
import { DateTimeScalar } from '../../kernel/scalars.js';
import { fromSources } from '../../kernel/subgraph.js';
import type { ConversationQueries } from '../domain/conversation.queries.js';
import type { ConversationUpdate, ConversationUpdates } from '../domain/conversation-updates.js';
import type { ChannelNews, HealthWatch } from '../domain/health-watch.js';
import { ChannelHealth } from './channel.types.js';
import { ConversationType, MessageType } from './conversation.types.js';
import { ConversationUpdateKindEnum } from './enums.js';

@ObjectType('ConversationUpdate', { description: 'Something happened in a conversation.' })
export class ConversationUpdateType {
  @Field(() => ConversationUpdateKindEnum, { description: 'What.' })
  kind: string;

  @Field(() => DateTimeScalar, { description: 'When the hub wrote it down.' })
  at: Date;
}

interface ConversationUpdateArguments {
  readonly conversation?: string | null;
  readonly channel?: string | null;
}

/** The source of `conversationUpdates`. */
export const conversationUpdateSource =
  (updates: ConversationUpdates) =>
  (filter: ConversationUpdateArguments, context: RequestContext): AsyncIterable<ConversationUpdate> =>
    updates.subscribe(context, filter);

/** The source of `channelHealthChanged`. */
export const channelHealthSource =
  (watch: HealthWatch) =>
  (_arguments: object, context: RequestContext): AsyncIterable<ChannelNews> =>
    watch.subscribe(context);

/** Live news of conversations and channels. */
@Resolver(() => ConversationUpdateType)
export class ChannelSubscriptions {
  constructor(private readonly queries: ConversationQueries) {}

  @Subscription(() => ConversationUpdateType, {
    subscribe: fromSources,
    description: 'What happens from now on in the conversations that the viewer may see. Scope conversations:read.',
  })
  conversationUpdates(
    @Root() update: ConversationUpdate,
    @Arg('conversation', () => ID, { nullable: true, description: 'Only of this conversation.' })
    _conversation?: string | null,
    @Arg('channel', () => ID, { nullable: true, description: 'Only of this channel.' }) _channel?: string | null,
  ): ConversationUpdateType {
    return update;
  }

  @Subscription(() => ChannelHealth, {
    subscribe: fromSources,
    description: 'How every visible channel does, first as it is, then at each change. Scope channels:read.',
  })
  channelHealthChanged(@Root() news: ChannelNews): ChannelHealth {
    return news;
  }

  @FieldResolver(() => ConversationType, { description: 'The conversation as it stands now.' })
  conversation(@Ctx() context: RequestContext, @Root() { conversationId }: ConversationUpdate) {
    return this.queries.byId(context).load(conversationId);
  }

  @FieldResolver(() => MessageType, { nullable: true, description: 'The message, where the news is of one.' })
  message(@Ctx() context: RequestContext, @Root() { messageId }: ConversationUpdate) {
    return messageId === null ? null : this.queries.messageById(context).load(messageId);
  }
}
