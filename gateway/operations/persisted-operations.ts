import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { RequestFault } from '../errors.js';

/** Operations of known clients, by the SHA-256 (hex) of their text. */
export interface PersistedOperations {
  readonly manifest: Readonly<Record<string, string>>;
  /** True: nobody but an admin may send anything else. */
  readonly only: boolean;
}

/** The manifest file cannot be used; the message says what to do. */
export class ManifestFault extends Error {
  override readonly name = 'ManifestFault';
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** Reads `{ "<sha256>": "<operation>" }` and checks each hash. Throws `ManifestFault`. */
export async function loadManifest(path: string): Promise<Readonly<Record<string, string>>> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new ManifestFault(`The operation manifest ${path} cannot be read (${error.code}).`);
  });
  let manifest: unknown;
  try {
    manifest = JSON.parse(text);
  } catch {
    throw new ManifestFault(`The operation manifest ${path} is not JSON.`);
  }
  if (manifest === null || typeof manifest !== 'object' || Array.isArray(manifest)) {
    throw new ManifestFault(`The operation manifest ${path} must be an object of hash to operation.`);
  }
  for (const [hash, operation] of Object.entries(manifest)) {
    if (typeof operation !== 'string' || sha256(operation) !== hash) {
      throw new ManifestFault(
        `The operation manifest ${path} is wrong at ${hash}: the key must be the SHA-256 of the text.`,
      );
    }
  }
  return manifest as Record<string, string>;
}

interface Named {
  readonly query?: string | undefined;
  readonly extensions?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * The text of the operation that a request means. Clients cannot register operations: a hash is looked up in the
 * manifest or refused.
 */
export function operationText(request: Named, persisted: PersistedOperations | undefined, mayBypass: boolean): string {
  const hash = requestedHash(request.extensions);
  if (request.query === undefined) return persistedText(hash, persisted);
  if (hash !== undefined && sha256(request.query) !== hash) {
    throw new RequestFault('BAD_REQUEST', 'The persisted query hash is not the SHA-256 of the query.');
  }
  if (persisted?.only && !mayBypass) return persistedText(hash ?? sha256(request.query), persisted);
  return request.query;
}

function persistedText(hash: string | undefined, persisted: PersistedOperations | undefined): string {
  if (hash === undefined) throw new RequestFault('BAD_REQUEST', 'The request holds no `query`.');
  const text = persisted?.manifest[hash];
  if (text === undefined) throw unknownOperation();
  return text;
}

const unknownOperation = () =>
  new RequestFault(
    'PERSISTED_OPERATION_UNKNOWN',
    'No persisted operation has this id. Deploy the operation manifest first.',
  );

function requestedHash(extensions: Named['extensions']): string | undefined {
  const persistedQuery = extensions?.persistedQuery;
  if (persistedQuery === null || typeof persistedQuery !== 'object') return undefined;
  const { sha256Hash } = persistedQuery as { sha256Hash?: unknown };
  if (typeof sha256Hash !== 'string' || !/^[0-9a-f]{64}$/i.test(sha256Hash)) throw unknownOperation();
  return sha256Hash.toLowerCase();
}
