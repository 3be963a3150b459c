import { describe, expect, it } from '@jest/globals';
import { scopesByRole, type Principal, type Role } from '../../schema/index.js';
import { systemContext } from './context.js';
import { createLogger } from './logging.js';
import type { KanalError } from './errors.js';
import { guard, requireRight, withRightsInSdl } from './rights.js';

const log = createLogger({ name: 'test', level: 'silent' });

function contextOf(role: Role | null) {
  const principal: Principal | null = role && {
    subject: `local-${role}`,
    role,
    scopes: scopesByRole[role],
    tenant: 'default',
    tokenId: 'token-1',
    expiresAt: 4_000_000_000,
  };
  return systemContext(log, 'request-1', principal);
}
const codeOf = (work: () => unknown): unknown => {
  try {
    work();
    return 'allowed';
  } catch (error) {
    return (error as KanalError).code;
  }
};

describe('rights of root fields', () => {
  it.each([
    ['public', null, 'allowed'],
    ['signedIn', null, 'UNAUTHENTICATED'],
    ['signedIn', 'participant', 'allowed'],
    [['complaints:write'], null, 'UNAUTHENTICATED'],
    [['complaints:write'], 'partner', 'FORBIDDEN'],
    [['complaints:write'], 'officer', 'allowed'],
    [['participants:write', 'participants:register'], 'officer', 'allowed'],
  ] as const)('%j for %s: %s', (right, role, expected) => {
    expect(codeOf(() => requireRight(contextOf(role), right))).toBe(expected);
  });

  it('stand before the resolver and before the source of a subscription', () => {
    const calls: string[] = [];
    const resolvers = guard(
      {
        Query: { a: () => calls.push('a'), b: () => calls.push('b') },
        Subscription: { s: { subscribe: () => calls.push('s'), resolve: () => 1 } },
      },
      { 'Query.a': ['campaigns:write'], 'Subscription.s': ['campaigns:read'] },
    ) as Record<string, Record<string, never>>;
    const call = (resolve: unknown, role: Role | null) =>
      codeOf(() => (resolve as (...given: unknown[]) => unknown)({}, {}, contextOf(role), {}));
    expect(call(resolvers.Query!.a, 'partner')).toBe('FORBIDDEN');
    expect(call(resolvers.Query!.b, null)).toBe('allowed');
    const { subscribe, resolve } = resolvers.Subscription!.s as unknown as { subscribe: unknown; resolve: unknown };
    expect(call(subscribe, 'partner')).toBe('FORBIDDEN');
    expect(call(subscribe, 'analyst')).toBe('allowed');
    expect(call(resolve, null)).toBe('allowed');
    expect(calls).toEqual(['b', 's']);
  });

  it('are told in the SDL', () => {
    const sdl = withRightsInSdl('type Query {\n  a: Int\n  b: Int\n  c: Int\n}\n', {
      'Query.a': ['campaigns:read', 'campaigns:write'],
      'Query.b': 'signedIn',
      'Query.c': 'public',
    });
    expect(sdl).toContain('a: Int @requiresScopes(scopes: [["campaigns:read"], ["campaigns:write"]])');
    expect(sdl).toContain('b: Int @authenticated');
    expect(sdl).toMatch(/c: Int\n/);
  });

  it('for a field that does not exist are a fault', () => {
    expect(() => withRightsInSdl('type Query {\n  a: Int\n}\n', { 'Query.x': 'signedIn' })).toThrow('Query.x');
  });
});
