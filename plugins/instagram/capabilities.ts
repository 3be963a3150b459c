import type { Capabilities } from '../sdk/index.js';

const hour = 3_600_000;

/** Bytes of UTF-8 that one text message may have. */
export const textBytes = 1000;
/** Milliseconds after the person's last message in which anything may be sent. */
export const standardWindow = 24 * hour;
/** Milliseconds after the person's last message in which an officer, and only an officer, may still answer (tag HUMAN_AGENT). */
export const officerWindow = 7 * 24 * hour;

/**
 * What Instagram messaging takes. `text.maximumLength` is in UTF-16 code units as everywhere in the contract; Meta's
 * own limit is 1000 BYTES of UTF-8, so `send` splits a longer text into several messages. Quick replies are shown in
 * the mobile app only. No lists, no templates: an institution cannot write first.
 */
export const capabilities: Capabilities = {
  direction: 'TWO_WAY',
  text: { maximumLength: 3000 },
  buttons: { maximum: 13, titleLength: 20, bodyLength: 1000 },
  list: null,
  keypad: null,
  headerLength: 0,
  footerLength: 0,
  media: { image: { maximumBytes: 8_000_000, mimeTypes: ['image/jpeg', 'image/png'], captionLength: 0 } },
  templates: false,
  voice: false,
  replyWindow: standardWindow,
  officerReplyWindow: officerWindow,
  proactive: 'never',
  /** An echo confirms that a message went out; Instagram reports reading, but neither delivery nor failure. */
  receipts: ['SENT', 'READ'],
  quotas: {
    /** Pages of Meta disagree on 100 or 300 a second; the lower one holds everywhere. */
    account: { perSecond: 100, burst: 100 },
    recipient: null,
  },
  /** Graph webhooks are repeated for 36 hours; subscriptions of messaging end after an hour of failures. */
  webhook: { maximumBytes: 3_145_728, retryPeriod: 36 * hour },
};
