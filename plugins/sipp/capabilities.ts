import { noCapabilities, type Capabilities } from '../sdk/index.js';

/**
 * What the portal can do. Employers come by routes and by the graph, and fetch notices from their mailbox; there is no
 * conversation, so no message is sent by the outbox.
 */
export const capabilities: Capabilities = { ...noCapabilities, direction: 'ONE_WAY' };
