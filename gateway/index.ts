export { createGateway } from './gateway.js';
export type { Gateway, GatewayOptions, Identity } from './gateway.types.js';
export { Authenticator } from './identity/authenticator.js';
export { ListenFault } from './http/listen.js';
export { IdentityFault } from './identity/claims.js';
export { createJwksIdentity } from './identity/jwks-identity.js';
export { createLocalIdentity, type LocalIdentity, type TokenRequest } from './identity/local-identity.js';
export { loadManifest, ManifestFault } from './operations/persisted-operations.js';
export { composePublicSchema, composeSupergraph, CompositionFault } from './supergraph/compose.js';
