import type { Language } from './text.js';

/** One answer that the participant may choose. */
export interface Choice {
  /** Comes back as `InboundContent.id`; at most 200 characters on every channel. */
  readonly id: string;
  readonly title: string;
  readonly description?: string;
  /** The digit of an IVR or of a numbered list: 0-9, `*` or `#`. */
  readonly keypad?: string;
  /** Choices with an equal section are shown together under it, where the channel can. */
  readonly section?: string;
}

/**
 * How choices are shown. The sender leaves it out; `degrade` decides by the channel's capabilities, so a plugin's
 * `send` always finds one that it declared.
 */
export type ChoiceLayout = 'buttons' | 'list' | 'keypad';

export interface TextContent {
  readonly kind: 'text';
  readonly text: string;
}

export interface ChoicesContent {
  readonly kind: 'choices';
  readonly text: string;
  readonly choices: readonly Choice[];
  /** Label of the control that opens a list, such as "Pilih layanan". */
  readonly button?: string;
  readonly header?: string;
  readonly footer?: string;
  readonly layout?: ChoiceLayout;
}

export const mediaKinds = ['image', 'video', 'audio', 'document', 'sticker'] as const;
export type MediaKind = (typeof mediaKinds)[number];

export interface MediaContent {
  readonly kind: 'media';
  readonly media: MediaKind;
  /** Where the provider can fetch it (https). */
  readonly url: string;
  readonly caption?: string;
  readonly fileName?: string;
  readonly mimeType?: string;
  /** Size in bytes, where known; checked against the channel's limit. */
  readonly bytes?: number;
}

/** A message approved beforehand by the provider: the only kind it takes outside the reply window. */
export interface TemplateContent {
  readonly kind: 'template';
  readonly name: string;
  /** Provider's language code, such as `id` or `en_US`. */
  readonly language: string;
  readonly category: 'utility' | 'marketing' | 'authentication';
  /** Values of the numbered placeholders of the body, in order. */
  readonly parameters: readonly string[];
  /** The filled text, for channels without templates and for the officer's view. */
  readonly text: string;
}

/** What the hub can say on a channel. New kinds may be added in a minor version; `degrade` turns what a channel lacks into text. */
export type MessageContent = TextContent | ChoicesContent | MediaContent | TemplateContent;

/** Who wrote, as the provider names them. */
export interface Sender {
  /** The provider's stable key of the person within the account (WhatsApp: user id, else wa_id). Never assume a phone number. */
  readonly key: string;
  /** Other keys of the same person in this account, such as the wa_id beside a user id. */
  readonly aliases?: readonly string[];
  /** E.164 with `+`, when the provider tells it. */
  readonly phone?: string;
  /** The name that the person gave on the channel; unchecked. */
  readonly name?: string;
  readonly language?: Language;
  /**
   * The provider takes one message only to this key, as it does for the author of a comment: it is left to the officer, and
   * the hub says nothing of its own accord.
   */
  readonly singleReply?: true;
  /**
   * The participant whom the hub itself knows the sender to be, because it is signed in: the host takes it from
   * `ServiceContext.receive` only, and only where the viewer's token speaks for this very participant. From webhooks and
   * polls it is refused.
   */
  readonly participantId?: string;
}

/** What a participant sent, in the hub's own words. Union members may be added in a minor version. */
export type InboundContent =
  | { readonly kind: 'text'; readonly text: string }
  /** A tapped choice; `id` is `Choice.id` of the message it answers, or a template's payload. */
  | { readonly kind: 'choice'; readonly id: string; readonly title: string; readonly description?: string }
  /** A key pressed on a telephone. */
  | { readonly kind: 'keypad'; readonly digits: string }
  /** A filled form of the provider (WhatsApp Flow); values as the provider gave them. */
  | { readonly kind: 'form'; readonly name: string; readonly values: Readonly<Record<string, unknown>> }
  | {
      readonly kind: 'media';
      readonly media: MediaKind;
      /** The provider's id, to fetch it with; absent when only a url is given. */
      readonly mediaId?: string;
      readonly url?: string;
      readonly mimeType?: string;
      /** Base64 of the SHA-256, as the provider states it. */
      readonly sha256?: string;
      readonly caption?: string;
      readonly fileName?: string;
      /** A recorded voice message rather than a sound file. */
      readonly voice?: boolean;
    }
  | {
      readonly kind: 'location';
      readonly latitude: number;
      readonly longitude: number;
      readonly name?: string;
      readonly address?: string;
    }
  | {
      readonly kind: 'contacts';
      readonly contacts: readonly { readonly name: string; readonly phones: readonly string[] }[];
    }
  /** `emoji` null: the reaction was taken back. `to` is the external id of the message reacted to. */
  | { readonly kind: 'reaction'; readonly to: string; readonly emoji: string | null }
  | {
      readonly kind: 'order';
      readonly items: readonly { readonly id: string; readonly quantity: number }[];
      readonly text?: string;
    }
  /**
   * Something happened to a live session, such as a telephone call, that nobody said. `STARTED`: the person is there and
   * waits to be greeted; `NOTED`: kept with the conversation, nothing more (a recording, a consent); `OFFICER_ANSWERED`:
   * the officer who has the conversation speaks with the person; `ENDED`: the person is gone and the conversation closes.
   * What comes after the end is kept with the closed conversation. `name` is the channel's own, such as `call.queued`.
   */
  | {
      readonly kind: 'session';
      readonly event: 'STARTED' | 'NOTED' | 'OFFICER_ANSWERED' | 'ENDED';
      readonly name: string;
      /** What a person reads of it. */
      readonly text?: string;
    }
  /** The person is now known under another key (a new number): alias, do not merge blindly. */
  | { readonly kind: 'identityChanged'; readonly newKey: string; readonly phone?: string }
  /** Stored and acknowledged although nobody knows it yet. `rawType` is the provider's own name. */
  | { readonly kind: 'unsupported'; readonly rawType: string; readonly code?: string };

type Content = MessageContent | InboundContent;

const texts: { readonly [K in Content['kind']]?: (content: Extract<Content, { kind: K }>) => string | undefined } = {
  text: (content) => content.text,
  template: (content) => content.text,
  choices: (content) => content.text,
  choice: (content) => content.title,
  keypad: (content) => content.digits,
  media: (content) => content.caption ?? content.fileName,
  location: ({ name, address, latitude, longitude }) =>
    [name, address].filter(Boolean).join(', ') || `${latitude},${longitude}`,
  contacts: (content) => content.contacts.map((contact) => contact.name).join(', '),
  reaction: (content) => content.emoji ?? undefined,
  order: (content) => content.text,
  session: (content) => content.text ?? content.name,
};

/** A short text for lists and for channels that show text only; never for logs (it is what the person wrote). */
export function plainText(content: Content): string {
  const text = texts[content.kind] as ((content: Content) => string | undefined) | undefined;
  return text?.(content) ?? '';
}
