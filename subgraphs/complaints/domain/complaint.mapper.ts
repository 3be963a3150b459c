import type { Vault } from '../../kernel/crypto.js';
import type { ComplaintRow } from '../data/complaint.model.js';
import type {
  ClockTerms,
  Complaint,
  ComplaintCategory,
  ComplaintClass,
  ComplaintClockKind,
  ComplaintContact,
  ComplaintStatus,
  EscalationLevel,
  Severity,
  TimelineStep,
} from './complaint.js';

/** Translates between the domain's complaint and the sealed row. */
export class ComplaintMapper {
  constructor(private readonly vault: Vault) {}

  toRow(complaint: Complaint, origin?: string): ComplaintRow {
    const { id, contact, resolution, confirmation, timeline, terms, breached, dueAt, ...rest } = complaint;
    const { resolution: _r, confirmation: _c, ...plain } = { ...rest, resolution, confirmation };
    return {
      _id: id,
      ...plain,
      description: this.vault.seal(complaint.description, `complaint.description:${id}`),
      ...(contact && { contact: this.vault.seal(contact, `complaint.contact:${id}`) }),
      timeline: timeline.map((step) => ({ ...step })),
      terms: terms.map((each) => ({ ...each })),
      breached: [...breached],
      ...(dueAt && { dueAt }),
      ...(resolution && {
        resolution: { ...resolution, text: this.vault.seal(resolution.text, `complaint.resolution:${id}`) },
      }),
      ...(confirmation && { confirmation: { ...confirmation } }),
      ...(origin !== undefined && { origin }),
    };
  }

  /** Texts are opened when they are read, not before. */
  fromRow(row: ComplaintRow): Complaint {
    const id = row._id;
    const { vault } = this;
    const open = (sealed: string, field: string) => vault.open<string>(sealed, `complaint.${field}:${id}`);
    // Member by member: a list has many rows, and copying the rest of one is several times as slow.
    return {
      id,
      ticket: row.ticket,
      participantId: row.participantId,
      ...(row.employerId && { employerId: row.employerId }),
      ...(row.workerId && { workerId: row.workerId }),
      get contact() {
        return row.contact === undefined
          ? undefined
          : vault.open<ComplaintContact>(row.contact, `complaint.contact:${id}`);
      },
      confidential: row.confidential,
      channelId: row.channelId,
      category: row.category as ComplaintCategory,
      severity: row.severity as Severity,
      classification: row.classification as ComplaintClass,
      region: row.region,
      subject: row.subject,
      get description() {
        return open(row.description, 'description');
      },
      status: row.status as ComplaintStatus,
      level: row.level as EscalationLevel,
      assigneeId: row.assigneeId,
      unit: row.unit,
      filedAt: row.filedAt,
      updatedAt: row.updatedAt,
      version: row.version,
      timeline: row.timeline as readonly TimelineStep[],
      // Absent in rows of a time before terms were kept.
      terms: (row.terms ?? []) as readonly ClockTerms[],
      breached: (row.breached ?? []) as readonly ComplaintClockKind[],
      dueAt: row.dueAt ?? null,
      get resolution() {
        return row.resolution && { ...row.resolution, text: open(row.resolution.text, 'resolution') };
      },
      confirmation: row.confirmation,
      conversationId: row.conversationId,
      language: row.language as 'id' | 'en' | null,
    };
  }
}
