import { isValidPhoneNumber } from 'libphonenumber-js';
import { internationalPhone } from './registration.js';
import type { ListedWorker, WorkerColumn, WorkerInput, WorkerProblem } from './worker-list.js';

/** Segments that an employer can report: private companies in JKN, wage earners in the employment programmes. */
export const employedSegments = ['PPU_BU', 'TK_PU'] as const;

const required: readonly WorkerColumn[] = [
  'nationalId',
  'name',
  'birthDate',
  'sex',
  'monthlyWage',
  'startsOn',
  'segment',
];
const oldestBirth = Date.parse('1900-01-01T00:00:00Z');
const year = 365.25 * 86_400_000;
/** Work may be announced this long ahead. */
const furthestStart = year;
const largestWage = 2_000_000_000;
const email = /^[\p{L}\p{N}_][^\s@,;]*@[^\s@,;]+\.[^\s@,;]+$/u;
/** A name begins with a letter: a cell that a spreadsheet would run as a formula is no name. */
const nameForm = /^\p{L}[^<>{}\p{Cc}]*$/u;

/** What a row is worth: the worker, unless something is wrong. */
export interface CheckedRow {
  readonly worker: ListedWorker | null;
  readonly problems: readonly WorkerProblem[];
}

type Check = (input: WorkerInput, now: Date) => string | undefined;

/** Wrong in itself: the row cannot be taken. A cell that is absent is judged elsewhere. */
const errors: Readonly<Record<Exclude<WorkerColumn, 'sex'>, Check>> = {
  nationalId: ({ nationalId }) => (nationalId ? nationalIdCode(nationalId) : undefined),
  name: ({ name }) => {
    if (!name) return undefined;
    if (name.length < 2 || name.length > 120) return 'NAME_LENGTH';
    return nameForm.test(name) ? undefined : 'NAME_FORM';
  },
  birthDate: ({ birthDate }, now) =>
    birthDate && (+birthDate < oldestBirth || birthDate > now) ? 'BIRTH_DATE_RANGE' : undefined,
  monthlyWage: ({ monthlyWage }) =>
    typeof monthlyWage === 'number' && (monthlyWage < 1 || monthlyWage > largestWage) ? 'WAGE_RANGE' : undefined,
  startsOn: ({ startsOn, birthDate }, now) => {
    if (!startsOn) return undefined;
    if (birthDate && startsOn <= birthDate) return 'START_BEFORE_BIRTH';
    return +startsOn < oldestBirth || +startsOn > +now + furthestStart ? 'START_RANGE' : undefined;
  },
  segment: ({ segment }) =>
    segment && !(employedSegments as readonly string[]).includes(segment) ? 'SEGMENT_NOT_EMPLOYED' : undefined,
  phone: ({ phone }) => (phone && !isValidPhoneNumber(phone, 'ID') ? 'PHONE_FORM' : undefined),
  email: ({ email: address }) => (address && (address.length > 254 || !email.test(address)) ? 'EMAIL_FORM' : undefined),
};

/** Form of a NIK (facts 9.1; see identity-number.ts), told apart by what is wrong. */
function nationalIdCode(value: string): string | undefined {
  if (!/^\d{16}$/.test(value)) return 'NIK_LENGTH';
  const [day, month] = [Number(value.slice(6, 8)), Number(value.slice(8, 10))];
  if (day % 40 < 1 || day % 40 > 31 || day > 71) return 'NIK_DAY';
  if (month < 1 || month > 12) return 'NIK_MONTH';
  return value.endsWith('0000') ? 'NIK_SERIAL' : undefined;
}

/** A NIK keeps what was entered when it was issued, right or wrong: what differs is a warning only (facts 9.1). */
function nationalIdWarnings({ nationalId, birthDate, sex }: WorkerInput): string[] {
  if (!nationalId) return [];
  const day = Number(nationalId.slice(6, 8));
  const written = `${String(day % 40).padStart(2, '0')}${nationalId.slice(8, 12)}`;
  const stated = birthDate?.toISOString();
  const born = stated && `${stated.slice(8, 10)}${stated.slice(5, 7)}${stated.slice(2, 4)}`;
  return [
    ...(born && born !== written ? ['NIK_BIRTH_DATE'] : []),
    ...(sex && (sex === 'FEMALE') !== day > 40 ? ['NIK_SEX'] : []),
  ];
}

/**
 * Everything that is wrong with a row, and the worker when nothing is. Pure.
 * @param given problems of cells that could not be read; such a cell is not also missing
 */
export function checkRow(input: WorkerInput, given: readonly WorkerProblem[], now: Date): CheckedRow {
  const { row } = input;
  const problem = (column: string, code: string, severity: WorkerProblem['severity']) => ({
    row,
    column,
    code,
    severity,
  });
  const unread = new Set(given.map(({ column }) => column));
  const missing = required.filter((column) => isAbsent(input[column]) && !unread.has(column));
  const wrong = Object.entries(errors).flatMap(([column, check]) => {
    const code = check(input, now);
    return code === undefined ? [] : [problem(column, code, 'ERROR')];
  });
  const found = [...given, ...missing.map((column) => problem(column, 'MISSING', 'ERROR')), ...wrong];
  if (found.some(({ severity }) => severity === 'ERROR')) return { worker: null, problems: found };
  const warnings = nationalIdWarnings(input).map((code) => problem('nationalId', code, 'WARNING'));
  return { worker: workerOf(input), problems: [...found, ...warnings] };
}

const isAbsent = (value: unknown) => value === undefined || value === null || value === '';

/** The worker of a row in which nothing is wrong. */
function workerOf(input: WorkerInput): ListedWorker {
  const { nationalId, name, birthDate, sex, monthlyWage, startsOn, segment, phone, email: address } = input;
  return {
    nationalId: nationalId!,
    name: name!,
    birthDate: birthDate!,
    sex: sex!,
    monthlyWage: monthlyWage!,
    startsOn: startsOn!,
    segment: segment!,
    ...(phone && { phone: internationalPhone(phone) }),
    ...(address && { email: address.toLowerCase() }),
  };
}
