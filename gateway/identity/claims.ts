import { createHash } from 'node:crypto';
import { z } from 'zod';
import { roles, scopesByRole, type Principal, type Scope } from '../../schema/index.js';

/** A token, a key or the list of revoked tokens cannot be used; the message says what to do and holds no secret. */
export class IdentityFault extends Error {
  override readonly name = 'IdentityFault';
}

const list = z.union([
  z.array(z.string().min(1)),
  z.string().transform((text) => text.split(/[\s,]+/).filter(Boolean)),
]);
const longestName = 200;

/** The claims of an access token that the gateway reads. Others are ignored. */
const claimsShape = z.object({
  sub: z.string().min(1).max(longestName),
  exp: z.number().int().positive(),
  jti: z.string().min(1).max(longestName).optional(),
  role: z.enum(roles),
  /** Absent: all scopes of the role. */
  scope: list.optional(),
  tenant: z.string().min(1).max(longestName).default('default'),
  regions: list.optional(),
  channels: list.optional(),
  unit: z.string().min(1).max(longestName).optional(),
  participant: z.string().min(1).max(longestName).optional(),
  employer: z.string().min(1).max(longestName).optional(),
});

/** The input of a token before it is signed: what `principalOf` reads back. */
export type TokenClaims = z.input<typeof claimsShape>;

/**
 * Reads a principal from the claims of a verified token. A scope that the role does not hold is dropped: a token can
 * narrow its role's rights, never widen them. Throws `IdentityFault` for an unknown role or a claim of a wrong form.
 */
export function principalOf(claims: unknown, token: string): Principal {
  const parsed = claimsShape.safeParse(claims);
  if (!parsed.success) {
    const wrong = parsed.error.issues.map(({ path }) => path.join('.')).join(', ');
    throw new IdentityFault(`The token's claims cannot be used: ${wrong}.`);
  }
  const { sub, exp, jti, role, scope, tenant, ...limits } = parsed.data;
  const held = scopesByRole[role];
  return {
    subject: sub,
    role,
    scopes: scope ? held.filter((each) => scope.includes(each)) : held,
    tenant,
    tokenId: jti ?? fingerprint(token),
    expiresAt: exp,
    ...(limits.regions ? { regions: limits.regions } : {}),
    ...(limits.channels ? { channels: limits.channels } : {}),
    ...(limits.unit ? { unit: limits.unit } : {}),
    ...(limits.participant ? { participant: limits.participant } : {}),
    ...(limits.employer ? { employer: limits.employer } : {}),
  };
}

/** Stands in for `jti` in tokens that carry none, so that they can be revoked too. */
export const fingerprint = (token: string) => `sha256:${createHash('sha256').update(token).digest('base64url')}`;

/** The scopes that a role does not hold. */
export const foreignScopes = (role: Principal['role'], scopes: readonly string[]) =>
  scopes.filter((scope) => !scopesByRole[role].includes(scope as Scope));
