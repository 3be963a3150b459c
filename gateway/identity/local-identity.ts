import { randomUUID } from 'node:crypto';
import { chmod, link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeJwt, exportJWK, generateKeyPair, importJWK, jwtVerify, SignJWT, type CryptoKey, type JWK } from 'jose';
import type { Principal, Role } from '../../schema/index.js';
import { fingerprint, foreignScopes, IdentityFault, principalOf, type TokenClaims } from './claims.js';
import type { ClosableIdentity } from './jwks-identity.js';
import { Revocations } from './revocations.js';

const algorithm = 'ES256';
const issuer = 'kanal-local';
const audience = 'kanal';
const defaultLifetime = 3_600;
const longestLifetime = 30 * 24 * 3_600;

/** Whom a locally issued token speaks for. */
export interface TokenRequest {
  readonly role: Role;
  /** Default: `local-<role>`. */
  readonly subject?: string;
  /** Default: all scopes of the role. A scope that the role does not hold is refused. */
  readonly scopes?: readonly string[];
  readonly tenant?: string;
  readonly regions?: readonly string[];
  readonly channels?: readonly string[];
  readonly unit?: string;
  readonly participant?: string;
  readonly employer?: string;
  /** Seconds; default one hour, at most 30 days. */
  readonly lifetime?: number;
}

/** Identity of a hub in development: it signs its own tokens. */
export interface LocalIdentity extends ClosableIdentity {
  /** Signs a token. Throws `IdentityFault` for a request that cannot be met. */
  issue(request: TokenRequest): Promise<string>;
  /** Takes back a token, or the token with this id. */
  revoke(tokenOrId: string): Promise<void>;
}

/**
 * Opens (or makes, on first use) the key pair in `<data>/keys/identity.json`, readable by its owner only.
 * Throws `IdentityFault` in production: whoever can read the data folder could sign in as anybody.
 */
export async function createLocalIdentity(
  dataFolder: string,
  options: { readonly production?: boolean } = {},
): Promise<LocalIdentity> {
  if (options.production) {
    throw new IdentityFault(
      'Locally signed tokens are for development: set KANAL_JWKS_URL, KANAL_JWT_ISSUER and KANAL_JWT_AUDIENCE.',
    );
  }
  const folder = join(dataFolder, 'keys');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { privateKey, publicKey } = await keyPair(join(folder, 'identity.json'));
  const revocations = await Revocations.open(join(folder, 'revoked.json'));
  return {
    issue: (request) => sign(request, privateKey),
    async verify(token): Promise<Principal> {
      const checks = {
        issuer,
        audience,
        algorithms: [algorithm],
        clockTolerance: '5s',
        requiredClaims: ['exp', 'sub', 'jti'],
      };
      const { payload } = await jwtVerify(token, publicKey, checks);
      return principalOf(payload, token);
    },
    isRevoked: (tokenId) => revocations.isRevoked(tokenId),
    revoke: (tokenOrId) => revoke(revocations, tokenOrId),
    close: () => revocations.close(),
  };
}

async function sign(request: TokenRequest, key: CryptoKey): Promise<string> {
  const lifetime = request.lifetime ?? defaultLifetime;
  if (!Number.isInteger(lifetime) || lifetime <= 0 || lifetime > longestLifetime) {
    throw new IdentityFault('A token lives between one second and 30 days.');
  }
  const foreign = foreignScopes(request.role, request.scopes ?? []);
  if (foreign.length > 0)
    throw new IdentityFault(`The role ${request.role} does not hold the scope ${foreign.join(', ')}.`);
  const now = Math.floor(Date.now() / 1_000);
  const claims: TokenClaims = {
    sub: request.subject ?? `local-${request.role}`,
    exp: now + lifetime,
    jti: randomUUID(),
    role: request.role,
    scope: request.scopes?.join(' '),
    tenant: request.tenant,
    regions: request.regions && [...request.regions],
    channels: request.channels && [...request.channels],
    unit: request.unit,
    participant: request.participant,
    employer: request.employer,
  };
  return new SignJWT({ ...claims, iss: issuer, aud: audience, iat: now })
    .setProtectedHeader({ alg: algorithm })
    .sign(key);
}

async function revoke(revocations: Revocations, tokenOrId: string): Promise<void> {
  if (tokenOrId.split('.').length !== 3) {
    return revocations.revoke(tokenOrId, Math.floor(Date.now() / 1_000) + longestLifetime);
  }
  let claims: { jti?: string; exp?: number };
  try {
    claims = decodeJwt(tokenOrId);
  } catch {
    throw new IdentityFault('That is neither a token nor a token id.');
  }
  const expiresAt = claims.exp ?? Math.floor(Date.now() / 1_000) + longestLifetime;
  return revocations.revoke(claims.jti ?? fingerprint(tokenOrId), expiresAt);
}

interface KeyPair {
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
}

async function keyPair(path: string): Promise<KeyPair> {
  const jwk = (await readKey(path)) ?? (await makeKey(path));
  const { d: _secret, ...open } = jwk;
  try {
    return {
      privateKey: (await importJWK(jwk, algorithm)) as CryptoKey,
      publicKey: (await importJWK(open, algorithm)) as CryptoKey,
    };
  } catch {
    throw brokenKey(path);
  }
}

const brokenKey = (path: string) =>
  new IdentityFault(
    `The signing key ${path} is broken: delete it to make a new one (tokens signed before end with it).`,
  );

async function readKey(path: string): Promise<JWK | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new IdentityFault(`The signing key ${path} cannot be read: make it readable for this user.`);
  }
  await chmod(path, 0o600).catch(() => undefined);
  try {
    return JSON.parse(text) as JWK;
  } catch {
    throw brokenKey(path);
  }
}

/** Two processes that start at once agree on the file of the first. */
async function makeKey(path: string): Promise<JWK> {
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true });
  const jwk = await exportJWK(privateKey);
  const part = `${path}.${randomUUID()}.part`;
  await writeFile(part, JSON.stringify(jwk), { mode: 0o600, flush: true });
  try {
    await link(part, path);
    return jwk;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const other = await readKey(path);
    if (!other) throw brokenKey(path);
    return other;
  } finally {
    await rm(part, { force: true });
  }
}
