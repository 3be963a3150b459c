import { z } from 'zod';

/** Texts of the menu exist in every language; plain strings otherwise. */
const text = z.object({ id: z.string().min(1).max(4000), en: z.string().min(1).max(4000) });
const label = z.object({ id: z.string().min(1).max(24), en: z.string().min(1).max(24) });
const hint = z.object({ id: z.string().min(1).max(72), en: z.string().min(1).max(72) });
const identifier = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'an id is kebab case, at most 40 characters');
const field = z.string().regex(/^[a-z][A-Za-z0-9]{0,39}$/, 'a field is camel case, at most 40 characters');
const keypad = z.string().regex(/^[0-9*#]$/, 'a keypad choice is one of 0-9 * #');

/** The kinds of service request of the public API; a menu opens one by kind. */
export const serviceRequestKinds = [
  'REGISTRATION',
  'ADD_FAMILY_MEMBER',
  'NEWBORN',
  'SEGMENT_CHANGE',
  'IDENTITY_CHANGE',
  'FACILITY_CHANGE',
  'CLASS_CHANGE',
  'REACTIVATION',
  'DEACTIVATION',
  'PAYMENT',
  'APPOINTMENT',
  'CLAIM',
  'DOCTOR_CONSULTATION',
  'HEALTH_SCREENING',
  'INFORMATION',
] as const;
export type ServiceRequestKind = (typeof serviceRequestKinds)[number];

/**
 * What a finished branch does. The engine only names it; the channels subgraph carries it out.
 * `setLanguage` and `article` do not end the conversation: the engine goes on to `next` of the node (or stays).
 */
const action = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('fileComplaint'),
    /** Names of the answers that become the complaint. Region may be unanswered when it is known already. */
    category: field,
    description: field,
    region: field.optional(),
  }),
  /** Opens a service request with all answers of the script as payload. `code`: PANDAWA's service letter. */
  z.object({
    type: z.literal('openServiceRequest'),
    kind: z.enum(serviceRequestKinds),
    code: z.string().max(4).optional(),
  }),
  z.object({ type: z.literal('article'), id: identifier }),
  z.object({ type: z.literal('handOff'), skill: identifier }),
  z.object({ type: z.literal('setLanguage'), language: z.enum(['id', 'en']) }),
  z.object({ type: z.literal('close') }),
]);

const choice = z.object({
  /** Unique in the whole menu: a tapped choice of an older message still finds its node. */
  id: identifier,
  /** At most 24 characters, so that it is a list row everywhere. */
  label,
  description: hint.optional(),
  section: label.optional(),
  /** Unique within the node; `0` is kept for the way back to the start. */
  keypad,
  next: identifier,
});

/** A question is asked only when every condition holds. */
const condition = z.union([
  /** What the hub knows of the person: recognised participant, region of domicile. */
  z.object({ fact: z.enum(['participant', 'region']), is: z.enum(['known', 'unknown']) }),
  /** An earlier answer of the same script. */
  z.object({ answer: field, equals: z.string() }),
]);

const answerChoice = z.object({
  /** The value that is stored as the answer, such as a complaint category. */
  value: z.string().regex(/^[A-Za-z0-9_.-]{1,60}$/),
  label,
  description: hint.optional(),
  keypad,
});

const questionBase = {
  field,
  text,
  /** Said when the answer does not fit, before the question is asked again. */
  invalid: text,
  when: z.array(condition).optional(),
  /** May be passed over with the skip command. */
  optional: z.boolean().optional(),
};

/** Asked before an answer counts, with {answer} as it was understood: key 1 keeps it, 2 asks again. For spoken answers. */
const confirm = text.optional();

const question = z.discriminatedUnion('kind', [
  z.object({
    ...questionBase,
    kind: z.literal('text'),
    minLength: z.int().min(0).optional(),
    maxLength: z.int().positive().max(10_000).optional(),
    /** Regular expression for the whole trimmed answer (flag `u`). */
    pattern: z.string().max(200).optional(),
    /** The answer is personal data: it is sealed and never listed. Default true. */
    personal: z.boolean().optional(),
    confirm,
  }),
  z.object({
    ...questionBase,
    kind: z.literal('choice'),
    choices: z.array(answerChoice).min(2).max(10),
    button: label.optional(),
  }),
  z.object({
    ...questionBase,
    kind: z.literal('number'),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
  }),
  /** Answer `YYYY-MM-DD` or `DD-MM-YYYY`; stored as ISO. `past`: not after today; `future`: not before today. */
  z.object({ ...questionBase, kind: z.literal('date'), range: z.enum(['any', 'past', 'future']).optional() }),
  /** A regency or city by name or Kemendagri code; stored as the code (`61.71`). */
  z.object({ ...questionBase, kind: z.literal('region'), confirm }),
]);

const node = z.discriminatedUnion('kind', [
  /** Shows choices and waits for one. */
  z.object({
    kind: z.literal('choices'),
    text,
    choices: z.array(choice).min(1).max(10),
    /** Opens the list on channels that have lists; at most 20 characters. */
    button: z.object({ id: z.string().min(1).max(20), en: z.string().min(1).max(20) }).optional(),
  }),
  /** Asks its questions in order, then acts. `done` is said after the action was recorded; `next` is shown after it. */
  z.object({
    kind: z.literal('script'),
    questions: z.array(question).min(1).max(20),
    action,
    done: text.optional(),
    next: identifier.optional(),
  }),
  /** Acts at once, says `text`, then shows `next` when it has one. */
  z.object({ kind: z.literal('action'), action, text: text.optional(), next: identifier.optional() }),
]);

const commandWords = z.array(z.string().min(1).max(20).toLowerCase()).min(1);

/** The bare shape; `menuSchema` adds the checks that look at the whole tree. */
export const menuShape = z.object({
  /** Moves with every change of content; a conversation remembers under which version it walks. */
  version: z.string().min(1).max(40),
  start: identifier,
  nodes: z.record(identifier, node),
  /** Public information, sent by the `article` action. */
  articles: z.record(identifier, z.object({ title: label, body: text })),
  /** Words that work everywhere, in any case. */
  commands: z.object({
    /** Back to the start, such as "menu" and "0". */
    menu: commandWords,
    /** Gives up the running script, such as "batal". */
    cancel: commandWords,
    /** Passes over an optional question, such as "lewati". */
    skip: commandWords,
    /** Changes the language: `{ id: ["bahasa"], en: ["english"] }`. */
    language: z.object({ id: commandWords, en: commandWords }),
  }),
  /** Fixed texts. Placeholders in braces are required where the check names them. */
  texts: z.object({
    /** The automatic first reply, said before the start node. */
    greeting: text,
    /** A choice that nobody offered. */
    invalidChoice: text,
    /** A kind of message that the menu cannot read, such as a voice note. */
    unreadable: text,
    cancelled: text,
    /** A complaint has been taken down and will be confirmed with a ticket. */
    complaintReceived: text,
    /** {ticket} {pin} */
    complaintFiled: text,
    /** {ticket} {text}: the institution's answer. */
    complaintResponded: text,
    /** {ticket} {text} */
    complaintResolved: text,
    /** {reference} */
    serviceRequestOpened: text,
    handedOff: text,
    /** {officer}: who took the conversation. Absent: nothing is said. */
    officerJoined: text.optional(),
    closed: text,
  }),
});

export type Menu = z.infer<typeof menuShape>;
export type MenuNode = z.infer<typeof node>;
export type MenuChoice = z.infer<typeof choice>;
export type MenuQuestion = z.infer<typeof question>;
export type MenuCondition = z.infer<typeof condition>;
export type MenuAction = z.infer<typeof action>;
