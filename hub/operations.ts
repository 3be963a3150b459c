import { loadManifest, type GatewayOptions } from '../gateway/index.js';
import type { HubConfiguration } from './configuration.js';

/** The persisted operations of the configuration. @throws ManifestFault with one clear line for a file that cannot be used */
export async function persistedOperations({
  operations,
}: HubConfiguration): Promise<Pick<GatewayOptions, 'persistedOperations'>> {
  if (operations === undefined) return {};
  return { persistedOperations: { manifest: await loadManifest(operations.path), only: operations.only } };
}
