import { signAssertion, type Principal } from '../../schema/index.js';

/** How long one assertion is used, in milliseconds: a third of what subgraphs accept. */
const reuse = 20_000;

interface Signed {
  readonly text: string;
  readonly until: number;
}

/** Signs who asks for subgraphs. One principal's assertion is signed once in 20 s; no two principals share one. */
export class Assertions {
  private readonly byPrincipal = new WeakMap<Principal, Signed>();
  private anonymous: Signed | undefined;

  constructor(private readonly secret: string) {}

  /** A valid assertion for the principal; null asserts an anonymous caller. */
  for(principal: Principal | null): string {
    const now = Date.now();
    const known = principal ? this.byPrincipal.get(principal) : this.anonymous;
    if (known && known.until > now) return known.text;
    const signed = { text: signAssertion(this.secret, principal, now), until: now + reuse };
    if (principal) this.byPrincipal.set(principal, signed);
    else this.anonymous = signed;
    return signed.text;
  }
}
