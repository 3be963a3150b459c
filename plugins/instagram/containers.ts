import type { Post, PostImage, PostVideo } from '../sdk/index.js';
import { callGraph, isGraphId, type GraphAnswer, type GraphContext } from './graph.js';
import { records, text, type Json } from './json.js';

type Item = PostImage | PostVideo;

/** Parameters of an item of a carousel. */
export function itemParameters(item: Item): Json {
  return { ...mediaParameters(item), ...(item.kind === 'video' && { media_type: 'VIDEO' }), is_carousel_item: true };
}

/** Parameters of the container that is published. @param children ids of a carousel's item containers, in order */
export function postParameters(post: Post, children: readonly string[]): Json {
  const caption = post.caption ? { caption: post.caption } : {};
  switch (post.kind) {
    case 'image':
      return { ...mediaParameters(post.image), ...caption };
    case 'carousel':
      return { media_type: 'CAROUSEL', children: children.join(','), ...caption };
    case 'reel':
      return {
        ...mediaParameters(post.video),
        media_type: 'REELS',
        ...caption,
        ...(post.coverUrl ? { cover_url: post.coverUrl } : {}),
        ...(post.shareToFeed === undefined ? {} : { share_to_feed: post.shareToFeed }),
      };
  }
}

function mediaParameters(item: Item): Json {
  if (item.kind === 'video') return { video_url: item.url };
  return { image_url: item.url, ...(item.altText ? { alt_text: item.altText } : {}) };
}

/** Makes a container. A lost answer leaves an orphan at most, which Meta drops after 24 hours unpublished. */
export function createContainer(parameters: Json, context: GraphContext): Promise<GraphAnswer> {
  return callGraph({ method: 'POST', path: `${context.config.accountId}/media`, body: parameters }, context);
}

export function publishContainer(container: string, context: GraphContext): Promise<GraphAnswer> {
  const path = `${context.config.accountId}/media_publish`;
  return callGraph({ method: 'POST', path, body: { creation_id: container } }, context);
}

/** `status_code` is IN_PROGRESS, FINISHED, PUBLISHED, ERROR or EXPIRED; `status` of a failed one may hold a subcode. */
export function containerStatus(container: string, context: GraphContext): Promise<GraphAnswer> {
  return callGraph({ method: 'GET', path: container, query: { fields: 'status_code,status' } }, context);
}

/**
 * The media that a container became, when the answer to its publishing was lost: Meta tells no link between the two,
 * so it is the only media since then with the same caption. Null when there is none, or more than one.
 */
export async function findPublished(post: Post, since: Date, context: GraphContext): Promise<string | null> {
  const path = `${context.config.accountId}/media`;
  const query = { fields: 'id,caption,timestamp', limit: '25' };
  const answer = await callGraph({ method: 'GET', path, query }, context);
  if (answer.kind !== 'ok') return null;
  const clockTolerance = 120_000;
  const fitting = records(answer.json.data).filter((media) => {
    const at = Date.parse(text(media.timestamp) ?? '');
    return at >= since.getTime() - clockTolerance && (text(media.caption) ?? '') === (post.caption ?? '');
  });
  return fitting.length === 1 ? (text(fitting[0]?.id) ?? null) : null;
}

/** The public address of a media, or null when Instagram does not tell it now: a post is public without it. */
export async function permalinkOf(mediaId: string, context: GraphContext): Promise<string | null> {
  if (!isGraphId(mediaId)) return null;
  const answer = await callGraph({ method: 'GET', path: mediaId, query: { fields: 'permalink' } }, context);
  const permalink = answer.kind === 'ok' ? text(answer.json.permalink) : undefined;
  return permalink?.startsWith('https://') ? permalink : null;
}
