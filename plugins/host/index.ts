export { accountsFromEnvironment, environmentName, isMentioned, readAccount, type AccountRequest } from './accounts.js';
export { GraphExtensions, type ComposeCheck } from './graph.js';
export { createHost } from './host.js';
export { identityOf, loadPlugin } from './loader.js';
export { builtInPlugins, type PluginPlaces } from './plugin-files.js';
export type * from './media-types.js';
export type * from './publishing-types.js';
export type * from './types.js';
