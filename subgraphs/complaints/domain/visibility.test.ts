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
  const open = { participantId: 'p1', confidential: false };
  const confidential = { ...open, confidential: true };
  expect(mayKnowComplainant(partner, open)).toBe(false);
  expect(mayKnowComplainant(officer, open)).toBe(true);
  expect(mayKnowComplainant(officer, confidential)).toBe(false);
  expect(mayKnowComplainant(self, confidential)).toBe(true);
  expect(mayReadTexts(partner, open)).toBe(false);
  expect(mayReadTexts(self, open)).toBe(true);
  expect(mayReadTexts(null, { participantId: null })).toBe(false);
});

test('the complaint of an employer is seen by itself and staff, not by another employer or the worker', () => {
  const [own, other] = [
    principal('employer', { employer: '26000001' }),
    principal('employer', { employer: '26000002' }),
  ];
  const worker = principal('participant', { participant: 'p1' });
  const filed = snapshot({ participantId: null, employerId: '26000001', workerId: 'p1' });
  const sees = (viewer: Principal) => {
    const visibility = visibilityOf(viewer);
    return visibility !== undefined && maySee(visibility, filed);
  };
  expect([own, other, worker, principal('officer'), principal('employer')].map(sees)).toEqual([
    true,
    false,
    false,
    true,
    false,
  ]);
  expect([own, other, worker].map((viewer) => mayReadTexts(viewer, filed))).toEqual([true, false, false]);
  expect([own, other, worker].map((viewer) => mayKnowComplainant(viewer, filed))).toEqual([true, false, false]);
  expect(visibilityOf(own) && maySee(visibilityOf(own)!, snapshot())).toBe(false);
});
