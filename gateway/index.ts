export { createGateway } from './gateway.js';
export type { Gateway, GatewayLog, GatewayOptions, Identity, Readiness, Route } from './gateway.types.js';
export { ListenFault } from './http/listen.js';
export { defaultLimits, type GatewayLimits, type LimitOverrides } from './limits.js';
export { loadManifest, ManifestFault, type PersistedOperations } from './operations/persisted-operations.js';
export { composeSupergraph, CompositionFault, type Supergraph } from './supergraph/compose.js';
