import type { InboundContent, MediaKind } from '../sdk/index.js';
import { compact, record, records, text, type Json } from './json.js';

type Reader = (message: Json) => InboundContent | undefined;

const media =
  (kind: MediaKind): Reader =>
  (message) => {
    const part = record(message[kind]);
    const mediaId = text(part.id);
    const url = text(part.url);
    if (mediaId === undefined && url === undefined) return undefined;
    return compact({
      kind: 'media' as const,
      media: kind,
      mediaId,
      url,
      mimeType: text(part.mime_type),
      sha256: text(part.sha256),
      caption: text(part.caption),
      fileName: text(part.filename),
      voice: part.voice === true ? true : undefined,
    });
  };

function chosen(reply: Json): InboundContent | undefined {
  const id = text(reply.id);
  if (id === undefined) return undefined;
  return compact({ kind: 'choice' as const, id, title: text(reply.title) ?? '', description: text(reply.description) });
}

function interactive(message: Json): InboundContent | undefined {
  const part = record(message.interactive);
  if (part.type === 'button_reply' || part.type === 'list_reply') return chosen(record(part[part.type]));
  return part.type === 'nfm_reply' ? form(record(part.nfm_reply)) : undefined;
}

/** A WhatsApp Flow answers with JSON inside a text. */
function form(reply: Json): InboundContent | undefined {
  try {
    const values = record(JSON.parse(text(reply.response_json) ?? 'null'));
    return { kind: 'form', name: text(reply.name) ?? 'flow', values };
  } catch {
    return undefined;
  }
}

/** The quick reply of a template. */
function button(message: Json): InboundContent | undefined {
  const part = record(message.button);
  const title = text(part.text);
  const id = text(part.payload) ?? title;
  return id === undefined ? undefined : { kind: 'choice', id, title: title ?? '' };
}

function location(message: Json): InboundContent | undefined {
  const { latitude, longitude, name, address } = record(message.location);
  if (typeof latitude !== 'number' || typeof longitude !== 'number') return undefined;
  return compact({ kind: 'location' as const, latitude, longitude, name: text(name), address: text(address) });
}

function contacts(message: Json): InboundContent | undefined {
  const cards = records(message.contacts).map((card) => {
    const name = record(card.name);
    const phones = records(card.phones).map((phone) => text(phone.phone) ?? text(phone.wa_id));
    return {
      name: text(name.formatted_name) ?? text(name.first_name) ?? '',
      phones: phones.filter((phone) => phone !== undefined),
    };
  });
  return cards.length === 0 ? undefined : { kind: 'contacts', contacts: cards };
}

/** Meta leaves the emoji out when a reaction is taken back. */
function reaction(message: Json): InboundContent | undefined {
  const part = record(message.reaction);
  const to = text(part.message_id);
  return to === undefined ? undefined : { kind: 'reaction', to, emoji: text(part.emoji) ?? null };
}

function order(message: Json): InboundContent | undefined {
  const part = record(message.order);
  const items = records(part.product_items).map((item) => ({
    id: text(item.product_retailer_id) ?? '',
    quantity: Number(text(item.quantity) ?? 0) || 0,
  }));
  return items.length === 0 ? undefined : compact({ kind: 'order' as const, items, text: text(part.text) });
}

function system(message: Json): InboundContent {
  const part = record(message.system);
  const newKey = text(part.user_id) ?? text(part.wa_id);
  const known = part.type === 'user_changed_number' || part.type === 'customer_changed_number';
  if (!known || newKey === undefined) return unsupported(`system:${text(part.type) ?? 'unknown'}`, message);
  return compact({ kind: 'identityChanged' as const, newKey, phone: phoneOf(text(part.wa_id)) });
}

/** `+` and the digits of a wa_id, which is a number in E.164 without the plus. */
export function phoneOf(waId: string | undefined): string | undefined {
  return waId !== undefined && /^[1-9]\d{6,14}$/.test(waId) ? `+${waId}` : undefined;
}

function unsupported(rawType: string, message: Json): InboundContent {
  return compact({ kind: 'unsupported' as const, rawType, code: text(records(message.errors)[0]?.code) });
}

const readers: Readonly<Record<string, Reader>> = {
  text: (message) => {
    const body = text(record(message.text).body);
    return body === undefined ? undefined : { kind: 'text', text: body };
  },
  interactive,
  button,
  image: media('image'),
  video: media('video'),
  audio: media('audio'),
  document: media('document'),
  sticker: media('sticker'),
  location,
  contacts,
  reaction,
  order,
  system,
};

/** The content of one message. What is unknown, or not of the documented shape, is `unsupported` under its own type. */
export function parseContent(message: Json): InboundContent {
  const type = text(message.type) ?? 'none';
  const reader = Object.hasOwn(readers, type) ? readers[type] : undefined;
  return reader?.(message) ?? unsupported(type, message);
}
