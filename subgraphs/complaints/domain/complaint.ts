import type { ComplaintSnapshot, EventName } from '../../../schema/index.js';
import type { ClockKind, ClockPolicy } from '../../kernel/clock/index.js';

export const complaintStatuses = [
  'RECEIVED',
  'VERIFIED',
  'IN_PROGRESS',
  'WAITING_PARTICIPANT',
  'RESOLVED',
  'CLOSED',
  'REOPENED',
  'REJECTED',
  'WITHDRAWN',
] as const;
export type ComplaintStatus = (typeof complaintStatuses)[number];

export const severities = ['LOW', 'MEDIUM', 'HIGH', 'CRITICAL'] as const;
export type Severity = (typeof severities)[number];

/** Classes of PermenPANRB 62/2018 with their days of handling: 5, 14, 60 working days; an aspiration has no limit. */
export const complaintClasses = ['INFORMATION', 'COMPLAINT', 'SUPERVISED', 'ASPIRATION'] as const;
export type ComplaintClass = (typeof complaintClasses)[number];

export const escalationLevels = ['BRANCH', 'REGION', 'CENTRE'] as const;
export type EscalationLevel = (typeof escalationLevels)[number];

/** What a complaint is about. Channels' menus use these codes; an unknown code is filed as OTHER. */
export const complaintCategories = {
  SERVICE: { id: 'Pelayanan petugas', en: 'Service by staff' },
  FACILITY: { id: 'Fasilitas kesehatan', en: 'Health facility' },
  MEMBERSHIP: { id: 'Kepesertaan', en: 'Membership' },
  PAYMENT: { id: 'Iuran dan pembayaran', en: 'Contributions and payment' },
  CLAIM: { id: 'Klaim dan manfaat', en: 'Claims and benefits' },
  DIGITAL: { id: 'Layanan digital', en: 'Digital services' },
  OTHER: { id: 'Lainnya', en: 'Other' },
} as const;
export type ComplaintCategory = keyof typeof complaintCategories;

/** The category of a code, whatever its case; OTHER when there is none. */
export function categoryOf(code: string): ComplaintCategory {
  const upper = code.toUpperCase().replaceAll('-', '_');
  return upper in complaintCategories ? (upper as ComplaintCategory) : 'OTHER';
}

/** What happened to a complaint, as the API names it, by event of the catalogue. */
export const complaintEventKinds = {
  complaintFiled: 'FILED',
  complaintVerified: 'VERIFIED',
  complaintRejected: 'REJECTED',
  complaintAssigned: 'ASSIGNED',
  complaintResponded: 'RESPONDED',
  complaintResolved: 'RESOLVED',
  complaintConfirmed: 'CONFIRMED',
  complaintReopened: 'REOPENED',
  complaintEscalated: 'ESCALATED',
  complaintWithdrawn: 'WITHDRAWN',
} as const satisfies Partial<Record<EventName, string>>;
export type ComplaintEventName = keyof typeof complaintEventKinds;
export type ComplaintEventKind = (typeof complaintEventKinds)[ComplaintEventName];

/** One step of a case, kept with it so that its clocks need not read the log. */
export interface TimelineStep {
  readonly kind: ComplaintEventKind;
  readonly at: Date;
  /** Status after the step. */
  readonly status: ComplaintStatus;
}

/** The clocks of a complaint. */
export type ComplaintClockKind = Extract<ClockKind, 'VERIFICATION' | 'FOLLOW_UP' | 'RESOLUTION'>;

/** What a clock of a case is judged by for ever: limit and calendar as they stood when it began. */
export interface ClockTerms {
  readonly kind: ComplaintClockKind;
  /** Null: there was no limit, so there is no clock. */
  readonly policy: ClockPolicy | null;
  /** `id@version` of the calendar. */
  readonly calendar: string;
}

/** What the institution did about it. */
export interface Resolution {
  readonly text: string;
  readonly at: Date;
  readonly by: string;
}

/** The participant's own word. */
export interface Confirmation {
  readonly confirmed: boolean;
  readonly at: Date;
  /** 1 (very dissatisfied) to 5 (very satisfied). */
  readonly satisfaction?: number;
}

/** How somebody is reached who gave a way to reach them with the complaint, such as on a web form. */
export interface ComplaintContact {
  readonly name: string | null;
  /** E.164 with `+`. */
  readonly phone: string | null;
  readonly email: string | null;
}

/** A complaint as the domain knows it; texts in clear. */
export interface Complaint {
  readonly id: string;
  readonly ticket: string;
  readonly participantId: string | null;
  /** The employer that complains; its complaint is nobody else's, also not the worker's. */
  readonly employerId?: string;
  /** The worker whom the complaint of an employer is about. */
  readonly workerId?: string;
  /** Absent: no way to reach the complainant was given beside its participant record. */
  readonly contact?: ComplaintContact;
  readonly confidential: boolean;
  readonly channelId: string;
  readonly category: ComplaintCategory;
  readonly severity: Severity;
  readonly classification: ComplaintClass;
  readonly region: string;
  readonly subject: string;
  readonly description: string;
  readonly status: ComplaintStatus;
  readonly level: EscalationLevel;
  readonly assigneeId: string | null;
  readonly unit: string | null;
  readonly filedAt: Date;
  readonly updatedAt: Date;
  /** Number of its events: the sequence of the last one. */
  readonly version: number;
  readonly timeline: readonly TimelineStep[];
  readonly terms: readonly ClockTerms[];
  /** Clocks that reached their limit while they ran, as was told. */
  readonly breached: readonly ComplaintClockKind[];
  /** When the next clock reaches its limit, or reached it while nobody was told; null: none will as things stand. */
  readonly dueAt: Date | null;
  readonly resolution?: Resolution;
  readonly confirmation?: Confirmation;
  /** Where the complainant is answered, when the complaint came by a conversation. */
  readonly conversationId: string | null;
  readonly language: 'id' | 'en' | null;
}

/** What an event says of a complaint: no description, no texts of officers. */
export function snapshotOf(complaint: Complaint): ComplaintSnapshot {
  return {
    complaintId: complaint.id,
    ticket: complaint.ticket,
    channelId: complaint.channelId,
    participantId: complaint.participantId,
    ...(complaint.employerId !== undefined && { employerId: complaint.employerId }),
    ...(complaint.workerId !== undefined && { workerId: complaint.workerId }),
    confidential: complaint.confidential,
    category: complaint.category,
    severity: complaint.severity,
    classification: complaint.classification,
    region: complaint.region,
    subject: complaint.subject,
    status: complaint.status,
    level: complaint.level,
    assigneeId: complaint.assigneeId,
    unit: complaint.unit,
    filedAt: complaint.filedAt.toISOString(),
    updatedAt: complaint.updatedAt.toISOString(),
    version: complaint.version,
  };
}
