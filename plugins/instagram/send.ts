import type { ProviderError, SendCommand, SendEffect, SendOutcome } from '../sdk/index.js';
import { addressOf } from './addresses.js';
import { officerWindow, standardWindow, textBytes } from './capabilities.js';
import { messagesNode } from './config.js';
import { failureOutcome, refuse } from './errors.js';
import { callGraph, type GraphContext } from './graph.js';
import { messagesOf, privateReplyText, recipientOf } from './graph-message.js';
import { text, type Json } from './json.js';
import { restFor } from './usage.js';

/** An accepted send may ask to slow down: the usage headers came near the limit. */
export type InstagramSendOutcome =
  | SendOutcome
  | { status: 'accepted'; externalId: string; effect?: Extract<SendEffect, 'DELAY_ACCOUNT'>; retryAfter?: number };

type Tag = { messaging_type: 'RESPONSE' } | { messaging_type: 'MESSAGE_TAG'; tag: 'HUMAN_AGENT' };

/**
 * One try of one message. A person gets direct messages (a long text several, in order); a comment's author gets the
 * one private reply. Never throws.
 */
export async function send(command: SendCommand, context: GraphContext): Promise<InstagramSendOutcome> {
  const address = addressOf(command.recipient.key);
  if (address.kind === 'comment') return privateReply(command, context);
  const tag = tagOf(command, context.now());
  return 'status' in tag ? tag : sendParts(messagesOf(command.content), tag, command, context);
}

/**
 * Within 24 hours anything; up to 7 days an officer's answer under HUMAN_AGENT, which Meta allows for people only; nothing
 * later. Without a time the host knows of no window, and Meta decides.
 */
function tagOf({ author, lastInboundAt }: SendCommand, now: Date): Tag | Extract<SendOutcome, { status: 'rejected' }> {
  const age = lastInboundAt === undefined ? 0 : now.getTime() - lastInboundAt.getTime();
  if (age <= standardWindow) return { messaging_type: 'RESPONSE' };
  if (age > officerWindow) return refuse('WINDOW_CLOSED', 'the person has not written for 7 days; nothing may be sent');
  if (author === 'OFFICER') return { messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' };
  return refuse('WINDOW_CLOSED', 'the person has not written for 24 hours; only an officer may still answer');
}

/**
 * Sends the parts in order and ends at the first that is not taken. Nothing is repeated: when some parts went out,
 * the outcome says so and is final, because the contract knows no half-sent message.
 */
async function sendParts(
  parts: readonly Json[],
  tag: Tag,
  command: SendCommand,
  context: GraphContext,
): Promise<InstagramSendOutcome> {
  let last: InstagramSendOutcome = refuse('EMPTY', 'there is nothing to send');
  for (const [i, part] of parts.entries()) {
    last = await post(part, tag, command, context);
    if (last.status !== 'accepted') return i === 0 ? last : partial(last, i, parts.length);
  }
  return last;
}

function partial(outcome: Exclude<SendOutcome, { status: 'accepted' }>, sent: number, all: number): SendOutcome {
  const error: ProviderError = {
    code: `PARTIAL_${outcome.error.code}`,
    message: `${sent} of ${all} parts were sent, then: ${outcome.error.message}`,
  };
  if (outcome.status === 'unknown') return { status: 'unknown', error };
  return { status: 'rejected', permanent: true, error, ...(outcome.effect ? { effect: outcome.effect } : {}) };
}

async function post(
  message: Json,
  tag: Tag | undefined,
  command: SendCommand,
  context: GraphContext,
): Promise<InstagramSendOutcome> {
  const { config } = context;
  const metadata = config.echoMetadata === 'true' ? { metadata: command.messageId } : {};
  const body = { recipient: recipientOf(command.recipient), ...tag, message: { ...message, ...metadata } };
  const answer = await callGraph({ method: 'POST', path: `${messagesNode(config)}/messages`, body }, context);
  if (answer.kind !== 'ok') return failureOutcome(answer);
  const externalId = text(answer.json.message_id);
  if (externalId === undefined) {
    return { status: 'unknown', error: { code: 'NO_MESSAGE_ID', message: 'a positive answer without a message id' } };
  }
  const rest = restFor(answer.usage);
  return {
    status: 'accepted',
    externalId,
    ...(rest > 0 ? { effect: 'DELAY_ACCOUNT' as const, retryAfter: rest } : {}),
  };
}

/** One text, within 7 days of the comment (on a live broadcast only while it runs): Meta refuses a second one. */
async function privateReply(command: SendCommand, context: GraphContext): Promise<InstagramSendOutcome> {
  const words = privateReplyText(command.content);
  if (words === undefined) {
    return refuse('PRIVATE_REPLY_TEXT_ONLY', 'a comment can be answered with text only; send the link as text');
  }
  if (Buffer.byteLength(words, 'utf8') > textBytes) {
    const message = `a private reply is one message of at most ${textBytes} bytes; shorten the text`;
    return refuse('PRIVATE_REPLY_TOO_LONG', message);
  }
  return post({ text: words }, undefined, command, context);
}
