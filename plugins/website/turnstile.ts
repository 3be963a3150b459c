import { z } from 'zod';
import { ownOrigin, type Context } from './http.js';
import type { RouteRequest } from '../sdk/index.js';

/** Where Cloudflare serves Turnstile. */
export const turnstileHome = 'https://challenges.cloudflare.com';

const reply = z.object({
  success: z.boolean(),
  hostname: z.string().optional(),
  action: z.string().optional(),
});

/** How long Turnstile may take, in milliseconds. */
const patience = 4_000;

export type TurnstileVerdict = 'passed' | 'refused' | 'unreachable' | 'not-used';

/**
 * Asks Turnstile about the token of a form, by its siteverify call. It fails closed: without a clear yes for this host
 * and this form there is none. The caller's address is not passed on.
 */
export async function turnstileVerdict(
  token: unknown,
  action: string,
  request: Pick<RouteRequest, 'baseUrl'>,
  context: Context,
): Promise<TurnstileVerdict> {
  const { turnstileSecret, turnstileBase = turnstileHome } = context.config;
  if (turnstileSecret === undefined) return 'not-used';
  if (typeof token !== 'string' || token === '' || token.length > 2_048) return 'refused';
  try {
    const response = await context.fetch(`${turnstileBase}/turnstile/v0/siteverify`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ secret: turnstileSecret, response: token }),
      signal: AbortSignal.any([context.signal, AbortSignal.timeout(patience)]),
    });
    const said = reply.safeParse(await response.json());
    if (!response.ok || !said.success) return 'unreachable';
    const { success, hostname, action: answered } = said.data;
    return success && hostname === new URL(ownOrigin(request)).hostname && answered === action ? 'passed' : 'refused';
  } catch {
    return 'unreachable';
  }
}
