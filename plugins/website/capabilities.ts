import type { Capabilities } from '../sdk/index.js';

/** What the widget shows. It has the whole browser to itself, so the limits are those of a readable chat. */
export const capabilities: Capabilities = {
  direction: 'TWO_WAY',
  text: { maximumLength: 10_000 },
  buttons: { maximum: 3, titleLength: 60, bodyLength: 4_000 },
  list: {
    maximum: 20,
    sections: 10,
    sectionTitleLength: 60,
    titleLength: 60,
    descriptionLength: 200,
    buttonLength: 40,
    bodyLength: 4_000,
  },
  keypad: null,
  headerLength: 120,
  footerLength: 120,
  /** Nothing is uploaded or shown from elsewhere: pictures and files go as links. */
  media: {},
  templates: false,
  voice: false,
  replyWindow: null,
  /** A visitor who closed the page may never come back: news waits in the mailbox, and nobody is written to first. */
  proactive: 'never',
  receipts: ['DELIVERED', 'READ'],
  quotas: { account: null, recipient: { perSecond: 5, burst: 50 } },
  webhook: null,
};
