import { join } from 'node:path';
import { createJwksIdentity, createLocalIdentity, type Identity, type LocalIdentity } from '../gateway/index.js';
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
