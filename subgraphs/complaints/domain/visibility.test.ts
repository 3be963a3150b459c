import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { scopesByRole, type Principal, type Role } from '../../../schema/index.js';
import { snapshotOf } from './complaint.js';
import { filedComplaint } from './filing.js';
import { mayKnowComplainant, mayReadTexts, maySee, visibilityOf } from './visibility.js';

const principal = (role: Role, limits: Partial<Principal> = {}): Principal => ({
  subject: 's',
  role,
  scopes: scopesByRole[role],
  tenant: 't',
  tokenId: 'j',
  expiresAt: 0,
  ...limits,
});

const snapshot = (changes: object = {}) => ({
  ...snapshotOf(
    filedComplaint(
      {
        participantId: 'p1',
        channelId: 'whatsapp-pandawa',
        category: 'CLAIM',
        description: 'Contoh.',
        region: '61.71',
      },
      new Date(),
    ),
  ),
  ...changes,
});

test.each([
  ['a partner of the province', principal('partner', { regions: ['61'] }), true],
  ['a partner of the regency', principal('partner', { regions: ['61.71'] }), true],
  ['a partner of a regency whose code begins alike', principal('partner', { regions: ['61.7'] }), false],
  ['a partner of another province', principal('partner', { regions: ['62'] }), false],
  ['a partner of no region', principal('partner', { regions: [] }), false],
  ['a partner of another channel', principal('partner', { channels: ['email'] }), false],
  ['the complainant', principal('participant', { participant: 'p1' }), true],
  ['another participant', principal('participant', { participant: 'p2' }), false],
  ['a participant without an id', principal('participant'), false],
  ['an officer of any unit, while none has it', principal('officer', { unit: 'u1' }), true],
  ['an analyst', principal('analyst'), false],
])('%s sees the complaint: %s', (_who, viewer, expected) => {
  const visibility = visibilityOf(viewer as Principal);
  expect(visibility !== undefined && maySee(visibility, snapshot())).toBe(expected);
});

test('an officer does not see the complaints of another unit', () => {
  const visibility = visibilityOf(principal('officer', { unit: 'u1' }))!;
  expect(maySee(visibility, snapshot({ unit: 'u2' }))).toBe(false);
  expect(maySee(visibility, snapshot({ unit: 'u1' }))).toBe(true);
});

test('nobody without the scope sees anything, whatever else the token says', () => {
  fc.assert(
    fc.property(
      fc.record({ participant: fc.string(), unit: fc.string(), regions: fc.array(fc.string()) }),
      (limits) => {
        expect(visibilityOf({ ...principal('partner', limits), scopes: [] })).toBeUndefined();
      },
    ),
  );
});

test('partners never learn who complained; a confidential complainant is known to itself only', () => {
  const [partner, officer, self] = [
    principal('partner'),
    principal('officer'),
    principal('participant', { participant: 'p1' }),
  ];
  expect(mayKnowComplainant(partner, 'p1', false)).toBe(false);
  expect(mayKnowComplainant(officer, 'p1', false)).toBe(true);
  expect(mayKnowComplainant(officer, 'p1', true)).toBe(false);
  expect(mayKnowComplainant(self, 'p1', true)).toBe(true);
  expect(mayReadTexts(partner, 'p1')).toBe(false);
  expect(mayReadTexts(self, 'p1')).toBe(true);
  expect(mayReadTexts(null, null)).toBe(false);
});
