import { LRUCache } from 'lru-cache';
import type { Principal } from '../../schema/index.js';
import { RequestFault } from '../errors.js';
import type { Identity } from '../gateway.types.js';

const remembered = 20_000;
const longestToken = 8_192;

/** Reads bearer tokens. A token is verified once and remembered until it ends; revocation is asked for each time. */
export class Authenticator {
  private readonly verified = new LRUCache<string, Principal>({ max: remembered });

  constructor(private readonly identity: Identity) {}

  /**
   * The principal of an `Authorization` value, null when there is none. Throws UNAUTHENTICATED for anything that is
   * not a valid bearer token; why it is not valid is nobody's business.
   */
  async authenticate(authorization: string | undefined): Promise<Principal | null> {
    if (authorization === undefined || authorization === '') return null;
    const token = /^Bearer +([\w.~+/=-]+)$/i.exec(authorization)?.[1];
    if (token === undefined || token.length > longestToken) throw refused();
    const principal = this.verified.get(token) ?? (await this.verify(token));
    if (!this.isValid(principal)) {
      this.verified.delete(token);
      throw refused();
    }
    return principal;
  }

  /** False once the token behind a principal has ended or was revoked. */
  isValid(principal: Principal): boolean {
    return principal.expiresAt * 1_000 > Date.now() && !this.identity.isRevoked(principal.tokenId);
  }

  private async verify(token: string): Promise<Principal> {
    const principal = await this.identity.verify(token).catch(() => {
      throw refused();
    });
    this.verified.set(token, principal);
    return principal;
  }
}

const refused = () =>
  new RequestFault('UNAUTHENTICATED', 'The token is not valid, has ended or was revoked. Sign in again.');
