export { createEventLog } from './event-log.js';
export type * from './types.js';
