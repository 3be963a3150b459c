import { createRemoteJWKSet, jwtVerify } from 'jose';
import type { Identity } from '../gateway.types.js';
import { principalOf } from './claims.js';
import { Revocations } from './revocations.js';

/** Signatures by a private key only: a shared secret in a key set would be one that anybody can sign with. */
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
const clockTolerance = '10s';

export interface JwksIdentityOptions {
  /** URL of the JSON Web Key Set of the identity provider. */
  readonly url: string;
  readonly issuer: string;
  readonly audience: string;
  /** File with revoked tokens (see `Revocations`). */
  readonly revokedPath: string;
}

export interface ClosableIdentity extends Identity {
  close(): void;
}

/** Production: tokens of an identity provider, checked against its published keys (fetched when first needed, and anew when a key is unknown). */
export async function createJwksIdentity(options: JwksIdentityOptions): Promise<ClosableIdentity> {
  const keys = createRemoteJWKSet(new URL(options.url), { timeoutDuration: 5_000, cooldownDuration: 10_000 });
  const revocations = await Revocations.open(options.revokedPath);
  const { issuer, audience } = options;
  return {
    async verify(token) {
      const checks = { issuer, audience, algorithms, clockTolerance, requiredClaims: ['exp', 'sub'] };
      const { payload } = await jwtVerify(token, keys, checks);
      return principalOf(payload, token);
    },
    isRevoked: (tokenId) => revocations.isRevoked(tokenId),
    close: () => revocations.close(),
  };
}
