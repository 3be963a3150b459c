import { createHash } from 'node:crypto';
import type { InboundContent, InboundItem, ReceiptStatus } from '../../../plugins/sdk/index.js';
import { instant, list, record, text, type Json } from './json.js';

const statuses: ReadonlyMap<string, ReceiptStatus> = new Map([
  ['delivered', 'DELIVERED'],
  ['read', 'READ'],
  ['failed', 'FAILED'],
]);

/**
 * Every item of a webhook. Pure. What it does not know becomes an `unknown` item, so that nothing genuine is lost.
 * @throws SyntaxError when the body is not a JSON object
 */
export function parse(rawBody: Buffer): InboundItem[] {
  const body: unknown = JSON.parse(rawBody.toString('utf8'));
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new SyntaxError('The body is not a JSON object.');
  const { account, events } = body as Json;
  const accountKey = text(account) ?? 'unknown';
  if (!Array.isArray(events)) return [unknown(accountKey, body)];
  return list(events).map((event) => parseEvent(accountKey, event));
}

function parseEvent(accountKey: string, raw: unknown): InboundItem {
  const event = record(raw);
  if (event.type === 'message') return parseMessage(accountKey, event) ?? unknown(accountKey, raw);
  if (event.type === 'status') return parseStatus(accountKey, event) ?? unknown(accountKey, raw);
  return unknown(accountKey, raw);
}

function parseMessage(accountKey: string, event: Json): InboundItem | null {
  const from = record(event.from);
  const [externalId, key, name] = [text(event.id), text(from.id), text(from.name)];
  if (externalId === undefined || key === undefined) return null;
  const sender = { key, ...(name ? { name } : {}) };
  return { kind: 'message', accountKey, externalId, at: instant(event.time), sender, content: contentOf(event) };
}

function contentOf(event: Json): InboundContent {
  const choice = record(event.choice);
  const [id, words] = [text(choice.id), text(event.text)];
  if (id !== undefined) return { kind: 'choice', id, title: text(choice.title) ?? id };
  return words === undefined
    ? { kind: 'unsupported', rawType: text(event.content) ?? 'unknown' }
    : { kind: 'text', text: words };
}

/** One message has several statuses: the status is part of the key. */
function parseStatus(accountKey: string, event: Json): InboundItem | null {
  const [externalId, name, reference] = [text(event.id), text(event.status) ?? '', text(event.reference)];
  const status = statuses.get(name);
  if (externalId === undefined || status === undefined) return null;
  const at = instant(event.time);
  return { kind: 'status', accountKey, externalId, variant: name, at, status, ...(reference ? { reference } : {}) };
}

/** What has no id of its own is told apart by its content. */
function unknown(accountKey: string, raw: unknown): InboundItem {
  const externalId = createHash('sha256')
    .update(JSON.stringify(raw) ?? '')
    .digest('hex');
  const name = text(record(raw).type) ?? 'no-type';
  return { kind: 'unknown', accountKey, externalId, at: instant(record(raw).time), name, raw };
}
