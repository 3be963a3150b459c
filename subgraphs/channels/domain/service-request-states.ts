import type { Language, ServiceRequestKind } from '../../../plugins/sdk/index.js';

export const serviceRequestStatuses = [
  'OPENED',
  'IN_PROGRESS',
  'WAITING_PARTICIPANT',
  'VERIFIED',
  'SCHEDULED',
  'APPROVED',
  'DONE',
  'REJECTED',
  'CANCELLED',
] as const;
export type ServiceRequestStatus = (typeof serviceRequestStatuses)[number];

/** What may follow each status; a status that is left out ends the request. */
export type StateMachine = Readonly<Partial<Record<ServiceRequestStatus, readonly ServiceRequestStatus[]>>>;

/** Needs no proof: may be done at once. */
const direct: StateMachine = {
  OPENED: ['IN_PROGRESS', 'WAITING_PARTICIPANT', 'DONE', 'REJECTED', 'CANCELLED'],
  IN_PROGRESS: ['WAITING_PARTICIPANT', 'DONE', 'REJECTED', 'CANCELLED'],
  WAITING_PARTICIPANT: ['IN_PROGRESS', 'REJECTED', 'CANCELLED'],
};

/** Changes who is insured and how: done only after an officer has verified the documents. */
const documented: StateMachine = {
  OPENED: ['IN_PROGRESS', 'WAITING_PARTICIPANT', 'REJECTED', 'CANCELLED'],
  IN_PROGRESS: ['WAITING_PARTICIPANT', 'VERIFIED', 'REJECTED', 'CANCELLED'],
  WAITING_PARTICIPANT: ['IN_PROGRESS', 'REJECTED', 'CANCELLED'],
  VERIFIED: ['DONE', 'REJECTED', 'CANCELLED'],
};

/** Money is paid out: verified by one step, approved by another, then done. */
const claimed: StateMachine = {
  ...documented,
  VERIFIED: ['APPROVED', 'REJECTED', 'CANCELLED'],
  APPROVED: ['DONE'],
};

/** Has a time of its own; it can be moved. */
const scheduled: StateMachine = {
  OPENED: ['SCHEDULED', 'WAITING_PARTICIPANT', 'REJECTED', 'CANCELLED'],
  WAITING_PARTICIPANT: ['SCHEDULED', 'REJECTED', 'CANCELLED'],
  SCHEDULED: ['SCHEDULED', 'IN_PROGRESS', 'DONE', 'CANCELLED'],
  IN_PROGRESS: ['DONE', 'CANCELLED'],
};

/** The way of each kind of request. */
export const stateMachines: Readonly<Record<ServiceRequestKind, StateMachine>> = {
  REGISTRATION: documented,
  ADD_FAMILY_MEMBER: documented,
  NEWBORN: documented,
  SEGMENT_CHANGE: documented,
  IDENTITY_CHANGE: documented,
  CLASS_CHANGE: documented,
  DEACTIVATION: documented,
  CLAIM: claimed,
  APPOINTMENT: scheduled,
  DOCTOR_CONSULTATION: scheduled,
  FACILITY_CHANGE: direct,
  REACTIVATION: direct,
  PAYMENT: direct,
  HEALTH_SCREENING: direct,
  INFORMATION: direct,
};

/** The participant must be told why, or what is wanted of it, or when. */
const withNote: readonly ServiceRequestStatus[] = ['WAITING_PARTICIPANT', 'REJECTED', 'SCHEDULED'];
export const needsNote = (status: ServiceRequestStatus) => withNote.includes(status);

/** Why a step is not possible, and what is; undefined when it is. */
export function stepRefusal(
  kind: ServiceRequestKind,
  from: ServiceRequestStatus,
  to: ServiceRequestStatus,
): string | undefined {
  const next = stateMachines[kind][from] ?? [];
  if (next.includes(to)) return undefined;
  if (next.length === 0) return `The request is ${from}; it has ended. Open a new one.`;
  return `A ${kind} request that is ${from} cannot become ${to}; possible now: ${next.join(', ')}.`;
}

/** What a participant reads of a status. */
export const statusWords: Readonly<Record<ServiceRequestStatus, Readonly<Record<Language, string>>>> = {
  OPENED: { id: 'tercatat', en: 'recorded' },
  IN_PROGRESS: { id: 'sedang diproses', en: 'in progress' },
  WAITING_PARTICIPANT: { id: 'menunggu Anda', en: 'waiting for you' },
  VERIFIED: { id: 'terverifikasi', en: 'verified' },
  SCHEDULED: { id: 'dijadwalkan', en: 'scheduled' },
  APPROVED: { id: 'disetujui', en: 'approved' },
  DONE: { id: 'selesai', en: 'done' },
  REJECTED: { id: 'tidak dapat dipenuhi', en: 'not possible' },
  CANCELLED: { id: 'dibatalkan', en: 'cancelled' },
};
