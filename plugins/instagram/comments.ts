import type { SendOutcome } from '../sdk/index.js';
import { failureOutcome, refuse } from './errors.js';
import { callGraph, isGraphId, type GraphCall, type GraphContext } from './graph.js';
import { text } from './json.js';

/** What an officer may do in public about a comment. Never personal data: everybody reads it. */
export type CommentCommand =
  | { readonly action: 'reply'; readonly commentId: string; readonly text: string }
  | { readonly action: 'hide'; readonly commentId: string }
  | { readonly action: 'show'; readonly commentId: string }
  | { readonly action: 'delete'; readonly commentId: string }
  /** Answers a mention in a caption, or in a comment on another account's post. */
  | { readonly action: 'replyToMention'; readonly mediaId: string; readonly commentId?: string; readonly text: string };

/** Characters that a public comment may have. */
export const longestComment = 2200;

/** One public act. `externalId` is the new comment, or the comment that was hidden, shown or deleted. Never throws. */
export async function moderate(command: CommentCommand, context: GraphContext): Promise<SendOutcome> {
  const fault = faultOf(command);
  if (fault) return refuse('BAD_COMMAND', fault);
  const answer = await callGraph(callOf(command, context.config.accountId), context);
  if (answer.kind !== 'ok') return failureOutcome(answer);
  const given = text(answer.json.id);
  const own = command.action === 'reply' || command.action === 'replyToMention' ? undefined : command.commentId;
  const externalId = given ?? own;
  if (externalId !== undefined && answer.json.success !== false) return { status: 'accepted', externalId };
  return { status: 'unknown', error: { code: 'NO_COMMENT_ID', message: 'a positive answer without a comment id' } };
}

function faultOf(command: CommentCommand): string | undefined {
  const ids = [command.commentId, 'mediaId' in command ? command.mediaId : undefined];
  if (ids.some((id) => id !== undefined && !isGraphId(id))) return 'an id is not one of Instagram';
  if (!('text' in command)) return undefined;
  if (command.text.trim() === '') return 'the text is empty';
  return command.text.length > longestComment ? `the text is longer than ${longestComment} characters` : undefined;
}

function callOf(command: CommentCommand, accountId: string): GraphCall {
  switch (command.action) {
    case 'reply':
      return { method: 'POST', path: `${command.commentId}/replies`, body: { message: command.text } };
    case 'hide':
    case 'show':
      return { method: 'POST', path: command.commentId, body: { hide: command.action === 'hide' } };
    case 'delete':
      return { method: 'DELETE', path: command.commentId };
    case 'replyToMention': {
      const { mediaId, commentId } = command;
      const body = { media_id: mediaId, ...(commentId ? { comment_id: commentId } : {}), message: command.text };
      return { method: 'POST', path: `${accountId}/mentions`, body };
    }
  }
}
