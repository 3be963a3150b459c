import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import { connectionType } from '../../kernel/pagination.js';
import { DateTimeScalar } from '../../kernel/scalars.js';
import {
  ConversationStatusEnum,
  LanguageEnum,
  MessageAuthorEnum,
  MessageDirectionEnum,
  MessageStatusEnum,
} from './enums.js';

@Directive('@key(fields: "id")')
@ObjectType('Participant')
export class ParticipantStub {
  @Field(() => ID, { description: 'Id in the hub.' })
  id: string;
}

@Directive('@key(fields: "id")')
@ObjectType('Officer', { description: 'Somebody of the institution who answers participants.' })
export class OfficerType {
  @Field(() => ID, { description: 'Subject of the token.' })
  id: string;

  @Field(() => String, { description: 'Name; the id while no other is known.' })
  name: string;

  @Field(() => String, { description: 'Organisational unit; empty while it is not known.' })
  unit: string;

  @Field(() => [String], { description: 'Skills by which conversations are routed.' })
  skills: readonly string[];
}

@ObjectType('Message', { description: 'One message of a conversation.' })
export class MessageType {
  @Field(() => ID, { description: 'Id in the hub.' })
  id: string;

  @Field(() => String, {
    nullable: true,
    description: "The provider's id of what the participant sent; null for what the hub says.",
  })
  externalId?: string | null;

  @Field(() => Int, { description: 'Its place in the conversation, from 1, without gaps.' })
  sequence: number;

  @Field(() => MessageDirectionEnum, { description: 'From or to the participant.' })
  direction: string;

  @Field(() => MessageAuthorEnum, { description: 'Who speaks.' })
  author: string;

  @Field(() => String, { description: 'Kind of content: text, choices, choice, keypad, media, location, ...' })
  kind: string;

  @Field(() => String, { nullable: true, description: 'What a person reads of it; null when it has no words.' })
  text?: string | null;

  @Field(() => DateTimeScalar, { description: "The sender's own time." })
  sentAt: Date;

  @Field(() => DateTimeScalar, { description: 'When the hub had it.' })
  receivedAt: Date;

  @Field(() => MessageStatusEnum, { description: 'How far it got.' })
  status: string;

  @Field(() => String, {
    nullable: true,
    description: 'The kind as it was meant, when the channel could not show all of it.',
  })
  degradedFrom?: string | null;
}

export const MessageConnection = connectionType(MessageType, 'Message');

@Directive('@key(fields: "id")')
@ObjectType('Conversation', {
  description:
    'What a participant and the institution say to each other on one channel, from the first message to the close.',
})
export class ConversationType {
  @Field(() => ID, { description: 'Id in the hub.' })
  id: string;

  @Field(() => ConversationStatusEnum, { description: 'Where it stands.' })
  status: string;

  @Field(() => LanguageEnum, { description: 'The language in which the participant is answered.' })
  language: string;

  @Field(() => [String], { description: 'Ids of the menu choices taken since the start menu.' })
  menuPath: readonly string[];

  @Field(() => String, {
    nullable: true,
    description: 'Skill that the officer should have; null when none was asked for.',
  })
  skill?: string | null;

  @Field(() => DateTimeScalar, { description: 'Time of the first message.' })
  openedAt: Date;

  @Field(() => DateTimeScalar, { description: 'Time of the latest change.' })
  updatedAt: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was closed; null while it is open.' })
  closedAt?: Date | null;
}

export const ConversationConnection = connectionType(ConversationType, 'Conversation');
