import type { MessageContent } from './content.js';
import type { ProviderError } from './inbound.js';

/** To whom a message goes: the sender's key as it came in, or a phone number for a first message. */
export interface Recipient {
  readonly key: string;
  /** E.164 with `+`. */
  readonly phone?: string;
}

/** `reply` answers a person who waits and always goes before `campaign`. */
export type Priority = 'reply' | 'campaign';

/** Who speaks: an officer, or the hub itself (menu, news of a case, campaign). */
export type OutboundAuthor = 'OFFICER' | 'AUTOMATIC';

/** A message that the hub wants sent. */
export interface OutboundMessage {
  readonly channelId: string;
  readonly conversationId: string;
  /** Also the idempotency key: one id is enqueued once. */
  readonly messageId: string;
  readonly recipient: Recipient;
  readonly content: MessageContent;
  readonly priority: Priority;
  /** External id of the message that this one answers. */
  readonly replyTo?: string;
  /** Absent: AUTOMATIC. */
  readonly author?: OutboundAuthor;
}

/** What a plugin is asked to send; `content` already fits the declared capabilities. */
export interface SendCommand {
  readonly messageId: string;
  readonly recipient: Recipient;
  readonly content: MessageContent;
  readonly replyTo?: string;
  /** Absent: AUTOMATIC. */
  readonly author?: OutboundAuthor;
  /** The sender's time of the recipient's last message; on channels with a reply window. */
  readonly lastInboundAt?: Date;
  /** 1 for the first try. */
  readonly attempt: number;
}

/** What the host must do beside treating the message itself. */
export type SendEffect =
  /** Access or account is broken: send nothing more until somebody acted. */
  | 'STOP_ACCOUNT'
  /** Slow down the whole account. */
  | 'DELAY_ACCOUNT'
  /** Slow down this recipient only. */
  | 'DELAY_RECIPIENT'
  /** Hold bulk sending; replies go on. */
  | 'PAUSE_CAMPAIGNS'
  /** Only a template will be taken now. */
  | 'NEEDS_TEMPLATE'
  /** The person no longer wants marketing. */
  | 'OPT_OUT'
  /** The person cannot be reached on this channel. */
  | 'FLAG_RECIPIENT';

/**
 * How a try ended. `unknown` whenever the request may have reached the provider without a clear answer (time-out, cut
 * connection, 5xx): it is settled by receipts, never sent again blindly.
 */
export type SendOutcome =
  | { readonly status: 'accepted'; readonly externalId: string }
  | {
      readonly status: 'rejected';
      readonly permanent: boolean;
      /** Milliseconds to wait before the next try, when the provider says so. */
      readonly retryAfter?: number;
      readonly error: ProviderError;
      readonly effect?: SendEffect;
    }
  | { readonly status: 'unknown'; readonly error: ProviderError };
