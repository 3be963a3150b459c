import { isValidPhoneNumber, parsePhoneNumberWithError } from 'libphonenumber-js';
import { cardNumberFault, nationalIdFault } from './identity-number.js';
import type {
  CareClass,
  ContactPoint,
  Language,
  Membership,
  Occupation,
  Participant,
  PriorityGroup,
  Segment,
  Sex,
} from './participant.js';

/** What a registration says. Numbers may come with spaces and dashes. */
export interface Registration {
  readonly name: string;
  readonly nationalId: string;
  readonly cardNumber?: string | null;
  readonly birthDate: Date;
  readonly sex: Sex;
  readonly segment: Segment;
  /** 1 to 3; of those who pay by themselves. */
  readonly careClass?: number | null;
  /** Of wage earners. */
  readonly occupation?: Occupation | null;
  readonly region: string;
  readonly place: string;
  readonly phone?: string | null;
  readonly email?: string | null;
  readonly language?: Language | null;
  readonly priorityGroups?: readonly PriorityGroup[] | null;
}

/** One thing to correct: the input field and what is expected. */
export interface FieldFault {
  readonly field: string;
  readonly message: string;
}

const region = /^\d{2}\.\d{2}$/;
const email = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const oldestBirth = new Date('1900-01-01T00:00:00Z');

const digits = (text: string) => text.replace(/[\s.-]/g, '');

/** Everything that is wrong with a registration; empty when it can be entered. */
export function registrationFaults(input: Registration, now: Date): FieldFault[] {
  const checks: [string, string | undefined][] = [
    ['name', input.name.trim().length < 2 || input.name.length > 120 ? 'A name has 2 to 120 characters.' : undefined],
    ['nationalId', nationalIdFault(digits(input.nationalId))],
    ['cardNumber', input.cardNumber ? cardNumberFault(digits(input.cardNumber)) : undefined],
    [
      'birthDate',
      input.birthDate > now || input.birthDate < oldestBirth ? 'A birth date lies between 1900 and today.' : undefined,
    ],
    ['region', region.test(input.region) ? undefined : 'A region is the Kemendagri code of a regency, such as 61.71.'],
    ['careClass', careClassFault(input)],
    ['place', input.place.trim() === '' ? 'Name the regency or city.' : undefined],
    [
      'phone',
      input.phone && !isValidPhoneNumber(input.phone, 'ID') ? 'A phone number looks like 0812… or +62812….' : undefined,
    ],
    ['email', input.email && !email.test(input.email) ? 'An email address looks like name@example.org.' : undefined],
  ];
  return checks.flatMap(([field, message]) => (message === undefined ? [] : [{ field, message }]));
}

/** Segments whose members pay for themselves and choose a class. */
const paysItself: readonly Segment[] = ['PBPU', 'BP'];

function careClassFault({ careClass, segment }: Registration): string | undefined {
  if (careClass === undefined || careClass === null) return undefined;
  if (!paysItself.includes(segment)) return 'Only PBPU and BP choose a class.';
  return [1, 2, 3].includes(careClass) ? undefined : 'A class is 1, 2 or 3.';
}

/** E.164 (`+62812…`) of a number that `isValidPhoneNumber` accepted. */
export const internationalPhone = (phone: string): string => parsePhoneNumberWithError(phone, 'ID').number;

function membershipOf({ segment, careClass, occupation }: Registration, startsOn: Date): Membership {
  return {
    segment,
    startsOn,
    ...(careClass ? { careClass: careClass as CareClass } : {}),
    ...(occupation ? { occupation } : {}),
  };
}

/** The participant that a correct registration makes. */
export function registeredParticipant(id: string, input: Registration, now: Date): Participant {
  const contactPoints: ContactPoint[] = [];
  if (input.phone) contactPoints.push({ kind: 'PHONE', value: internationalPhone(input.phone) });
  if (input.email) contactPoints.push({ kind: 'EMAIL', value: input.email.toLowerCase() });
  return {
    id,
    name: input.name.trim(),
    nationalId: digits(input.nationalId),
    ...(input.cardNumber ? { cardNumber: digits(input.cardNumber) } : {}),
    birthDate: input.birthDate,
    sex: input.sex,
    memberships: [membershipOf(input, now)],
    domicile: { region: input.region, place: input.place.trim() },
    priorityGroups: input.priorityGroups ?? [],
    stage: 'ACTIVE',
    language: input.language ?? 'id',
    contactPoints,
    consents: [],
    registeredAt: now,
  };
}
