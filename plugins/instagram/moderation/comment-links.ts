import type { ServiceContext } from '../../sdk/index.js';
import { GraphFault } from '../../sdk/index.js';
import type { InstagramConfig } from '../config.js';
import { describeError } from '../errors.js';
import { callGraph, type GraphContext } from '../graph.js';
import { record, text } from '../json.js';
import { fingerprint } from '../parse-items.js';

const day = 86_400_000;
/** How long it is remembered under which post a comment stands. */
const mediaLifetime = 400 * day;
/** How long a post is not asked for again when Instagram does not know the comment. */
const mediaUnknownFor = day / 24;
/** Messages of a conversation that are looked at, from its first. */
const messagesSeen = 50;

const conversationQuery = /* GraphQL */ `
  query InstagramMessages($id: ID!, $first: Int!) {
    conversation(id: $id) {
      messages(first: $first) {
        edges {
          node {
            externalId
          }
        }
      }
    }
  }
`;

interface Messages {
  readonly conversation: {
    readonly messages: {
      readonly edges: readonly { readonly node: { readonly externalId: string | null } }[];
    };
  } | null;
}

/** Comments have numbers for ids, private messages have not. */
const commentId = /^\d+$/;

/**
 * The comments among the messages of a conversation, oldest first, as far as the viewer may see them.
 * @throws GraphFault FORBIDDEN when the viewer may not read conversations
 */
export async function commentsOf(
  conversationId: string,
  { hub }: Pick<ServiceContext<InstagramConfig>, 'hub'>,
): Promise<string[]> {
  const variables = { id: conversationId, first: messagesSeen };
  const { data, errors } = await hub.execute<Messages>(conversationQuery, variables, { as: 'viewer' });
  if (errors.some(({ code }) => code === 'FORBIDDEN' || code === 'UNAUTHENTICATED'))
    throw new GraphFault('FORBIDDEN', 'This needs the scope conversations:read.');
  if (errors.length > 0) throw new Error('the hub did not give the messages of a conversation');
  const ids = (data?.conversation?.messages.edges ?? []).map(({ node }) => node.externalId ?? '');
  return [...new Set(ids.filter((id) => commentId.test(id)))];
}

/**
 * The post under which a comment stands, as Instagram says; asked once, since it never changes. Null when Instagram
 * does not know the comment (asked again after an hour) or gives no answer.
 */
export async function mediaOf(commentId: string, context: GraphContext): Promise<string | null> {
  const { storage, now } = context;
  const key = `media/${fingerprint(commentId)}`;
  const stored = await storage.get<{ mediaId: string | null }>(key);
  if (stored) return stored.value.mediaId;
  const answer = await callGraph({ method: 'GET', path: commentId, query: { fields: 'media' } }, context);
  const isGone = answer.kind === 'refused' && describeError(answer).code === '100/33';
  if (answer.kind !== 'ok' && !isGone) return null;
  const mediaId = answer.kind === 'ok' ? (text(record(answer.json.media).id) ?? null) : null;
  const expiresAt = new Date(now().getTime() + (mediaId === null ? mediaUnknownFor : mediaLifetime));
  await storage.put(key, { mediaId }, { expiresAt });
  return mediaId;
}
