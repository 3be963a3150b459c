import type { ChoicesContent, MessageContent, Recipient } from '../sdk/index.js';
import { numbered } from '../sdk/index.js';
import { addressOf } from './addresses.js';
import type { Json } from './json.js';
import { splitText } from './split.js';

/** The `message` objects of `POST /{id}/messages` for one content, in order: long texts become several. Pure. */
export function messagesOf(content: MessageContent): Json[] {
  switch (content.kind) {
    case 'text':
    case 'template':
      return splitText(content.text).map((text) => ({ text }));
    case 'choices':
      return choicesOf(content);
    case 'media':
      return [{ attachment: { type: 'image', payload: { url: content.url } } }];
  }
}

/** Quick replies stand under the last part; Instagram shows them until one is tapped, and not on the web. */
function choicesOf(content: ChoicesContent): Json[] {
  const parts = splitText(content.text).map((text): Json => ({ text }));
  const quickReplies = content.choices.map(({ id, title }) => ({ content_type: 'text', title, payload: id }));
  return parts.map((part, i) => (i === parts.length - 1 ? { ...part, quick_replies: quickReplies } : part));
}

/** The words of a private reply: text only, choices numbered. Undefined: the content has no words. */
export function privateReplyText(content: MessageContent): string | undefined {
  if (content.kind === 'media') return undefined;
  return content.kind === 'choices' ? numbered(content) : content.text;
}

/** `recipient` of a send: the person, or the comment that is answered privately. */
export function recipientOf({ key }: Recipient): Json {
  const address = addressOf(key);
  return address.kind === 'person' ? { id: address.id } : { comment_id: address.id };
}
