import { z } from 'zod';
import type { ServiceRequestKind } from '../../../plugins/sdk/index.js';

const words = (longest: number) => z.string().trim().min(1).max(longest);
const nationalId = z.string().regex(/^\d{16}$/, 'A NIK has 16 digits.');
const date = z.iso.date('A date is YYYY-MM-DD.');
const facilityCode = z
  .string()
  .regex(/^[0-9A-Z]{4,20}$/, 'The code of a health facility has 4 to 20 digits or capitals.');
const segment = z.enum([
  'PBI_JK',
  'PBPU_BP_PEMDA',
  'PPU_PN',
  'PPU_BU',
  'PBPU',
  'BP',
  'TK_PU',
  'TK_BPU',
  'TK_JAKON',
  'TK_PMI',
]);
const relation = z.enum(['SPOUSE', 'CHILD', 'PARENT', 'OTHER']);
const phone = z.string().regex(/^\+\d{8,15}$/, 'A telephone number is E.164 with +.');
const email = z.email('An e-mail address has the form name@example.org.').max(254);
const person = { fullName: words(100), nationalId, birthDate: date };

/**
 * What a request of each kind has to tell, when it comes by the API. Unknown members are refused: a wrong name must not be
 * lost in silence. Menus are different (see `menuPayload`).
 */
export const servicePayloads = {
  REGISTRATION: z.strictObject({
    ...person,
    segment: segment.optional(),
    phone: phone.optional(),
    email: email.optional(),
    facilityCode: facilityCode.optional(),
    family: z
      .array(z.strictObject({ ...person, relation }))
      .max(20)
      .optional(),
  }),
  ADD_FAMILY_MEMBER: z.strictObject({ ...person, relation }),
  NEWBORN: z.strictObject({
    childName: words(100),
    birthDate: date,
    sex: z.enum(['FEMALE', 'MALE']),
    motherName: words(100).optional(),
    facilityCode: facilityCode.optional(),
  }),
  SEGMENT_CHANGE: z.strictObject({ to: segment, reason: words(500).optional() }),
  IDENTITY_CHANGE: z
    .strictObject({
      fullName: words(100).optional(),
      nationalId: nationalId.optional(),
      birthDate: date.optional(),
      address: words(300).optional(),
      phone: phone.optional(),
      email: email.optional(),
      reason: words(500).optional(),
    })
    .refine((value) => Object.keys(value).some((key) => key !== 'reason'), 'Name at least one thing to change.'),
  FACILITY_CHANGE: z.strictObject({ facilityCode, reason: words(500).optional() }),
  CLASS_CHANGE: z.strictObject({
    to: z.union([z.literal(1), z.literal(2), z.literal(3)]),
    reason: words(500).optional(),
  }),
  REACTIVATION: z.strictObject({ reason: words(500).optional() }),
  DEACTIVATION: z.strictObject({
    reason: z.enum(['DEATH', 'EMIGRATION', 'DUPLICATE', 'OTHER']),
    since: date,
    detail: words(1000).optional(),
  }),
  PAYMENT: z.strictObject({ months: z.int().min(1).max(24), method: words(40).optional() }),
  APPOINTMENT: z.strictObject({ facilityCode, clinic: words(60), date, detail: words(500).optional() }),
  CLAIM: z.strictObject({
    facilityCode: facilityCode.optional(),
    treatedOn: date,
    amount: z.number().positive().max(1e12).optional(),
    description: words(2000),
  }),
  DOCTOR_CONSULTATION: z.strictObject({ symptoms: words(2000), since: date.optional() }),
  HEALTH_SCREENING: z.strictObject({
    answers: z
      .record(z.string().regex(/^[A-Za-z][A-Za-z0-9]{0,39}$/), z.union([z.boolean(), z.number(), words(200)]))
      .refine((value) => Object.keys(value).length > 0, 'Answer at least one question.')
      .refine((value) => Object.keys(value).length <= 100, 'At most 100 answers.'),
  }),
  INFORMATION: z.strictObject({ question: words(2000) }),
} as const satisfies Record<ServiceRequestKind, z.ZodType>;

/** The checked payload of a kind. */
export type ServicePayload<K extends ServiceRequestKind = ServiceRequestKind> = z.infer<(typeof servicePayloads)[K]>;

/**
 * What a menu's script collected. It is an intake, not the request of the API: a menu may ask less than the API demands (who
 * it is, and in words what is to be done) and things that the API has no member for, because an officer completes it. But
 * where the name of an answer is that of a member, it holds the same, under the same rule: a test over the menus of all
 * built-in plugins proves that their questions let nothing else through. Numbers become
 * numbers and telephone numbers E.164, as the API has them.
 */
export type MenuPayload = Readonly<Record<string, unknown>>;

/** The rule of the API for a member of a payload; undefined: the API has no such member. */
export function memberRule(kind: ServiceRequestKind, field: string): z.ZodType | undefined {
  const shape: Readonly<Record<string, z.ZodType>> = servicePayloads[kind].shape;
  return Object.hasOwn(shape, field) ? shape[field] : undefined;
}

/** A telephone number as it is written in Indonesia (0812-3456-7890, 62812…), as E.164. */
const asPhone = (text: string) => text.replace(/[\s.-]/g, '').replace(/^(?:0|62)(?=8)/, '+62');

/** The value of an answer as the API's rule has it; undefined: it breaks the rule. */
export function answerAs(rule: z.ZodType, answer: string): unknown {
  const isPhone = rule === phone || (rule instanceof z.ZodOptional && rule.unwrap() === phone);
  const text = rule.safeParse(isPhone ? asPhone(answer) : answer);
  if (text.success) return text.data;
  const number = answer.trim() === '' ? undefined : Number(answer);
  return rule.safeParse(number).data;
}

/** The payload of a script's answers. An answer that breaks the API's rule is kept as it was written: nothing is lost. */
export function menuPayload(kind: ServiceRequestKind, answers: Readonly<Record<string, string>>): MenuPayload {
  return Object.fromEntries(
    Object.entries(answers).map(([field, answer]) => {
      const rule = memberRule(kind, field);
      return [field, (rule && answerAs(rule, answer)) ?? answer];
    }),
  );
}

export interface PayloadFault {
  readonly field: string;
  readonly message: string;
}

/** Checks a payload; faults name the member, never its value. */
export function checkPayload(
  kind: ServiceRequestKind,
  payload: unknown,
): { readonly payload: ServicePayload } | { readonly faults: readonly PayloadFault[] } {
  const result = servicePayloads[kind].safeParse(payload);
  if (result.success) return { payload: result.data };
  return { faults: result.error.issues.map(faultOf) };
}

const faultOf = ({ path, code, message, ...rest }: z.core.$ZodIssue): PayloadFault => ({
  field: ['payload', ...path.map(String)].join('.'),
  message: code === 'unrecognized_keys' ? `There is no ${(rest as { keys: string[] }).keys.join(', ')} here.` : message,
});
