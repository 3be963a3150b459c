import type { InboundContent, Language, Menu } from '../../../../plugins/sdk/index.js';

/** What the menu can make of a message. */
export type MenuInput =
  | { readonly kind: 'choice'; readonly id: string; readonly title: string }
  | { readonly kind: 'text'; readonly text: string }
  /** Something that is no answer and calls for none, such as a reaction, or the end of a call. */
  | { readonly kind: 'silent' }
  /** Something a person must look at, such as a voice note. */
  | { readonly kind: 'unreadable' };

/** Reads a message. Key presses are text of digits; a medium with a caption counts as its caption. */
export function readInput(content: InboundContent): MenuInput {
  switch (content.kind) {
    case 'choice':
      return { kind: 'choice', id: content.id, title: content.title };
    case 'text':
      return { kind: 'text', text: content.text.trim() };
    case 'keypad':
      return { kind: 'text', text: content.digits };
    case 'media':
      return content.caption?.trim() ? { kind: 'text', text: content.caption.trim() } : { kind: 'unreadable' };
    case 'reaction':
    case 'session':
    case 'identityChanged':
      return { kind: 'silent' };
    default:
      return { kind: 'unreadable' };
  }
}

/** A word without case and punctuation around it, as commands and labels are compared. */
export const plain = (text: string) =>
  text
    .toLowerCase()
    .replace(/^[\s"'.,!?()[\]]+|[\s"'.,!?()[\]]+$/g, '')
    .replace(/\s+/g, ' ');

export type Command = 'menu' | 'cancel' | 'skip' | Language;

/** The command that a text is, or null. */
export function commandOf(menu: Menu, text: string): Command | null {
  const word = plain(text);
  const { commands } = menu;
  if (commands.menu.includes(word)) return 'menu';
  if (commands.cancel.includes(word)) return 'cancel';
  if (commands.skip.includes(word)) return 'skip';
  if (commands.language.id.includes(word)) return 'id';
  return commands.language.en.includes(word) ? 'en' : null;
}

interface Offered {
  readonly keypad: string;
  readonly label: Readonly<Record<Language, string>>;
}

/**
 * The one of several offers that a text means: its key (`2`, `2.`, `2)`), its label in either language, or a sentence
 * that holds exactly one of the labels ("saya mau pengaduan").
 */
export function offerOf<O extends Offered>(offers: readonly O[], text: string): O | undefined {
  const word = plain(text);
  const keyed = offers.find((offer) => offer.keypad === word || offer.keypad === text.trim());
  const labelled = keyed ?? offers.find((offer) => labelsOf(offer).includes(word));
  if (labelled) return labelled;
  const held = offers.filter((offer) => labelsOf(offer).some((label) => ` ${word} `.includes(` ${label} `)));
  return held.length === 1 ? held[0] : undefined;
}

const labelsOf = (offer: Offered) => [plain(offer.label.id), plain(offer.label.en)];
