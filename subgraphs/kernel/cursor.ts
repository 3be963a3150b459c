import { createHmac, timingSafeEqual } from 'node:crypto';
import { rightsKey, type Principal } from '../../schema/index.js';
import { badUserInput } from './errors.js';

/**
 * Opaque, signed cursors. A cursor is bound to its list (`kind`) and to the viewer's rights: viewers with the same
 * rights get the same answers and may share one stream, so the cursor is bound to what they may see, not to a name.
 */
export interface Cursors {
  encode(kind: string, principal: Principal | null, value: CursorValue): string;
  /** Throws BAD_USER_INPUT when the cursor is forged, of another list, or of a viewer with other rights. */
  decode(kind: string, principal: Principal | null, cursor: string): CursorValue;
}

export type CursorValue = number | string | readonly (number | string)[];

const macLength = 16;

/** Cursors signed with a secret that all processes of the hub share. */
export function createCursors(secret: string): Cursors {
  const mac = (kind: string, principal: Principal | null, body: string) =>
    createHmac('sha256', secret)
      .update(JSON.stringify([kind, rightsKey(principal), body]))
      .digest()
      .subarray(0, macLength);
  const refuse = () =>
    badUserInput('The cursor is not one that this list gave to you; leave it out to begin at the start.', 'after');
  return {
    encode(kind, principal, value) {
      const body = JSON.stringify(value);
      return Buffer.concat([mac(kind, principal, body), Buffer.from(body)]).toString('base64url');
    },
    decode(kind, principal, cursor) {
      const bytes = Buffer.from(cursor, 'base64url');
      if (bytes.length <= macLength) throw refuse();
      const body = bytes.subarray(macLength).toString();
      if (!timingSafeEqual(bytes.subarray(0, macLength), mac(kind, principal, body))) throw refuse();
      return JSON.parse(body) as CursorValue;
    },
  };
}
