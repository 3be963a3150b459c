import { describe, expect, test } from '@jest/globals';
import { demoParticipants } from './demo-participants.js';
import { masked, nationalIdFault } from './identity-number.js';
import { registeredParticipant, registrationFaults, type Registration } from './registration.js';

const now = new Date('2026-11-20T00:00:00Z');
const good: Registration = demoParticipants[0]!;

describe('a NIK', () => {
  test.each([
    ['6171014501909001', undefined],
    ['617101450190900', /16 digits/],
    ['6171013201909001', /day of birth/],
    ['6171017201909001', /day of birth/],
    ['6171014513909001', /month of birth/],
    ['6171014501900000', /serial/],
  ])('%s: %s', (value, fault) => {
    if (fault === undefined) expect(nationalIdFault(value)).toBeUndefined();
    else expect(nationalIdFault(value)).toMatch(fault);
  });

  test('is masked but for its first and last four digits', () => {
    expect(masked('6171014501909001')).toBe('6171••••••••9001');
  });
});

describe('a registration', () => {
  test('of every fictional demo person is correct', () => {
    for (const demo of demoParticipants) expect(registrationFaults(demo, now)).toEqual([]);
  });

  test('lists everything that is wrong at once', () => {
    const faults = registrationFaults(
      {
        ...good,
        name: 'M',
        nationalId: '1',
        cardNumber: '2',
        birthDate: new Date('2030-01-01'),
        region: 'Pontianak',
        place: ' ',
        phone: '123',
        email: 'x',
      },
      now,
    );
    expect(faults.map(({ field }) => field)).toEqual([
      'name',
      'nationalId',
      'cardNumber',
      'birthDate',
      'region',
      'place',
      'phone',
      'email',
    ]);
  });

  test('keeps numbers without spaces and phones in E.164', () => {
    const participant = registeredParticipant(
      'p',
      { ...good, nationalId: '6171 0145 0190 9001', phone: '0899-0000-0001' },
      now,
    );
    expect(participant.nationalId).toBe('6171014501909001');
    expect(participant.contactPoints).toContainEqual({ kind: 'PHONE', value: '+6289900000001' });
  });
});
