import { GraphFault, type GraphExtension, type GraphResolver, type ServiceContext } from '../../sdk/index.js';
import { longestComment } from '../comments.js';
import type { InstagramConfig } from '../config.js';
import { isGraphId } from '../graph.js';
import { carryOut, type Ending, type OfficerCommand } from './act.js';
import { commentsOf, mediaOf } from './comment-links.js';
import { recordOf, stateOf, type CommentRecord } from './comment-record.js';
import { sdl } from './sdl.js';

type Context = ServiceContext<InstagramConfig>;
type Resolver = GraphResolver<InstagramConfig>;

/** Both inputs of the mutations; GraphQL has checked the types. */
interface Input {
  readonly commentId: string;
  readonly idempotencyKey: string;
  readonly text?: string;
}

interface Problem {
  readonly field: string;
  readonly message: string;
}

const longestKey = 200;
const moderators: readonly string[] = ['officer', 'supervisor', 'admin'];
/** Thirteen digits and more, however they are spaced: card numbers of members have 13, identity numbers 16. */
const longNumber = /\d(?:[ .-]?\d){12}/;

/** The subject of who moderates. @throws GraphFault UNAUTHENTICATED or FORBIDDEN */
function moderatorOf({ viewer }: Context, scope: 'conversations:read' | 'conversations:write'): string {
  if (!viewer) throw new GraphFault('UNAUTHENTICATED', 'Sign in first: send `Authorization: Bearer <token>`.');
  if (!viewer.scopes.includes(scope)) throw new GraphFault('FORBIDDEN', `This needs the scope ${scope}.`);
  if (!moderators.includes(viewer.role))
    throw new GraphFault('FORBIDDEN', 'Comments are moderated by officers, supervisors and administrators.');
  return viewer.subject;
}

function faultsOf({ commentId, idempotencyKey, text }: Input): Problem[] {
  const problems: Problem[] = [];
  const say = (field: keyof Input, message: string) => problems.push({ field, message });
  if (!isGraphId(commentId)) say('commentId', 'Give the id of a comment as Conversation.instagramComments tells it.');
  if (idempotencyKey.trim() === '' || idempotencyKey.length > longestKey)
    say('idempotencyKey', `A key has 1 to ${longestKey} characters.`);
  if (text === undefined) return problems;
  if (text.trim() === '' || text.trim().length > longestComment)
    say('text', `A reply has 1 to ${longestComment} characters.`);
  if (longNumber.test(text))
    say(
      'text',
      'Everybody reads a public reply: leave out numbers of people; they belong in a private answer (sendMessage).',
    );
  return problems;
}

const invalid = (problems: readonly Problem[]) => ({ __typename: 'ValidationFailed', problems });

/** One mutation: the command of its input, carried out once. */
function mutation(commandOf: (input: Input) => OfficerCommand): Resolver {
  return async (_source, parameters, context) => {
    const subject = moderatorOf(context, 'conversations:write');
    const input = parameters['input'] as Input;
    const problems = faultsOf(input);
    if (problems.length > 0) return invalid(problems);
    const ending = await carryOut(commandOf(input), { subject, key: input.idempotencyKey }, context);
    return shownEnding(ending, context.now());
  };
}

function shownEnding(ending: Ending, now: Date) {
  switch (ending.kind) {
    case 'otherUse':
      return invalid([
        { field: 'idempotencyKey', message: 'This key stands for another act on this comment: make a new one.' },
      ]);
    case 'refused':
      return { __typename: 'InstagramCommentRefused', ...ending.refusal };
    case 'unclear': {
      const { record, repeated, running } = ending;
      const comment = shown(record, now);
      return { __typename: 'InstagramCommentUnclear', comment, repeated, message: running ? stillRunning : noAnswer };
    }
    case 'done': {
      const { record, act, repeated } = ending;
      const comment = shown(record, now);
      return { __typename: 'InstagramCommentChanged', comment, repeated, replyId: act.replyId ?? null };
    }
  }
}

const stillRunning = 'It is being carried out. Ask again with the same key in some seconds.';
const noAnswer =
  'Instagram gave no clear answer. Look at the comment on Instagram, and only if it was not done do it again with a new key.';

function shown(record: CommentRecord, now: Date) {
  return {
    id: record.commentId,
    state: stateOf(record, now),
    history: record.acts.map(({ action, by, at, outcome, replyId }) => {
      return { action, by, at: new Date(at), isConfirmed: outcome === 'DONE', replyId: replyId ?? null };
    }),
  };
}

const comments: Resolver = async ({ id }, _parameters, context) => {
  moderatorOf(context, 'conversations:read');
  const found = await commentsOf(String(id), context);
  const records = await Promise.all(found.map((commentId) => recordOf(context.storage, commentId)));
  return records.map((record) => shown(record, context.now()));
};

const comment: Resolver = async (_source, { id }, context) => {
  moderatorOf(context, 'conversations:read');
  const record = await recordOf(context.storage, String(id));
  return record.acts.length === 0 ? null : shown(record, context.now());
};

/** How officers moderate comments by the hub's graph. */
export const graph: GraphExtension<InstagramConfig> = {
  sdl,
  resolvers: {
    Conversation: { instagramComments: comments },
    Query: { instagramComment: comment },
    InstagramComment: { mediaId: ({ id }, _parameters, context) => mediaOf(String(id), context) },
    Mutation: {
      instagramReplyToComment: mutation(({ commentId, text = '' }) => ({
        action: 'reply',
        commentId,
        text: text.trim(),
      })),
      instagramHideComment: mutation(({ commentId }) => ({ action: 'hide', commentId })),
      instagramShowComment: mutation(({ commentId }) => ({ action: 'show', commentId })),
      instagramDeleteComment: mutation(({ commentId }) => ({ action: 'delete', commentId })),
    },
  },
};
