import { randomUUID } from 'node:crypto';
import {
  categoryOf,
  complaintCategories,
  type Complaint,
  type ComplaintClass,
  type ComplaintContact,
  type Severity,
} from './complaint.js';
import { newTicket } from './ticket.js';

/** What a complaint says when it comes in, from the API or from a channel's script. */
export interface FileComplaint {
  readonly participantId: string | null;
  /** The employer that complains, and the worker whom it is about. */
  readonly employerId?: string;
  readonly workerId?: string;
  /** For whom the hub does not know, or whoever wants to be reached in another way. */
  readonly contact?: { readonly [Member in keyof ComplaintContact]?: string | null } | null;
  readonly channelId: string;
  readonly category: string;
  /** A short heading that partners may read; absent: the name of the category. */
  readonly subject?: string | null;
  readonly description: string;
  /** Kemendagri code; null: not known, handled by the centre until an officer says. */
  readonly region: string | null;
  readonly confidential?: boolean | null;
  readonly severity?: Severity | null;
  readonly classification?: ComplaintClass | null;
  readonly conversationId?: string | null;
  readonly language?: 'id' | 'en' | null;
}

export interface FieldFault {
  readonly field: string;
  readonly message: string;
}

/** Kemendagri codes from province to village. */
export const regionCode = /^\d{2}(\.\d{2}(\.\d{2}(\.\d{4})?)?)?$/;
const wholeCountry = '00';
const longestSubject = 120;
const longestName = 100;
const phoneNumber = /^\+[1-9]\d{6,14}$/;
const emailAddress = /^[^\s@]{1,64}@[^\s@.]+(\.[^\s@.]+)+$/;
const longestEmail = 254;
const shortestDescription = 3;
const longestDescription = 5_000;
/** Runs of digits as long as a telephone number, a card number or a NIK. */
const longNumber = /\d(?:[\s.-]?\d){7,}/g;

/** Everything that is wrong with a complaint; empty when it can be filed. */
export function filingFaults(input: FileComplaint): FieldFault[] {
  const length = input.description.trim().length;
  const checks: [string, boolean, string][] = [
    [
      'description',
      length < shortestDescription || length > longestDescription,
      `Describe the matter in ${shortestDescription} to ${longestDescription} characters.`,
    ],
    ['subject', (input.subject ?? '').length > longestSubject, `A subject has at most ${longestSubject} characters.`],
    [
      'category',
      categoryOf(input.category) === 'OTHER' && !/^other$/i.test(input.category),
      `A category is one of ${Object.keys(complaintCategories).join(', ')}.`,
    ],
    ['region', input.region !== null && !regionCode.test(input.region), 'A region is a Kemendagri code such as 61.71.'],
    ['channel', input.channelId.trim() === '', 'Name the channel by which it came, such as care-center-165.'],
  ];
  const faults = checks.filter(([, wrong]) => wrong).map(([field, , message]) => ({ field, message }));
  return [...faults, ...contactFaults(input.contact)];
}

function contactFaults(contact: FileComplaint['contact']): FieldFault[] {
  if (!contact) return [];
  const { name, phone, email } = contact;
  const checks: [string, boolean, string][] = [
    ['contact', !phone && !email, 'A contact has a telephone number or an email address.'],
    ['contact.name', (name ?? '').length > longestName, `A name has at most ${longestName} characters.`],
    ['contact.phone', Boolean(phone) && !phoneNumber.test(phone!), 'A number is E.164, such as +6281234567890.'],
    [
      'contact.email',
      Boolean(email) && (email!.length > longestEmail || !emailAddress.test(email!)),
      'An address looks like nama@contoh.id.',
    ],
  ];
  return checks.filter(([, wrong]) => wrong).map(([field, , message]) => ({ field, message }));
}

const contactOf = ({ name, phone, email }: NonNullable<FileComplaint['contact']>): ComplaintContact => ({
  name: name?.trim() || null,
  phone: phone || null,
  email: email || null,
});

const ofEmployer = ({ employerId, workerId }: FileComplaint) => ({
  ...(employerId !== undefined && { employerId }),
  ...(workerId !== undefined && { workerId }),
});

/** The complaint that a correct input makes: received, at the branch, or at the centre when its region is not known. */
export function filedComplaint(input: FileComplaint, now: Date): Complaint {
  const category = categoryOf(input.category);
  const language = input.language ?? null;
  return {
    id: `cmp_${randomUUID()}`,
    ticket: newTicket(),
    participantId: input.participantId,
    ...ofEmployer(input),
    ...(input.contact && { contact: contactOf(input.contact) }),
    confidential: input.confidential ?? false,
    channelId: input.channelId,
    category,
    severity: input.severity ?? 'MEDIUM',
    classification: input.classification ?? 'COMPLAINT',
    region: input.region ?? wholeCountry,
    subject: withoutNumbers(input.subject?.trim() || complaintCategories[category][language ?? 'id']),
    description: input.description.trim(),
    status: 'RECEIVED',
    level: input.region === null ? 'CENTRE' : 'BRANCH',
    assigneeId: null,
    unit: null,
    filedAt: now,
    updatedAt: now,
    version: 1,
    timeline: [{ kind: 'FILED', at: now, status: 'RECEIVED' }],
    terms: [],
    breached: [],
    dueAt: null,
    conversationId: input.conversationId ?? null,
    language,
  };
}

/** Subjects are read by partners: numbers that could be somebody's are taken out. */
const withoutNumbers = (text: string) => text.replace(longNumber, '•••');
