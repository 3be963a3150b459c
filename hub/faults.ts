import { IdentityFault, ListenFault, ManifestFault } from '../gateway/index.js';
import { StoreInUseError } from '../store/index.js';
import { ConfigurationFault } from '../subgraphs/kernel/configuration.js';

const expected = [ConfigurationFault, StoreInUseError, ListenFault, ManifestFault, IdentityFault];

/** What a person at the terminal should read: one clear line for faults that we know, the stack for those we do not. */
export function explain(error: unknown): string {
  if (expected.some((kind) => error instanceof kind)) return (error as Error).message;
  const { code, path, message, stack } = error as NodeJS.ErrnoException;
  if (code === 'EACCES' || code === 'EPERM') {
    return `${path ?? 'A file'} may not be used by this user: change its owner, or set KANAL_DATA to another folder.`;
  }
  return error instanceof Error && error.cause !== undefined ? message : (stack ?? String(error));
}
