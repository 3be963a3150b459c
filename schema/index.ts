export * from './assertion.js';
export * from './errors.js';
export * from './events.js';
export * from './pagination.js';
export * from './principal.js';
export * from './subgraph.js';
