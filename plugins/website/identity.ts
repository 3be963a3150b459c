import { jwtVerify } from 'jose';
import { z } from 'zod';
import { pseudonym } from './tokens.js';
import type { WebsiteConfig } from './config.js';

const claims = z.object({
  sub: z.string().min(1).max(200),
  name: z.string().max(100).optional(),
  phone: z
    .string()
    .regex(/^\+[1-9]\d{6,14}$/)
    .optional(),
});

/** Somebody who is signed in on the page that embeds the widget. */
export interface HostIdentity {
  /** The visitor's key: follows from `sub`, and does not reveal it. */
  readonly visitor: string;
  readonly name?: string;
  /** E.164; the hub recognises a registered participant by it. */
  readonly phone?: string;
}

/** Seconds that an identity may live: it is made for the page that is shown now. */
const longestLife = 600;

/**
 * Reads what the host page's server says about who is signed in: a JWT by HS256 with the shared secret, `aud` the site
 * key, `sub`, `iat`, `exp` within ten minutes, and optionally `name` and `phone`. Null when anything is wrong with it: a
 * bare id is never believed.
 */
export async function readIdentity(
  token: string,
  site: string,
  { secret, identitySecret }: Pick<WebsiteConfig, 'secret' | 'identitySecret'>,
  now: Date,
): Promise<HostIdentity | null> {
  if (identitySecret === undefined || token.length > 4_000) return null;
  try {
    const { payload } = await jwtVerify(token, new TextEncoder().encode(identitySecret), {
      algorithms: ['HS256'],
      audience: site,
      requiredClaims: ['sub', 'exp', 'iat'],
      maxTokenAge: longestLife,
      currentDate: now,
      clockTolerance: 30,
    });
    const { sub, name, phone } = claims.parse(payload);
    return {
      visitor: `member-${pseudonym(secret, 'member', site, sub)}`,
      ...(name ? { name } : {}),
      ...(phone ? { phone } : {}),
    };
  } catch {
    return null;
  }
}
