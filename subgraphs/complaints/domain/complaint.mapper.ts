import type { Vault } from '../../kernel/crypto.js';
import type { ComplaintRow } from '../data/complaint.model.js';
import type {
  Complaint,
  ComplaintCategory,
  ComplaintClass,
  ComplaintStatus,
  EscalationLevel,
  Severity,
  TimelineStep,
} from './complaint.js';

/** Translates between the domain's complaint and the sealed row. */
export class ComplaintMapper {
  constructor(private readonly vault: Vault) {}

  toRow(complaint: Complaint, origin?: string): ComplaintRow {
    const { id, resolution, confirmation, timeline, ...rest } = complaint;
    const { resolution: _r, confirmation: _c, ...plain } = { ...rest, resolution, confirmation };
    return {
      _id: id,
      ...plain,
      description: this.vault.seal(complaint.description, `complaint.description:${id}`),
      timeline: timeline.map((step) => ({ ...step })),
      ...(resolution && {
        resolution: { ...resolution, text: this.vault.seal(resolution.text, `complaint.resolution:${id}`) },
      }),
      ...(confirmation && { confirmation: { ...confirmation } }),
      ...(origin !== undefined && { origin }),
    };
  }

  /** Texts are opened when they are read, not before. */
  fromRow(row: ComplaintRow): Complaint {
    const { _id: id, description, resolution, origin: _origin, ...rest } = row;
    const open = (sealed: string, field: string) => this.vault.open<string>(sealed, `complaint.${field}:${id}`);
    return {
      ...rest,
      id,
      category: row.category as ComplaintCategory,
      severity: row.severity as Severity,
      classification: row.classification as ComplaintClass,
      status: row.status as ComplaintStatus,
      level: row.level as EscalationLevel,
      language: row.language as 'id' | 'en' | null,
      timeline: row.timeline as readonly TimelineStep[],
      get description() {
        return open(description, 'description');
      },
      get resolution() {
        return resolution && { ...resolution, text: open(resolution.text, 'resolution') };
      },
    };
  }
}
