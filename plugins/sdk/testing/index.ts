export * from './conformance.js';
export * from './provider-server.js';
export * from './random.js';
