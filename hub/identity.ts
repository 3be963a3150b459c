import { join } from 'node:path';
import {
  Authenticator,
  createJwksIdentity,
  createLocalIdentity,
  type Identity,
  type LocalIdentity,
} from '../gateway/index.js';
import type { VisitorPort } from '../plugins/host/index.js';
import type { HubConfiguration } from './configuration.js';

/** Who checks tokens: the identity provider where one is configured, else a local key (which production refuses). */
export async function openIdentity({
  jwks,
  dataFolder,
  production,
}: HubConfiguration): Promise<{ identity: Identity; local?: LocalIdentity; close(): void }> {
  if (jwks) {
    const identity = await createJwksIdentity({ ...jwks, revokedPath: join(dataFolder, 'keys', 'revoked.json') });
    return { identity, close: () => identity.close() };
  }
  const local = await createLocalIdentity(dataFolder, { production });
  return { identity: local, local, close: () => local.close() };
}

/** Who calls the channels' routes, by the tokens that the gateway takes from the outside. */
export function visitorsOf(identity: Identity, { publicUrl, trustedProxies }: HubConfiguration): VisitorPort {
  const authenticator = new Authenticator(identity);
  return {
    authenticate: (authorization) => authenticator.authenticate(authorization),
    isValid: (principal) => authenticator.isValid(principal),
    trustedProxies,
    ...(publicUrl !== undefined && { publicUrl }),
  };
}
