export { startStore } from './start.js';
export { StoreInUseError } from './engine/lock.js';
export type { RunningStore, StoreOptions } from './server.js';
