import { events as catalogue, type ComplaintSnapshot, type EventData } from '../../../schema/index.js';
import type { Vault } from '../../kernel/crypto.js';
import type { UnitOfWork } from '../../kernel/database.js';
import type { Consumer, EventLog } from '../../kernel/event-log/index.js';
import type { ComplaintRow } from '../data/complaint.model.js';
import type { ComplaintRepository } from '../data/complaint.repository.js';
import { categoryOf, complaintCategories } from './complaint.js';

/** A case in these states has ended; a resolved one only when the participant may no longer object to it. */
const ended = ['CLOSED', 'REJECTED', 'WITHDRAWN', 'RESOLVED'];

interface Parts {
  readonly vault: Vault;
  readonly events: EventLog;
  readonly repository: ComplaintRepository;
}

/**
 * Forgets people in complaints that have ended: who complained, what about, and what was answered. Category, region, times
 * and clocks stay for statistics. Open complaints stay as they are until it is told again, after they are closed.
 */
export function erasureConsumer(parts: Parts): Consumer {
  return parts.events.consume({
    name: 'complaints.erasure',
    types: [catalogue.participantErased.type],
    handle: async (event, unit) => {
      const { participantIds, heldComplaintIds } = event.data as EventData<'participantErased'>;
      for (const row of await parts.repository.endedOf(participantIds, ended, unit)) {
        const mayObject = row.status === 'RESOLVED' && heldComplaintIds.includes(row._id);
        if (!mayObject) await forget(parts, row, unit);
      }
    },
  });
}

async function forget({ vault, events, repository }: Parts, row: ComplaintRow, unit: UnitOfWork): Promise<void> {
  const id = row._id;
  const subject = complaintCategories[categoryOf(row.category)][row.language === 'en' ? 'en' : 'id'];
  const { contact: _contact, workerId: _worker, origin: _origin, ...rest } = row;
  const bare: ComplaintRow = {
    ...rest,
    participantId: null,
    conversationId: null,
    subject,
    description: vault.seal('', `complaint.description:${id}`),
    ...(row.resolution && {
      resolution: { ...row.resolution, text: vault.seal('', `complaint.resolution:${id}`) },
    }),
  };
  await repository.replace(bare, unit, row.version);
  await events.redact(unit, { key: `complaint:${id}` }, ({ data }) => {
    const { complaint, ...others } = data as { complaint: ComplaintSnapshot };
    const { workerId: _id, ...known } = complaint;
    return { ...others, complaint: { ...known, participantId: null, subject } };
  });
}
