export { createEventLog } from './event-log.js';
export { canonicalJson } from './hash-chain.js';
export type * from './types.js';
