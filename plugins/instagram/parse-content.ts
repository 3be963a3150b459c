import type { InboundContent, MediaKind } from '../sdk/index.js';
import { records, record, text, type Json } from './json.js';

const mediaTypes: Readonly<Record<string, MediaKind>> = {
  image: 'image',
  video: 'video',
  reel: 'video',
  ig_reel: 'video',
  audio: 'audio',
  file: 'document',
};

/** Attachments that point to something on Instagram. Meta's terms forbid to store what they show: the link is all. */
const links = new Set(['share', 'ig_post', 'post', 'story_mention', 'ig_story', 'fallback']);

/** What a message says: one content for its words or choice, and one for each attachment. Never empty. */
export function contentsOf(message: Json): InboundContent[] {
  const words = text(message.text);
  const choice = text(record(message.quick_reply).payload);
  const attachments = records(message.attachments);
  if (message.is_unsupported === true && attachments.length === 0 && words === undefined) {
    return [{ kind: 'unsupported', rawType: 'is_unsupported' }];
  }
  if (choice !== undefined) return [{ kind: 'choice', id: choice, title: words ?? '' }];
  const contents = attachments.map(attachmentContent);
  const spoken: InboundContent[] = words === undefined ? [] : [{ kind: 'text', text: words }];
  const all = [...spoken, ...contents];
  return all.length > 0 ? all : [{ kind: 'unsupported', rawType: 'message' }];
}

function attachmentContent(attachment: Json): InboundContent {
  const type = text(attachment.type) ?? 'attachment';
  const url = text(record(attachment.payload).url);
  const media = Object.hasOwn(mediaTypes, type) ? mediaTypes[type] : undefined;
  if (url === undefined) return { kind: 'unsupported', rawType: type };
  if (media !== undefined) return { kind: 'media', media, url };
  return links.has(type) ? { kind: 'text', text: url } : { kind: 'unsupported', rawType: type };
}
