import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { RequestContext } from '../../kernel/context.js';
import { NotAllowedNow, NotFound, ValidationFailed } from '../../kernel/result-types.js';
import type { ChangeOutcome, ConversationService, Refusal, SendOutcome } from '../domain/conversation.service.js';
import {
  AssignConversationInput,
  CloseConversationInput,
  ConversationChanged,
  ConversationResult,
  MessageQueued,
  SendMessageInput,
  SendMessageResult,
} from './conversation.inputs.js';

const inputDescription = { description: 'The change.' };

/** What officers do in conversations. */
@Resolver()
export class ConversationMutations {
  constructor(private readonly conversations: ConversationService) {}

  @Mutation(() => SendMessageResult, {
    description: 'Puts a text to the participant in the outbox and takes the conversation. Scope conversations:write.',
  })
  async sendMessage(
    @Ctx() context: RequestContext,
    @Arg('input', () => SendMessageInput, inputDescription) input: SendMessageInput,
  ) {
    return sendPayload(await this.conversations.send(context, input));
  }

  @Mutation(() => ConversationResult, {
    description: 'Gives a conversation to an officer; the menu is silent from then on. Scope conversations:write.',
  })
  async assignConversation(
    @Ctx() context: RequestContext,
    @Arg('input', () => AssignConversationInput, inputDescription) input: AssignConversationInput,
  ) {
    return changePayload(await this.conversations.assign(context, input));
  }

  @Mutation(() => ConversationResult, {
    description: 'Ends a conversation; the next message of the participant opens a new one. Scope conversations:write.',
  })
  async closeConversation(
    @Ctx() context: RequestContext,
    @Arg('input', () => CloseConversationInput, inputDescription) input: CloseConversationInput,
  ) {
    return changePayload(await this.conversations.close(context, input));
  }
}

function sendPayload(outcome: SendOutcome) {
  if (outcome.kind !== 'queued') return refusalPayload(outcome);
  const { message, conversation } = outcome;
  return Object.assign(new MessageQueued(), { message, conversation });
}

function changePayload(outcome: ChangeOutcome) {
  if (outcome.kind !== 'changed') return refusalPayload(outcome);
  return Object.assign(new ConversationChanged(), { conversation: outcome.conversation });
}

function refusalPayload(refusal: Refusal) {
  if (refusal.kind === 'invalid') return new ValidationFailed([{ field: refusal.field, message: refusal.message }]);
  if (refusal.kind === 'notNow') return new NotAllowedNow(refusal.message);
  return new NotFound('There is no such conversation.');
}
