import type { InboundContent, InboundItem, InboundMessage } from '../sdk/index.js';
import { contentsOf } from './parse-content.js';
import { compact, metaTime, record, text, type Json } from './json.js';
import { fingerprint, kept, type Place } from './parse-items.js';

/** A messaging event with the parts that every kind has. */
interface Event {
  readonly place: Place;
  readonly raw: unknown;
  readonly body: Json;
  /** Instagram-scoped id of the person; undefined when the account itself acted or nobody is named. */
  readonly person: string | undefined;
  readonly at: Date | null;
}

const readers: readonly (readonly [string, (event: Event) => InboundItem[]])[] = [
  ['message', parseMessage],
  ['postback', parsePostback],
  ['reaction', parseReaction],
  ['read', parseRead],
  ['referral', parseReferral],
];

/** One member of `entry[].messaging`: a message (with its attachments, several items), postback, reaction, read or referral. */
export function parseMessaging(place: Place, raw: unknown): InboundItem[] {
  const body = record(raw);
  const reader = readers.find(([name]) => name in body)?.[1];
  const sender = text(record(body.sender).id);
  const person = sender === place.accountKey ? undefined : sender;
  const event = { place, raw, body, person, at: metaTime(body.timestamp) ?? place.time };
  return reader ? reader(event) : [kept(place, handover(body) ? 'messaging_handover' : 'messaging', raw)];
}

const handover = (body: Json) => Object.keys(body).some((key) => key.endsWith('_thread_control'));

function parseMessage(event: Event): InboundItem[] {
  const { place, raw, body } = event;
  const message = record(body.message);
  const mid = text(message.mid);
  if (mid === undefined) return [kept(place, 'messages', raw)];
  if (message.is_echo === true) return [echo(event, mid, message)];
  // Taken back by its author: what was said must not be shown on; only the fact is kept.
  if (message.is_deleted === true) return [kept(place, 'message_deleted', { mid, is_deleted: true }, mid)];
  if (event.person === undefined) return [kept(place, 'messages', raw)];
  const replyTo = text(record(message.reply_to).mid);
  const referral = referralOf(record(message.referral)) ?? storyOf(message, mid);
  return contentsOf(message).map((content, i) =>
    compact({ ...said(event, mid, content), variant: i === 0 ? undefined : `part-${i + 1}`, replyTo, referral }),
  );
}

/** Our own message, as Instagram shows it: it went out. `metadata` is ours, where Meta echoes it. */
function echo({ place, at }: Event, mid: string, message: Json): InboundItem {
  return compact({
    kind: 'status' as const,
    accountKey: place.accountKey,
    externalId: mid,
    variant: 'echo',
    at,
    status: 'SENT' as const,
    reference: text(message.metadata),
  });
}

function said(event: Event, externalId: string, content: InboundContent): InboundMessage {
  const { place, person = '', at } = event;
  return { kind: 'message', accountKey: place.accountKey, externalId, at, sender: { key: person }, content };
}

/** An ice breaker or button was tapped. */
function parsePostback(event: Event): InboundItem[] {
  const postback = record(event.body.postback);
  const id = text(postback.payload) ?? text(postback.title);
  if (event.person === undefined || id === undefined) return [kept(event.place, 'messaging_postbacks', event.raw)];
  const content: InboundContent = { kind: 'choice', id, title: text(postback.title) ?? '' };
  const referral = referralOf(record(postback.referral));
  return [compact({ ...said(event, text(postback.mid) ?? fingerprint(event.raw), content), referral })];
}

function parseReaction(event: Event): InboundItem[] {
  const reaction = record(event.body.reaction);
  const to = text(reaction.mid);
  if (event.person === undefined || to === undefined) return [kept(event.place, 'message_reactions', event.raw)];
  const emoji = reaction.action === 'unreact' ? null : (text(reaction.emoji) ?? text(reaction.reaction) ?? null);
  // One message may be reacted to many times: the event has no id, so all of it is the id.
  return [said(event, fingerprint(event.raw), { kind: 'reaction', to, emoji })];
}

/** The person read up to this message. Only the message that is named is marked. */
function parseRead(event: Event): InboundItem[] {
  const { place, body, at } = event;
  const mid = text(record(body.read).mid);
  if (event.person === undefined || mid === undefined) return [kept(place, 'messaging_seen', event.raw)];
  return [{ kind: 'status', accountKey: place.accountKey, externalId: mid, variant: 'read', at, status: 'READ' }];
}

/** Somebody came back to a known conversation by an ig.me link or advertisement, without writing yet. */
function parseReferral(event: Event): InboundItem[] {
  const referral = referralOf(record(event.body.referral));
  if (event.person === undefined || !referral) return [kept(event.place, 'messaging_referral', event.raw)];
  return [{ ...said(event, fingerprint(event.raw), { kind: 'unsupported', rawType: 'referral' }), referral }];
}

const sources: Readonly<Record<string, string>> = { ADS: 'ad', SHORTLINKS: 'link', SHORTLINK: 'link' };

function referralOf(referral: Json): InboundMessage['referral'] {
  const ad = text(referral.ad_id);
  const sourceId = ad ?? text(referral.ref) ?? text(record(referral.product).id);
  if (sourceId === undefined) return undefined;
  const source = text(referral.source) ?? '';
  const known = Object.hasOwn(sources, source) ? sources[source] : undefined;
  return { sourceId, sourceType: known ?? (ad === undefined ? source.toLowerCase() || 'link' : 'ad') };
}

/** An answer to a story of the account, or a story that mentions it (found again by the message's id). */
function storyOf(message: Json, mid: string): InboundMessage['referral'] {
  const story = text(record(record(message.reply_to).story).id);
  if (story !== undefined) return { sourceId: story, sourceType: 'story-reply' };
  const mentioned =
    Array.isArray(message.attachments) && message.attachments.some((each) => record(each).type === 'story_mention');
  return mentioned ? { sourceId: mid, sourceType: 'story-mention' } : undefined;
}
