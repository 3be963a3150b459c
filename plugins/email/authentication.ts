/** What our own edge found out about the author's domain (RFC 8601); `none` also without a trusted edge. */
export type Authentication = 'pass' | 'fail' | 'none';

const comments = /\([^()]*\)/g;

/**
 * Reads DMARC from Authentication-Results. Only the topmost header of the configured authserv-id counts: anybody can
 * write the others, and an edge adds its own on top (RFC 8601, section 5). SPF or DKIM alone prove nothing of the author.
 * @param headers values, top first
 * @param authservId of our edge; undefined: no header is believed
 */
export function authenticationOf(headers: readonly string[], authservId: string | undefined): Authentication {
  if (authservId === undefined) return 'none';
  const parts = headers
    .map((value) => value.slice(0, 10_000).replace(comments, ' ').split(';'))
    .find(([id]) => id?.trim().split(/\s+/)[0]?.toLowerCase() === authservId.toLowerCase());
  const result = parts
    ?.slice(1)
    .map((part) => /^\s*dmarc\s*=\s*([a-z]+)/i.exec(part)?.[1]?.toLowerCase())
    .find((found) => found !== undefined);
  if (result === 'pass') return 'pass';
  return result === 'fail' ? 'fail' : 'none';
}
