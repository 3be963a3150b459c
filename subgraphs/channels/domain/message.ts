import type { InboundContent, MessageContent, MessageStatus } from '../../../plugins/sdk/index.js';

/** Who speaks: the participant, the menu, an officer, or the hub with news of a case. */
export type MessageAuthor = 'PARTICIPANT' | 'MENU' | 'OFFICER' | 'SYSTEM';

/** One message of a conversation. */
export interface Message {
  readonly id: string;
  readonly conversationId: string;
  /** The provider's id, of what a participant sent; null for what the hub says. */
  readonly externalId: string | null;
  /** Gap-free in its conversation, from 1. */
  readonly sequence: number;
  readonly direction: 'INBOUND' | 'OUTBOUND';
  readonly author: MessageAuthor;
  /** Officer's id, for an officer's message. */
  readonly authorId: string | null;
  /** Kind of its content: text, choices, choice, media, ... */
  readonly kind: string;
  readonly content: MessageContent | InboundContent;
  /** What a person reads of it; null when it has no words. */
  readonly text: string | null;
  /** The sender's own time. */
  readonly sentAt: Date;
  readonly receivedAt: Date;
  readonly status: MessageStatus;
  /** The kind as it was meant, when the channel could not show all of it. */
  readonly degradedFrom: string | null;
}
