import type { MediaKind } from './content.js';
import type { ReceiptStatus } from './inbound.js';

/** Lengths are in UTF-16 code units, as providers count. Null or absent: the channel cannot. */
export interface TextLimits {
  readonly maximumLength: number;
}

export interface ButtonLimits {
  readonly maximum: number;
  readonly titleLength: number;
  readonly bodyLength: number;
}

export interface ListLimits {
  /** Rows over all sections. */
  readonly maximum: number;
  readonly sections: number;
  readonly sectionTitleLength: number;
  readonly titleLength: number;
  readonly descriptionLength: number;
  readonly buttonLength: number;
  readonly bodyLength: number;
}

export interface MediaLimits {
  readonly maximumBytes: number;
  readonly mimeTypes: readonly string[];
  /** 0: no caption. */
  readonly captionLength: number;
}

/** A token bucket: `perSecond` tokens flow in, at most `burst` stand. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

/** What a channel can do, as data: the host and the conformance kit hold the plugin to it. */
export interface Capabilities {
  readonly direction: 'ONE_WAY' | 'TWO_WAY';
  readonly text: TextLimits | null;
  readonly buttons: ButtonLimits | null;
  readonly list: ListLimits | null;
  /** Choices by telephone keys, spoken. */
  readonly keypad: { readonly maximum: number } | null;
  /** Header and footer of choices; 0: none. */
  readonly headerLength: number;
  readonly footerLength: number;
  readonly media: Readonly<Partial<Record<MediaKind, MediaLimits>>>;
  readonly templates: boolean;
  readonly voice: boolean;
  /** Milliseconds after the participant's last message in which free messages may be sent; null: always. */
  readonly replyWindow: number | null;
  /** Where an officer may answer longer than the menu: milliseconds, more than `replyWindow`. Absent: as long. */
  readonly officerReplyWindow?: number;
  /**
   * Milliseconds in which a sender gets at most one automatic answer that it did not ask for (RFC 3834, section 2): a
   * greeting, "not understood", a place in the queue, a farewell. What comes instead goes to the officers in silence. The
   * next step of a menu that the sender walks and news of its own case are asked for; an officer's word is never held
   * back. Absent: no limit.
   */
  readonly automaticReplyInterval?: number;
  /** May the hub write first? `template`: with an approved template only. */
  readonly proactive: 'always' | 'template' | 'never';
  /**
   * `participant`: whoever uses the channel is a signed-in participant (`Sender.participantId`), and its key is the
   * participant's id. So the hub can tell a participant news there that no conversation asked for. Absent: addresses are
   * the provider's.
   */
  readonly addressedBy?: 'participant';
  /** The receipts that the provider reports; without any, SENT is the last known state. */
  readonly receipts: readonly ReceiptStatus[];
  readonly quotas: {
    /** Of the account, all recipients together. */
    readonly account: Rate | null;
    /** From the account to one recipient. */
    readonly recipient: Rate | null;
  };
  readonly webhook: {
    /** Largest body the provider sends. */
    readonly maximumBytes: number;
    /** Milliseconds over which the provider repeats an unacknowledged webhook; older news is stale. */
    readonly retryPeriod: number;
    /** For plugins with `operational.answer`: milliseconds in which the provider wants its answer, with room for the way. Absent: 8 s. */
    readonly answerWithin?: number;
  } | null;
  /** Milliseconds without anything coming in after which the channel counts as silent: it may be cut off. Absent: no alarm. */
  readonly silenceAlarm?: number;
  /** For plugins with `operational.poll`, in milliseconds. Absent: 15 s between calls, 30 s for one. */
  readonly polling?: {
    /** Between two calls that find nothing new. */
    readonly pause: number;
    readonly deadline: number;
  };
}

/** A channel that can nothing yet: to spread under what it can. */
export const noCapabilities: Capabilities = {
  direction: 'TWO_WAY',
  text: null,
  buttons: null,
  list: null,
  keypad: null,
  headerLength: 0,
  footerLength: 0,
  media: {},
  templates: false,
  voice: false,
  replyWindow: null,
  proactive: 'never',
  receipts: [],
  quotas: { account: null, recipient: null },
  webhook: null,
};
