import { createHash } from 'node:crypto';
import type { InboundItem, Sender } from '../../../plugins/sdk/index.js';

type Json = Readonly<Record<string, unknown>>;

export const record = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};

/** A text that is not empty; ids are numbers here, and count as their digits. */
export const text = (value: unknown): string | undefined => {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
};

/** Dates are seconds. */
const instant = (value: unknown): Date | null => {
  const date = new Date(typeof value === 'number' ? value * 1000 : Number.NaN);
  return Number.isNaN(date.getTime()) ? null : date;
};

/** The one item of an update. Pure. @throws SyntaxError when the body is not a JSON object */
export function parse(rawBody: Buffer): InboundItem[] {
  const update: unknown = JSON.parse(rawBody.toString('utf8'));
  if (typeof update !== 'object' || update === null || Array.isArray(update))
    throw new SyntaxError('The body is not a JSON object.');
  return [message(record(update)) ?? tappedChoice(record(update)) ?? unknown(update)];
}

function senderOf(value: unknown): Sender | undefined {
  const person = record(value);
  const [key, name] = [text(person.id), text(person.first_name)];
  return key === undefined ? undefined : { key, ...(name ? { name } : {}) };
}

/** A message id counts within its chat only, so the key holds both. */
function message(update: Json): InboundItem | null {
  const given = record(update.message);
  const [chat, id, words] = [text(record(given.chat).id), text(given.message_id), text(given.text)];
  const sender = senderOf(given.from);
  if (chat === undefined || id === undefined || sender === undefined) return null;
  return {
    kind: 'message',
    accountKey: 'bot',
    externalId: `${chat}:${id}`,
    at: instant(given.date),
    sender,
    content: words === undefined ? { kind: 'unsupported', rawType: 'no-text' } : { kind: 'text', text: words },
  };
}

/** The provider states no time for a tap: the date beside it is that of our own message. */
function tappedChoice(update: Json): InboundItem | null {
  const tap = record(update.callback_query);
  const [externalId, id, sender] = [text(tap.id), text(tap.data), senderOf(tap.from)];
  if (externalId === undefined || id === undefined || sender === undefined) return null;
  const content = { kind: 'choice', id, title: id } as const;
  return { kind: 'message', accountKey: 'bot', externalId, variant: 'tap', at: null, sender, content };
}

function unknown(raw: unknown): InboundItem {
  const externalId = createHash('sha256').update(JSON.stringify(raw)).digest('hex');
  return { kind: 'unknown', accountKey: 'bot', externalId, at: null, name: 'update', raw };
}
