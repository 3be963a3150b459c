import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { scopesByRole, type Principal } from '../../schema/index.js';
import { createCursors, type CursorValue } from './cursor.js';

const cursors = createCursors('a-cursor-secret-of-32-characters-or-more');
const partner = (subject: string, regions: string[]): Principal => ({
  subject,
  role: 'partner',
  scopes: scopesByRole.partner,
  tenant: 't',
  regions,
  tokenId: subject,
  expiresAt: 0,
});

test('what is encoded is decoded, for any value and list', () => {
  const value = fc.oneof(fc.integer(), fc.string(), fc.array(fc.oneof(fc.integer(), fc.string()), { maxLength: 3 }));
  fc.assert(
    fc.property(fc.string(), value, (kind, each) => {
      expect(cursors.decode(kind, null, cursors.encode(kind, null, each as CursorValue))).toEqual(each);
    }),
  );
});

test('a cursor is bound to its list and to the rights of the viewer, not to a name', () => {
  const cursor = cursors.encode('updates', partner('a', ['61']), 42);
  expect(cursors.decode('updates', partner('b', ['61']), cursor)).toBe(42);
  expect(() => cursors.decode('updates', partner('a', ['62']), cursor)).toThrow(/cursor/);
  expect(() => cursors.decode('complaints', partner('a', ['61']), cursor)).toThrow(/cursor/);
  const officer: Principal = { ...partner('o', []), role: 'officer' };
  const own = cursors.encode('updates', officer, 1);
  expect(() => cursors.decode('updates', { ...officer, subject: 'p' }, own)).toThrow(/cursor/);
});

test('any altered character is refused', () => {
  const cursor = cursors.encode('updates', null, 123_456);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: cursor.length - 1 }), fc.constantFrom(...'ABCxyz019-_'), (at, letter) => {
      const altered = cursor.slice(0, at) + letter + cursor.slice(at + 1);
      if (Buffer.from(altered, 'base64url').equals(Buffer.from(cursor, 'base64url'))) return;
      expect(() => cursors.decode('updates', null, altered)).toThrow(/cursor/);
    }),
  );
});
