import type { Capabilities } from '../sdk/index.js';

const megabyte = 1_000_000;

/**
 * What the app shows of a message in its inbox. The push only says that something is there, so FCM's 4096 bytes do not
 * limit what can be said. Receipts: the app tells what was read.
 */
export const capabilities: Capabilities = {
  direction: 'TWO_WAY',
  text: { maximumLength: 10_000 },
  buttons: { maximum: 4, titleLength: 40, bodyLength: 4_000 },
  list: {
    maximum: 50,
    sections: 10,
    sectionTitleLength: 40,
    titleLength: 60,
    descriptionLength: 120,
    buttonLength: 40,
    bodyLength: 4_000,
  },
  keypad: null,
  headerLength: 60,
  footerLength: 60,
  media: {
    image: { maximumBytes: 5 * megabyte, mimeTypes: ['image/jpeg', 'image/png'], captionLength: 1_000 },
    document: { maximumBytes: 20 * megabyte, mimeTypes: ['application/pdf'], captionLength: 1_000 },
  },
  templates: false,
  voice: false,
  replyWindow: null,
  proactive: 'always',
  addressedBy: 'participant',
  receipts: ['READ'],
  quotas: { account: null, recipient: null },
  webhook: null,
};
