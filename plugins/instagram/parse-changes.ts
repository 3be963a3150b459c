import type { InboundItem, InboundMessage, Sender } from '../sdk/index.js';
import { commentKey } from './addresses.js';
import { compact, list, metaTime, record, text, type Json } from './json.js';
import { kept, type Place } from './parse-items.js';
import { parseMessaging } from './parse-messaging.js';

type Reader = (place: Place, value: Json, raw: unknown) => InboundItem;

const readers: Readonly<Record<string, Reader>> = {
  comments: (place, value, raw) => parseComment(place, value, raw, false),
  live_comments: (place, value, raw) => parseComment(place, value, raw, true),
  mentions: parseMention,
  story_insights: parseStoryInsights,
};

/** Messaging fields: the app dashboard sends its samples of them as changes, with the event as `value`. */
const messaging = new Set([
  'messages',
  'messaging_postbacks',
  'message_reactions',
  'messaging_seen',
  'messaging_referral',
  'messaging_handover',
]);

/** One change. Meta's text says that `value` may be a list: each member is an item then. */
export function parseChange(place: Place, raw: unknown): InboundItem[] {
  const { field, value } = record(raw);
  const name = text(field) ?? 'no-field';
  if (messaging.has(name)) return parseMessaging(place, value);
  const reader = Object.hasOwn(readers, name) ? readers[name] : undefined;
  const values = Array.isArray(value) ? list(value) : [value];
  if (!reader || values.length === 0) return [kept(place, name, raw)];
  return values.map((each) => reader(place, record(each), { field, value: each }));
}

/**
 * A public comment. Its key names the comment, not the person: a comment opens no window for direct messages, it may
 * be answered privately once. The person's own id is an alias, so that comments and direct messages find one contact.
 * The account's own comments confirm public replies. Boosted posts repeat comments: the comment id is the key.
 */
function parseComment(place: Place, value: Json, raw: unknown, live: boolean): InboundItem {
  const id = text(value.id);
  const field = live ? 'live_comments' : 'comments';
  if (id === undefined) return kept(place, field, raw);
  const from = record(value.from);
  const at = metaTime(value.timestamp) ?? metaTime(value.created_time) ?? place.time;
  if (isOwn(place, from)) {
    return { kind: 'status', accountKey: place.accountKey, externalId: id, variant: 'echo', at, status: 'SENT' };
  }
  const words = text(value.text);
  return compact({
    kind: 'message' as const,
    accountKey: place.accountKey,
    externalId: id,
    at,
    sender: commenter(id, live, from),
    content:
      words === undefined ? { kind: 'unsupported' as const, rawType: field } : { kind: 'text' as const, text: words },
    replyTo: text(value.parent_id),
    referral: origin(record(value.media), live),
  });
}

/** Meta names the account itself by its id, or by `self_ig_scoped_id` beside a scoped one. */
function isOwn(place: Place, from: Json): boolean {
  return text(from.id) === place.accountKey || text(from.self_ig_scoped_id) !== undefined;
}

function commenter(commentId: string, live: boolean, from: Json): Sender {
  const person = text(from.id);
  return compact({
    key: commentKey(commentId, live),
    aliases: person === undefined ? undefined : [person],
    name: text(from.username),
    singleReply: true as const,
  });
}

/** What was commented on: an advertisement counts before the post that it shows. */
function origin(media: Json, live: boolean): InboundMessage['referral'] {
  const ad = text(media.ad_id);
  if (ad !== undefined) return { sourceId: ad, sourceType: 'ad-comment' };
  const post = text(media.original_media_id) ?? text(media.id);
  return post === undefined ? undefined : { sourceId: post, sourceType: live ? 'live-comment' : 'comment' };
}

/** Somebody named the account in a caption or comment. The webhook tells neither who nor what was written. */
function parseMention(place: Place, value: Json, raw: unknown): InboundItem {
  const media = text(value.media_id);
  if (media === undefined) return kept(place, 'mentions', raw);
  return kept(place, 'mentions', raw, `${media}/${text(value.comment_id) ?? 'caption'}`);
}

/** Final figures of a story, a day after it was posted: kept for `storyInsights` (insights.ts). */
function parseStoryInsights(place: Place, value: Json, raw: unknown): InboundItem {
  return kept(place, 'story_insights', raw, text(value.media_id));
}
