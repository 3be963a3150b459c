import type { Capabilities } from '../sdk/index.js';

/**
 * What the portal can do. Employers come by routes and by the graph, and fetch notices from their mailbox; there is no
 * conversation, so no message is sent by the outbox.
 */
export const capabilities: Capabilities = {
  direction: 'ONE_WAY',
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
