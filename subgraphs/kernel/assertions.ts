import { LRUCache } from 'lru-cache';
import { verifyAssertion, type Principal } from '../../schema/index.js';

/** Who an assertion speaks for: null for an anonymous caller, undefined when it is missing, forged or expired. */
export type AssertionReader = (assertion: string | undefined, now?: number) => Principal | null | undefined;

const remembered = 1_000;
/** How long an assertion that was checked is not checked again, in milliseconds; so it may live that much longer. */
const trust = 2_000;

/** Checks assertions as `verifyAssertion` does; one that many requests carry is checked once in two seconds. */
export function createAssertionReader(secret: string): AssertionReader {
  const checked = new LRUCache<string, { readonly principal: Principal | null; readonly until: number }>({
    max: remembered,
  });
  return (assertion = '', now = Date.now()) => {
    const known = checked.get(assertion);
    if (known && now < known.until) return known.principal;
    const principal = verifyAssertion(secret, assertion, now);
    if (principal !== undefined) checked.set(assertion, { principal, until: now + trust });
    return principal;
  };
}
