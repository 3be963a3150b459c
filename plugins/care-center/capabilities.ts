import type { Capabilities } from '../sdk/index.js';

const hour = 3_600_000;

/** What a telephone call can carry: speech out, keys and speech in. */
export const capabilities: Capabilities = {
  direction: 'TWO_WAY',
  /** Longer texts are hard to listen to; a live call takes a document of 4,000 characters. */
  text: { maximumLength: 1500 },
  buttons: null,
  list: null,
  /** One key each, 1 to 9; 0, `*` and `#` are the menu's commands. */
  keypad: { maximum: 9 },
  headerLength: 0,
  footerLength: 0,
  media: {},
  templates: false,
  voice: true,
  replyWindow: null,
  /** The hub calls nobody by itself. */
  proactive: 'never',
  receipts: [],
  quotas: {
    /** Twilio's default of an account is one call a second; more are queued there. */
    account: { perSecond: 1, burst: 1 },
    /** What is said to a live call cuts off what is being said: the next text waits until this one was heard. */
    recipient: { perSecond: 1 / 8, burst: 1 },
  },
  /** Twilio gives up after 15 s and calls the fallback. */
  webhook: { maximumBytes: 65_536, retryPeriod: hour, answerWithin: 8_000 },
};
