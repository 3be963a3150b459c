import { createHash } from 'node:crypto';
import type { InboundItem, InboundMessage, ReceiptStatus, Sender } from '../sdk/index.js';
import { describeError } from './errors.js';
import { compact, record, records, text, unixTime, type Json } from './json.js';
import { parseContent, phoneOf } from './parse-content.js';

const statuses: Readonly<Record<string, ReceiptStatus>> = {
  sent: 'SENT',
  delivered: 'DELIVERED',
  read: 'READ',
  /** A voice message was listened to. */
  played: 'READ',
  failed: 'FAILED',
};

/** Where an item stands: the WhatsApp account, and the number when the change names one. */
interface Place {
  readonly accountKey: string;
  readonly field: string;
}

/**
 * Every item of an envelope: all entries, changes, messages, statuses and errors. Pure. Unknown fields, types and
 * shapes become `unknown` items (or `unsupported` messages), so nothing that was signed is dropped.
 * @throws SyntaxError when the body is not a JSON object
 */
export function parse(rawBody: Buffer): InboundItem[] {
  const envelope: unknown = JSON.parse(rawBody.toString('utf8'));
  if (typeof envelope !== 'object' || envelope === null || Array.isArray(envelope)) {
    throw new SyntaxError('The body is not a JSON object.');
  }
  const { object, entry } = envelope as Json;
  if (object !== 'whatsapp_business_account' || !Array.isArray(entry)) {
    return [unknown({ accountKey: 'unknown', field: text(object) ?? 'no-object' }, envelope)];
  }
  return entry.flatMap(parseEntry);
}

function parseEntry(raw: unknown): InboundItem[] {
  const entry = record(raw);
  const account = text(entry.id) ?? 'unknown';
  if (!Array.isArray(entry.changes)) return [unknown({ accountKey: account, field: 'entry' }, raw)];
  return entry.changes.flatMap((change: unknown) => parseChange(account, change));
}

function parseChange(account: string, raw: unknown): InboundItem[] {
  const change = record(raw);
  const value = record(change.value);
  const field = text(change.field) ?? 'no-field';
  const place = { accountKey: text(record(value.metadata).phone_number_id) ?? account, field };
  if (field !== 'messages') return [unknown(place, raw)];
  const contacts = records(value.contacts);
  const items = [
    ...list(value.messages).map((message) => parseMessage(place, message, contacts)),
    ...list(value.statuses).map((status) => parseStatus(place, status)),
    ...list(value.errors).map((error) => parseError(place, error)),
  ];
  return items.length > 0 ? items : [unknown(place, raw)];
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

function parseMessage(place: Place, raw: unknown, contacts: Json[]): InboundItem {
  const message = record(raw);
  const externalId = text(message.id);
  const sender = senderOf(message, contacts);
  if (externalId === undefined || sender === undefined) return unknown({ ...place, field: 'messages' }, raw);
  const item: InboundMessage = {
    kind: 'message',
    accountKey: place.accountKey,
    externalId,
    at: unixTime(message.timestamp),
    sender,
    content: parseContent(message),
  };
  const replyTo = text(record(message.context).id);
  const referral = referralOf(record(message.referral));
  return { ...item, ...(replyTo ? { replyTo } : {}), ...(referral ? { referral } : {}) };
}

/**
 * The business-scoped user id is the key where there is one, else the wa_id: since 2026 a phone number may be missing.
 * `contacts` stand beside the messages and are matched by either id.
 */
function senderOf(message: Json, contacts: Json[]): Sender | undefined {
  const from = text(message.from);
  const scoped = text(message.from_user_id);
  const contact = contactOf([from, scoped], contacts);
  const waId = text(contact.wa_id) ?? (phoneOf(from) ? from : undefined);
  const [key, ...others] = [...new Set([text(contact.user_id), scoped, from, waId])].filter((id) => id !== undefined);
  if (key === undefined) return undefined;
  const profile = record(contact.profile);
  return compact({
    key,
    phone: phoneOf(waId),
    name: text(profile.name) ?? text(profile.username),
    aliases: others.length > 0 ? others : undefined,
  });
}

/** The contact of a sender's ids. A sender without any is the only contact that stands there, if there is one. */
function contactOf(ids: readonly (string | undefined)[], contacts: Json[]): Json {
  const known = ids.filter((id) => id !== undefined);
  if (known.length === 0) return contacts.length === 1 ? record(contacts[0]) : {};
  const isOne = (id: unknown) => known.some((one) => one === text(id));
  return contacts.find((contact) => isOne(contact.wa_id) || isOne(contact.user_id)) ?? {};
}

function referralOf(referral: Json): InboundMessage['referral'] {
  const sourceId = text(referral.source_id) ?? text(referral.source_url);
  return sourceId === undefined ? undefined : { sourceId, sourceType: text(referral.source_type) ?? 'unknown' };
}

function parseStatus(place: Place, raw: unknown): InboundItem {
  const value = record(raw);
  const externalId = text(value.id);
  const name = text(value.status) ?? '';
  const status = Object.hasOwn(statuses, name) ? statuses[name] : undefined;
  if (externalId === undefined || status === undefined) return unknown({ ...place, field: 'statuses' }, raw);
  const code = text(record(list(value.errors)[0]).code);
  return compact({
    kind: 'status' as const,
    accountKey: place.accountKey,
    externalId,
    variant: name,
    at: unixTime(value.timestamp),
    status,
    reference: text(value.biz_opaque_callback_data),
    error: status === 'FAILED' && code !== undefined ? describeError(code) : undefined,
  });
}

/** Errors of the whole account carry no id and no time: equal ones count as one until their details differ. */
function parseError(place: Place, raw: unknown): InboundItem {
  const code = text(record(raw).code) ?? 'unknown';
  return {
    kind: 'error',
    accountKey: place.accountKey,
    externalId: fingerprint(raw),
    at: null,
    error: describeError(code),
  };
}

function unknown(place: Place, raw: unknown): InboundItem {
  const value = record(raw);
  return {
    kind: 'unknown',
    accountKey: place.accountKey,
    externalId: fingerprint(raw),
    variant: place.field,
    at: unixTime(value.timestamp),
    name: place.field,
    raw,
  };
}

/** A stable id for what has none, or whose id may stand for several things. */
function fingerprint(raw: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(raw) ?? 'undefined')
    .digest('hex')
    .slice(0, 40);
}
