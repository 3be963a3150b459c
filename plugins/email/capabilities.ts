import type { Capabilities } from '../sdk/index.js';
import { automaticAnswerInterval } from './automatic.js';

/** Largest text of one mail, in UTF-16 code units. */
export const longestText = 50_000;

/**
 * What plain mail carries. Choices have no controls here: the host turns them into a numbered text, and the answer is
 * the number. Media go as links. A bounce is the only receipt that mail gives.
 */
export const capabilities: Capabilities = {
  direction: 'TWO_WAY',
  text: { maximumLength: longestText },
  buttons: null,
  list: null,
  keypad: null,
  headerLength: 0,
  footerLength: 0,
  media: {},
  templates: false,
  voice: false,
  replyWindow: null,
  automaticReplyInterval: automaticAnswerInterval,
  proactive: 'always',
  receipts: ['FAILED'],
  quotas: { account: { perSecond: 2, burst: 20 }, recipient: { perSecond: 1 / 30, burst: 30 } },
  webhook: null,
  /** A call without news waits by itself, so the pause is short. */
  polling: { pause: 1_000, deadline: 60_000 },
};
