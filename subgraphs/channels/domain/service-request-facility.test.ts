import { describe, expect, test } from '@jest/globals';
import { facilityRefusal, type FacilityChanger } from './service-request-facility.js';
import { facilityChangeRules } from './service-request-rules.js';

const changer: FacilityChanger = {
  segment: 'PBPU',
  occupation: null,
  language: 'id',
  isPending: false,
  lastChangedAt: null,
};
const own = { byOfficer: false };
const at = (text: string) => new Date(`${text}+07:00`);

describe('a change of facility', () => {
  test.each([
    ['2026-08-20T23:00', '2026-11-20T00:00', undefined],
    ['2026-08-20T23:00', '2026-11-19T23:59', '20 November 2026'],
    ['2026-11-30T10:00', '2027-02-27T23:59', '28 Februari 2027'],
    ['2026-11-30T10:00', '2027-02-28T00:00', undefined],
  ])('after one on %s is, on %s, free or told from when on: %s', (last, now, day) => {
    const refusal = facilityRefusal({ ...changer, lastChangedAt: at(last) }, at(now), own);
    if (day === undefined) expect(refusal).toBeUndefined();
    else expect(refusal).toContain(day);
  });

  test('waits for the one before it', () => {
    expect(facilityRefusal({ ...changer, isPending: true, language: 'en' }, at('2026-11-20T10:00'), own)).toContain(
      'in progress',
    );
  });

  test.each([
    ['PBI_JK', null],
    ['PPU_PN', 'TNI'],
    ['PPU_PN', 'POLRI'],
  ])('of %s %s is for an officer', (segment, occupation) => {
    const restricted = { ...changer, segment, occupation };
    expect(facilityRefusal(restricted, at('2026-11-20T10:00'), own)).toContain('petugas');
    expect(facilityRefusal(restricted, at('2026-11-20T10:00'), { byOfficer: true })).toBeUndefined();
  });

  test('is judged by the rule of the day', () => {
    const rules = [...facilityChangeRules, { from: '2027-01-01', monthsBetween: 6, restricted: [] }];
    const changed = { ...changer, lastChangedAt: at('2026-09-01T10:00') };
    expect(facilityRefusal(changed, at('2026-12-31T23:59'), { ...own, rules })).toBeUndefined();
    expect(facilityRefusal(changed, at('2027-01-01T00:00'), { ...own, rules })).toContain('1 Maret 2027');
    expect(
      facilityRefusal({ ...changer, segment: 'PBI_JK' }, at('2027-01-01T00:00'), { ...own, rules }),
    ).toBeUndefined();
  });
});
