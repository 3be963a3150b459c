import { createUnionType, Field, ID, InputType, ObjectType } from 'type-graphql';
import { NotAllowedNow, NotFound, ValidationFailed } from '../../kernel/result-types.js';
import { ConversationType, MessageType } from './conversation.types.js';

@InputType({ description: 'A text of an officer to a participant.' })
export class SendMessageInput {
  @Field(() => ID, { description: 'The conversation.' })
  conversationId: string;

  @Field(() => String, { description: '1 to 4096 characters.' })
  text: string;

  @Field(() => String, {
    nullable: true,
    description: 'Any text, at most 200 characters: the same key sends once, however often it is repeated.',
  })
  idempotencyKey?: string | null;
}

@InputType({ description: 'Who takes a conversation.' })
export class AssignConversationInput {
  @Field(() => ID, { description: 'The conversation.' })
  conversationId: string;

  @Field(() => ID, { nullable: true, description: 'The officer; by default the caller.' })
  officerId?: string | null;
}

@InputType({ description: 'The end of a conversation.' })
export class CloseConversationInput {
  @Field(() => ID, { description: 'The conversation.' })
  conversationId: string;

  @Field(() => Boolean, { nullable: true, description: 'True: without a word to the participant.' })
  silently?: boolean | null;
}

@ObjectType({ description: 'The message is in the outbox; its status tells how far it gets.' })
export class MessageQueued {
  @Field(() => MessageType, { description: 'The message.' })
  message: MessageType;

  @Field(() => ConversationType, { description: 'Its conversation.' })
  conversation: ConversationType;
}

@ObjectType({ description: 'The conversation as it stands now.' })
export class ConversationChanged {
  @Field(() => ConversationType, { description: 'The conversation.' })
  conversation: ConversationType;
}

export const SendMessageResult = createUnionType({
  name: 'SendMessageResult',
  description: 'How sending ended.',
  types: () => [MessageQueued, ValidationFailed, NotFound, NotAllowedNow] as const,
});

export const ConversationResult = createUnionType({
  name: 'ConversationResult',
  description: 'How a change of a conversation ended.',
  types: () => [ConversationChanged, ValidationFailed, NotFound, NotAllowedNow] as const,
});
