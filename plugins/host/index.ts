export { accountsFromEnvironment, environmentName, type AccountRequest } from './accounts.js';
export { createHost, defaultTuning } from './host.js';
export type * from './types.js';
