import type { Choice, MessageContent } from '../../sdk/index.js';

/** A message as it lies in the inbox. */
export interface InboxValue {
  readonly content: MessageContent;
  readonly replyTo?: string;
}

/** What the app shows of a message; members that a kind does not have are null. */
export interface InboxView {
  readonly kind: string;
  readonly text: string;
  readonly header: string | null;
  readonly footer: string | null;
  readonly button: string | null;
  readonly choices: readonly Choice[];
  readonly mediaUrl: string | null;
  readonly fileName: string | null;
}

const none = { header: null, footer: null, button: null, choices: [], mediaUrl: null, fileName: null };

/** One shape for all kinds of content, so that an app of today shows a kind of tomorrow by its text. */
export function viewOf(content: MessageContent): InboxView {
  switch (content.kind) {
    case 'choices': {
      const { text, header = null, footer = null, button = null, choices } = content;
      return { ...none, kind: 'choices', text, header, footer, button, choices };
    }
    case 'media': {
      const { caption = '', url, fileName = null, media } = content;
      return { ...none, kind: media, text: caption, mediaUrl: url, fileName };
    }
    default:
      return { ...none, kind: 'text', text: content.text };
  }
}

/** References that the hub gives to complaints and service requests; alone they open nothing. */
const reference = /\b(K-[0-9A-Z]{4}-[0-9A-Z]{4}|P-[0-9A-Z]{8})\b/;

/** The reference of the case that a message speaks of. */
export const referenceIn = (content: MessageContent): string | undefined => reference.exec(viewOf(content).text)?.[1];
