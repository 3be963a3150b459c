export * from './manifest.js';
export * from './plugin.js';
