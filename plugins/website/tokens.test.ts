import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { issueToken, pseudonym, randomId, readToken } from './tokens.js';

const secret = 'test-website-secret-0123456789abcdef';
const now = new Date('2026-11-20T03:00:00Z');
const later = new Date(now.getTime() + 60_000);
const payload = { visitor: 'visitor-0123456789', site: 'demo' };
const token = issueToken(secret, 'session', payload, later);

describe('tokens', () => {
  test('a token says what was put in, until it ends', () => {
    expect(readToken(secret, 'session', token, now)).toEqual({ ...payload, expiresAt: later });
    expect(readToken(secret, 'session', token, new Date(later.getTime() - 1))).not.toBeNull();
    expect(readToken(secret, 'session', token, later)).toBeNull();
  });

  test('a token of one purpose is worth nothing for another, and none under another secret', () => {
    expect(readToken(secret, 'visitor', token, now)).toBeNull();
    expect(readToken('another-secret-0123456789abcdefghij', 'session', token, now)).toBeNull();
  });

  test('any change of any character makes it worthless', () => {
    fc.assert(
      fc.property(fc.nat(token.length - 1), fc.constantFrom(...'Aa0_-.!'), (at, sign) => {
        const changed = token.slice(0, at) + sign + token.slice(at + 1);
        const read = readToken(secret, 'session', changed, now);
        // The last character of base64url carries two unused bits: a change there may say the same.
        expect(read === null || read.visitor === payload.visitor).toBe(true);
        if (at < token.length - 1 && changed !== token) expect(read).toBeNull();
      }),
      { numRuns: 500, verbose: 1 },
    );
  });

  test('anything else is no token and throws nothing', () => {
    fc.assert(
      fc.property(fc.anything(), (anything) => {
        expect(readToken(secret, 'session', anything, now)).toBeNull();
      }),
    );
    for (const odd of ['', '.', '..', 'a.b', `${token}.x`, `${token}${'x'.repeat(1_000)}`])
      expect(readToken(secret, 'session', odd, now)).toBeNull();
  });

  test('pseudonyms tell subjects and purposes apart and reveal neither', () => {
    expect(pseudonym(secret, 'address', '203.0.113.7')).toBe(pseudonym(secret, 'address', '203.0.113.7'));
    expect(pseudonym(secret, 'address', '203.0.113.7')).not.toBe(pseudonym(secret, 'text', '203.0.113.7'));
    expect(pseudonym(secret, 'text', 'a', 'b')).not.toBe(pseudonym(secret, 'text', 'ab'));
    expect(pseudonym(secret, 'address', '203.0.113.7')).toMatch(/^[\w-]{32}$/);
    expect(new Set(Array.from({ length: 100 }, randomId)).size).toBe(100);
  });
});
