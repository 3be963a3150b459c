export { plain } from './input.js';
export * from './engine.js';
export * from './language.js';
export * from './state.js';
