import type { InboundContent, Sender } from './content.js';

/** What a provider may report about a message of ours. */
export const receiptStatuses = ['SENT', 'DELIVERED', 'READ', 'FAILED'] as const;
export type ReceiptStatus = (typeof receiptStatuses)[number];

/** A provider's error in neutral form. `message` is the provider's documented wording for the code, never a person's text. */
export interface ProviderError {
  readonly code: string;
  readonly message: string;
}

interface ItemBase {
  /**
   * The provider's account to which the item belongs (WhatsApp: phone_number_id). Together with channel, `externalId`,
   * `kind` and `variant` it is the unique key: the same item always yields the same key, however often it is delivered.
   */
  readonly accountKey: string;
  readonly externalId: string;
  /** Tells items of one external id apart, such as the name of a status. */
  readonly variant?: string;
  /** The sender's own time; null when the provider states none. */
  readonly at: Date | null;
}

export interface InboundMessage extends ItemBase {
  readonly kind: 'message';
  readonly sender: Sender;
  readonly content: InboundContent;
  /** External id of the message that this one answers. */
  readonly replyTo?: string;
  /** The advertisement or post through which the person came. */
  readonly referral?: { readonly sourceId: string; readonly sourceType: string };
}

/** A receipt. `externalId` is the provider's id of our message; `reference` our message id, where the provider echoes it. */
export interface InboundStatus extends ItemBase {
  readonly kind: 'status';
  readonly status: ReceiptStatus;
  readonly reference?: string;
  readonly error?: ProviderError;
}

/** The provider reports a fault of the account or of a webhook. */
export interface InboundError extends ItemBase {
  readonly kind: 'error';
  readonly error: ProviderError;
}

/** Something nobody knows yet: kept, so that a later version can work it off. `raw` is sealed at rest. */
export interface InboundUnknown extends ItemBase {
  readonly kind: 'unknown';
  /** The provider's name of it, such as the webhook field. */
  readonly name: string;
  readonly raw: unknown;
}

/** One item of a webhook. `parse` returns every one of a batch. */
export type InboundItem = InboundMessage | InboundStatus | InboundError | InboundUnknown;
export type InboundKind = InboundItem['kind'];

/** A message as the host hands it to the hub's handler, once, in order per sender. */
export interface StoredInbound {
  /** The host's id of the inbox row. */
  readonly id: string;
  /** The configured account, such as `whatsapp-pandawa`. */
  readonly channelId: string;
  readonly accountKey: string;
  readonly externalId: string;
  readonly kind: 'message';
  readonly sender: Sender;
  readonly content: InboundContent;
  /** The sender's own time; the time of receipt when the provider states none. */
  readonly sentAt: Date;
  readonly receivedAt: Date;
  readonly replyTo?: string;
  readonly referral?: InboundMessage['referral'];
}

/** State of an outbound message as the hub knows it. It moves forward only: QUEUED < SENT < DELIVERED < READ; FAILED ends it. */
export type MessageStatus = 'QUEUED' | 'SENT' | 'DELIVERED' | 'READ' | 'FAILED' | 'UNKNOWN';

/** An outbound message moved forward. */
export interface ReceiptMoved {
  readonly channelId: string;
  readonly messageId: string;
  readonly status: Exclude<MessageStatus, 'QUEUED'>;
  readonly at: Date;
  readonly error?: ProviderError;
}
