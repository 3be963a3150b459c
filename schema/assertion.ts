import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Principal } from './principal.js';

/** HTTP header (and in-process context key) that carries the gateway's assertion to subgraphs. */
export const assertionHeader = 'x-kanal-assertion';

/** HTTP header that carries the request id through all processes. */
export const requestIdHeader = 'x-request-id';

/** How long an assertion is valid, in seconds. Short: it travels only between the hub's own processes. */
export const assertionLifetime = 60;

interface AssertionBody {
  /** null: an anonymous caller, asserted as such. */
  readonly principal: Principal | null;
  /** Seconds since the epoch. */
  readonly expiresAt: number;
}

/** Two uses that are never taken for one another: gateway to subgraph, and a part of the hub to the gateway. */
type Use = 'kanal-assertion' | 'kanal-bearer';

const mac = (secret: string, use: Use, body: string) => createHmac('sha256', secret).update(`${use}.${body}`).digest();

/**
 * Signs who the caller is for the hub's own subgraphs: `<base64url JSON>.<base64url HMAC-SHA256>`.
 * @param now milliseconds since the epoch
 */
export function signAssertion(secret: string, principal: Principal | null, now = Date.now()): string {
  return sign(secret, 'kanal-assertion', principal, now);
}

/**
 * Signs for whom a part of the hub asks the gateway, as a bearer token of the same form that lives as long.
 * @param now milliseconds since the epoch
 */
export function signInternalBearer(secret: string, principal: Principal, now = Date.now()): string {
  return sign(secret, 'kanal-bearer', principal, now);
}

function sign(secret: string, use: Use, principal: Principal | null, now: number): string {
  const assertion: AssertionBody = { principal, expiresAt: Math.floor(now / 1000) + assertionLifetime };
  const body = Buffer.from(JSON.stringify(assertion)).toString('base64url');
  return `${body}.${mac(secret, use, body).toString('base64url')}`;
}

/**
 * Checks an assertion in constant time. Returns undefined for a missing, forged or expired one,
 * null for an asserted anonymous caller.
 * @param now milliseconds since the epoch
 */
export function verifyAssertion(
  secret: string,
  assertion: string | undefined,
  now = Date.now(),
): Principal | null | undefined {
  return verify(secret, 'kanal-assertion', assertion, now);
}

/**
 * Checks a bearer token of a part of the hub, as above. Undefined for any other: nobody is anonymous with a token.
 * @param now milliseconds since the epoch
 */
export function verifyInternalBearer(secret: string, token: string, now = Date.now()): Principal | undefined {
  return verify(secret, 'kanal-bearer', token, now) ?? undefined;
}

function verify(secret: string, use: Use, assertion: string | undefined, now: number): Principal | null | undefined {
  const [body, signature, ...rest] = (assertion ?? '').split('.');
  if (!body || !signature || rest.length > 0) return undefined;
  const expected = mac(secret, use, body);
  const given = Buffer.from(signature, 'base64url');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
  const parsed = JSON.parse(Buffer.from(body, 'base64url').toString()) as AssertionBody;
  return parsed.expiresAt * 1000 < now ? undefined : parsed.principal;
}
