import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

const id = z.string().regex(/^[A-Za-z0-9_-]{8,64}$/);
const site = z.string().max(40);

/**
 * What tokens say, by purpose; a token of one purpose is worth nothing for another.
 * - `session`: speaks for a visitor for a quarter of an hour
 * - `visitor`: gets a new session later
 * - `start`: a person has opened the chat
 * - `form`: a form was handed out at a time
 */
const payloads = {
  session: z.object({ visitor: id, site }),
  visitor: z.object({ visitor: id, site }),
  start: z.object({ id, site, at: z.number() }),
  form: z.object({ id, site, at: z.number(), form: z.string().max(40) }),
};
export type Purpose = keyof typeof payloads;
export type TokenPayload<P extends Purpose> = z.infer<(typeof payloads)[P]>;

/** Longest token read; ours have about 250 characters. */
const longest = 1_000;
const dot = '.';

function mac(secret: string, purpose: Purpose, body: string): Buffer {
  const key = createHmac('sha256', secret).update(`kanal website ${purpose} v1`).digest();
  return createHmac('sha256', key).update(body).digest();
}

/** A signed token: `<base64url JSON>.<base64url HMAC-SHA256>`. Whoever holds it can read it: it says nothing secret. */
export function issueToken<P extends Purpose>(
  secret: string,
  purpose: P,
  payload: TokenPayload<P>,
  expiresAt: Date,
): string {
  const body = Buffer.from(JSON.stringify({ ...payload, exp: expiresAt.getTime() })).toString('base64url');
  return `${body}${dot}${mac(secret, purpose, body).toString('base64url')}`;
}

/** What a token says and when it ends; null when it is forged, of another purpose, expired, or no token at all. */
export function readToken<P extends Purpose>(
  secret: string,
  purpose: P,
  token: unknown,
  now: Date,
): (TokenPayload<P> & { readonly expiresAt: Date }) | null {
  if (typeof token !== 'string' || token.length > longest) return null;
  const [body, signature, ...rest] = token.split(dot);
  if (!body || !signature || rest.length > 0 || !/^[\w-]{43}$/.test(signature)) return null;
  if (!timingSafeEqual(Buffer.from(signature, 'base64url'), mac(secret, purpose, body))) return null;
  const said = JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) as { exp: number };
  if (!(said.exp > now.getTime())) return null;
  return { ...(payloads[purpose].parse(said) as TokenPayload<P>), expiresAt: new Date(said.exp) };
}

/** 128 bits by chance, as 22 characters. */
export const randomId = (): string => randomBytes(16).toString('base64url');

/** A name under which something personal may be remembered: it cannot be read back without the secret. */
export function pseudonym(secret: string, purpose: string, ...parts: readonly string[]): string {
  return createHmac('sha256', secret)
    .update(JSON.stringify([`kanal website ${purpose}`, ...parts]))
    .digest('base64url')
    .slice(0, 32);
}
