import type { ComplaintSnapshot } from '../../../schema/index.js';
import type { Complaint } from '../domain/complaint.js';
import type { ComplaintView } from './complaint.types.js';

/** The API's complaint from what an event says. */
export function snapshotView(snapshot: ComplaintSnapshot): ComplaintView {
  const { complaintId, filedAt, updatedAt, ...rest } = snapshot;
  return { ...rest, id: complaintId, filedAt: new Date(filedAt), updatedAt: new Date(updatedAt) } as ComplaintView;
}

/** The API's complaint from a whole one. */
export function complaintView(complaint: Complaint): ComplaintView {
  return {
    id: complaint.id,
    ticket: complaint.ticket,
    participantId: complaint.participantId,
    employerId: complaint.employerId,
    workerId: complaint.workerId,
    confidential: complaint.confidential,
    channelId: complaint.channelId,
    category: complaint.category,
    severity: complaint.severity,
    classification: complaint.classification,
    region: complaint.region,
    subject: complaint.subject,
    status: complaint.status,
    level: complaint.level,
    assigneeId: complaint.assigneeId,
    filedAt: complaint.filedAt,
    updatedAt: complaint.updatedAt,
    version: complaint.version,
    full: complaint,
  };
}

export const complaintViewOrNull = (complaint: Complaint | null) => complaint && complaintView(complaint);
