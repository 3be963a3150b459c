import { describe, expect, test } from '@jest/globals';
import { createVault } from './crypto.js';

const vault = createVault('a-master-key-of-at-least-32-characters');

describe('the vault', () => {
  test('opens what it sealed, with the same context and key only', () => {
    const sealed = vault.seal({ phone: '+6289900000001' }, 'participant:1');
    expect(sealed).not.toContain('6289900000001');
    expect(vault.open(sealed, 'participant:1')).toEqual({ phone: '+6289900000001' });
    expect(() => vault.open(sealed, 'participant:2')).toThrow();
    expect(() => createVault('another-key-of-at-least-32-characters').open(sealed, 'participant:1')).toThrow();
    const forged = Buffer.from(sealed, 'base64');
    forged[forged.length - 1]! ^= 1;
    expect(() => vault.open(forged.toString('base64'), 'participant:1')).toThrow();
  });

  test('seals the same value differently each time, but hashes it alike within a kind', () => {
    expect(vault.seal('x', 'c')).not.toBe(vault.seal('x', 'c'));
    expect(vault.lookupHash('phone', '1')).toBe(vault.lookupHash('phone', '1'));
    expect(vault.lookupHash('phone', '1')).not.toBe(vault.lookupHash('email', '1'));
  });

  test('makes codes of the asked length', () => {
    const codes = Array.from({ length: 200 }, (_, index) => vault.code('pin', String(index), 6));
    for (const code of codes) expect(code).toMatch(/^\d{6}$/);
    expect(new Set(codes).size).toBeGreaterThan(190);
  });

  test('refuses a short key', () => {
    expect(() => createVault('short')).toThrow(/32 characters/);
  });
});
