export { accountsFromEnvironment, environmentName } from './accounts.js';
export { createHost } from './host.js';
export type * from './types.js';
