export * from './conformance.js';
export * from './contexts.js';
export * from './mailbox-provider.js';
export * from './memory.js';
export * from './provider-server.js';
export * from './random.js';
export { formatReport, type Report, type RuleResult, type Verdict } from './report.js';
export * from './subject.js';
export { itemKey, signedSample } from './world.js';
