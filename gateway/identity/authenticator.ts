import { LRUCache } from 'lru-cache';
import { verifyInternalBearer, type Principal } from '../../schema/index.js';
import { RequestFault } from '../errors.js';
import type { Identity } from '../gateway.types.js';

const remembered = 20_000;
const longestToken = 8_192;

/** Reads bearer tokens. A token is verified once and remembered until it ends; revocation is asked for each time. */
export class Authenticator {
  private readonly verified = new LRUCache<string, Principal>({ max: remembered });

  /** @param internalSecret with it, what other parts of the hub sign (`signInternalBearer`) is taken as a token too */
  constructor(
    private readonly identity: Identity,
    private readonly internalSecret?: string,
  ) {}

  /**
   * The principal of an `Authorization` value, null when there is none. Throws UNAUTHENTICATED for anything that is
   * not a valid bearer token; why it is not valid is nobody's business.
   */
  async authenticate(authorization: string | undefined): Promise<Principal | null> {
    if (authorization === undefined || authorization === '') return null;
    const token = /^Bearer +([\w.~+/=-]+)$/i.exec(authorization)?.[1];
    if (token === undefined || token.length > longestToken) throw refused();
    const principal = this.internal(token) ?? this.verified.get(token) ?? (await this.verify(token));
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

  /** Checked each time, never remembered: it ends long before the principal does. */
  private internal(token: string): Principal | undefined {
    if (this.internalSecret === undefined || token.split('.').length !== 2) return undefined;
    return verifyInternalBearer(this.internalSecret, token);
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
