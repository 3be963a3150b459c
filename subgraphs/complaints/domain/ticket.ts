import { randomInt, timingSafeEqual } from 'node:crypto';
import type { Vault } from '../../kernel/crypto.js';

/** Crockford's base 32: no I, L, O, U, so that a ticket can be read out on the telephone. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const bodyLength = 8;
const pinDigits = 6;

/** A new ticket such as `K-7F3K-Q9XD`: 40 random bits, unguessable together with its pin. */
export function newTicket(): string {
  const letters = Array.from({ length: bodyLength }, () => alphabet[randomInt(alphabet.length)]).join('');
  return `K-${letters.slice(0, 4)}-${letters.slice(4)}`;
}

/** A ticket as stored, from one as a person types it (spaces, small letters, O for 0, I and L for 1). */
export function normalTicket(typed: string): string {
  const plain = typed.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1');
  // The body may begin with a K of its own: only a ninth sign is the prefix.
  const body = plain.length > bodyLength && plain.startsWith('K') ? plain.slice(1) : plain;
  return `K-${body.slice(0, 4)}-${body.slice(4)}`;
}

/** The pin of a ticket, six digits; it follows from the ticket and the hub's key, so it is stored nowhere. */
export const pinOf = (vault: Vault, ticket: string): string => vault.code('complaint-pin', ticket, pinDigits);

/** Compares a typed pin in constant time. */
export function pinMatches(vault: Vault, ticket: string, typed: string): boolean {
  const expected = Buffer.from(pinOf(vault, ticket));
  const given = Buffer.from(typed.trim());
  return given.length === expected.length && timingSafeEqual(given, expected);
}
