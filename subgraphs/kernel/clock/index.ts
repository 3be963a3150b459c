export * from './calendar.js';
export * from './evaluate.js';
export * from './indonesia.js';
export * from './policies.js';
export * from './types.js';
