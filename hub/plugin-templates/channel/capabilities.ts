import type { Capabilities } from '../../../plugins/sdk/index.js';

const day = 86_400_000;

/** What the provider takes; lengths in UTF-16 code units. The host fits every message to it, the kit holds the plugin to it. */
export const capabilities: Capabilities = {
  direction: 'TWO_WAY',
  text: { maximumLength: 2000 },
  buttons: { maximum: 3, titleLength: 24, bodyLength: 1000 },
  list: null,
  keypad: null,
  headerLength: 0,
  footerLength: 0,
  media: {},
  templates: false,
  voice: false,
  replyWindow: null,
  proactive: 'always',
  receipts: ['DELIVERED', 'READ', 'FAILED'],
  quotas: { account: { perSecond: 20, burst: 20 }, recipient: null },
  webhook: { maximumBytes: 262_144, retryPeriod: day },
};
