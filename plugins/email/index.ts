export * from './automatic.js';
export * from './config.js';
export * from './media.js';
export * from './plugin.js';
