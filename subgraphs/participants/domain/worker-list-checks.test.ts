import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { worker } from '../testing/employer-world.js';
import { checkRow } from './worker-list-checks.js';
import { nationalIdFault } from './identity-number.js';
import type { WorkerInput } from './worker-list.js';

const now = new Date('2026-11-21T03:00:00Z');
const codesOf = (changes: Partial<WorkerInput>) =>
  checkRow(worker(1, changes), [], now).problems.map(({ column, code }) => `${column} ${code}`);

describe('a row', () => {
  test('in which nothing is wrong becomes a worker, with its number and address in one form', () => {
    const { worker: found, problems } = checkRow(
      worker(1, { phone: '0899-1000-0001', email: 'Contoh@Contoh.example' }),
      [],
      now,
    );
    expect(problems).toEqual([]);
    expect(found).toMatchObject({ phone: '+6289910000001', email: 'contoh@contoh.example' });
  });

  test.each<[Partial<WorkerInput>, string[]]>([
    [{ nationalId: null }, ['nationalId MISSING']],
    [{ nationalId: '617101150190001' }, ['nationalId NIK_LENGTH']],
    [{ nationalId: '6171013201900001' }, ['nationalId NIK_DAY']],
    [{ nationalId: '6171017201900001' }, ['nationalId NIK_DAY']],
    [{ nationalId: '6171011513900001' }, ['nationalId NIK_MONTH']],
    [{ nationalId: '6171011501900000' }, ['nationalId NIK_SERIAL']],
    [{ nationalId: '6171011601900001' }, ['nationalId NIK_BIRTH_DATE']],
    [{ nationalId: '6171015501900001' }, ['nationalId NIK_SEX']],
    [{ name: 'B' }, ['name NAME_LENGTH']],
    [{ name: '=HYPERLINK("http://x")' }, ['name NAME_FORM']],
    [{ name: '<b>Budi</b>' }, ['name NAME_FORM']],
    [{ birthDate: new Date('2027-01-15') }, ['birthDate BIRTH_DATE_RANGE', 'startsOn START_BEFORE_BIRTH']],
    [{ monthlyWage: 0 }, ['monthlyWage WAGE_RANGE']],
    [{ monthlyWage: -5 }, ['monthlyWage WAGE_RANGE']],
    [{ startsOn: new Date('2028-06-01') }, ['startsOn START_RANGE']],
    [{ segment: 'PBPU' }, ['segment SEGMENT_NOT_EMPLOYED']],
    [{ phone: '12' }, ['phone PHONE_FORM']],
    [{ email: '=cmd@contoh.example' }, ['email EMAIL_FORM']],
    [{ name: null, sex: null, segment: null }, ['name MISSING', 'sex MISSING', 'segment MISSING']],
  ])('%j has the problems %j', (changes, codes) => {
    expect(codesOf(changes)).toEqual(codes);
  });

  test('is told everything at once; a cell that could not be read is not also missing', () => {
    const unread = { row: 2, column: 'birthDate', code: 'DATE_FORM', severity: 'ERROR' } as const;
    const { worker: found, problems } = checkRow(worker(1, { birthDate: null, monthlyWage: 0 }), [unread], now);
    expect(found).toBeNull();
    expect(problems.map(({ code }) => code)).toEqual(['DATE_FORM', 'WAGE_RANGE']);
  });

  test('is judged on its NIK as every other registration is', () => {
    const digit = fc.constantFrom(...'0123456789');
    fc.assert(
      fc.property(fc.array(digit, { minLength: 15, maxLength: 17 }), (digits) => {
        const nationalId = digits.join('');
        const refused = checkRow(worker(1, { nationalId }), [], now).worker === null;
        expect(refused).toBe(nationalIdFault(nationalId) !== undefined);
      }),
    );
  });
});
