import { describe, expect, test } from '@jest/globals';
import { assertionLifetime, signAssertion, type Principal } from '../../schema/index.js';
import { createAssertionReader } from './assertions.js';

const secret = 'test-secret-of-at-least-32-characters';
const officer: Principal = {
  subject: 'officer-1',
  role: 'officer',
  scopes: ['complaints:read'],
  tenant: 'default',
  tokenId: 't1',
  expiresAt: 4_000_000_000,
};
const start = 1_800_000_000_000;

describe('assertion reader', () => {
  test('gives the principal, null for an anonymous caller, undefined for a forged or missing one', () => {
    const read = createAssertionReader(secret);
    expect(read(signAssertion(secret, officer, start), start)).toEqual(officer);
    expect(read(signAssertion(secret, null, start), start)).toBeNull();
    expect(read(signAssertion(`${secret}x`, officer, start), start)).toBeUndefined();
    expect(read(undefined, start)).toBeUndefined();
    expect(read('a.b', start)).toBeUndefined();
  });

  test('answers from memory within two seconds and checks again after: an expired one is refused', () => {
    const read = createAssertionReader(secret);
    const assertion = signAssertion(secret, officer, start);
    const end = start + assertionLifetime * 1_000;
    const first = read(assertion, end - 100);
    expect(read(assertion, end + 1_000)).toBe(first);
    expect(read(assertion, end + 2_000)).toBeUndefined();
  });

  test('keeps two principals apart', () => {
    const read = createAssertionReader(secret);
    const other = { ...officer, subject: 'officer-2' };
    const texts = [officer, other].map((principal) => signAssertion(secret, principal, start));
    for (let round = 0; round < 2; round++) {
      expect(texts.map((text) => read(text, start)?.subject)).toEqual(['officer-1', 'officer-2']);
    }
  });
});
