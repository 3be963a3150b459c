import { expect, test } from '@jest/globals';
import { hasPriority, type Participant } from './participant.js';

const now = new Date('2026-11-20T00:00:00Z');
const person = (given: Partial<Participant>) => ({ priorityGroups: [], ...given }) as unknown as Participant;

test('only pregnant, breastfeeding, elderly and disabled people have priority', () => {
  for (const group of ['PREGNANT', 'BREASTFEEDING', 'ELDERLY', 'DISABILITY'] as const) {
    expect(hasPriority(person({ priorityGroups: [group] }), now)).toBe(true);
  }
  expect(hasPriority(person({}), now)).toBe(false);
});

test('a person is elderly from the sixtieth birthday on', () => {
  expect(hasPriority(person({ birthDate: new Date('1966-11-20') }), now)).toBe(true);
  expect(hasPriority(person({ birthDate: new Date('1966-11-21') }), now)).toBe(false);
});
