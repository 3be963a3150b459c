import type { InboundItem } from '../sdk/index.js';
import { list, metaTime, record, text, type Json } from './json.js';
import { parseChange } from './parse-changes.js';
import { kept, type Place } from './parse-items.js';
import { parseMessaging } from './parse-messaging.js';

/**
 * Every item of a webhook: all entries, all messaging events, all changes, in both shapes that Meta uses for changes
 * (`entry[].changes[]` with Facebook Login, `field`/`value` right in the entry with Instagram Login; Meta's samples
 * also wrap the envelope in a list). Pure. What nobody knows becomes an `unknown` item, so nothing signed is dropped.
 * @throws SyntaxError when the body is neither a JSON object nor a list of them
 */
export function parse(rawBody: Buffer): InboundItem[] {
  const body: unknown = JSON.parse(rawBody.toString('utf8'));
  const envelopes = Array.isArray(body) ? body : [body];
  if (envelopes.some((envelope) => typeof envelope !== 'object' || envelope === null || Array.isArray(envelope))) {
    throw new SyntaxError('The body is not a JSON object.');
  }
  return envelopes.flatMap((envelope) => parseEnvelope(envelope as Json));
}

function parseEnvelope(envelope: Json): InboundItem[] {
  if (envelope.object !== 'instagram' || !Array.isArray(envelope.entry)) {
    return [kept({ accountKey: 'unknown', time: null }, text(envelope.object) ?? 'no-object', envelope)];
  }
  return envelope.entry.flatMap(parseEntry);
}

function parseEntry(raw: unknown): InboundItem[] {
  const entry = record(raw);
  const place: Place = { accountKey: text(entry.id) ?? 'unknown', time: metaTime(entry.time) };
  const direct = 'field' in entry ? [{ field: entry.field, value: entry.value }] : [];
  const items = [
    ...list(entry.messaging).flatMap((event) => parseMessaging(place, event)),
    // Another app has the conversation: for the record, not for the inbox.
    ...list(entry.standby).map((event) => kept(place, 'standby', event)),
    ...[...list(entry.changes), ...direct].flatMap((change) => parseChange(place, change)),
  ];
  return items.length > 0 ? items : [kept(place, 'entry', raw)];
}
