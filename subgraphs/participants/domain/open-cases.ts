import { events as catalogue, type ComplaintSnapshot, type EventData } from '../../../schema/index.js';
import type { UnitOfWork } from '../../kernel/database.js';
import type { Consumer, EventLog, StoredEvent } from '../../kernel/event-log/index.js';
import type { OpenCaseRow } from '../data/erasure.model.js';
import type { ErasureRepository } from '../data/erasure.repository.js';
import type { LegalHoldKind } from './legal-holds.js';

/** Time in which a participant may object to a resolution, as LAPOR! closes a report ten days after the answer. */
const objectionTime = 10 * 86_400_000;

/** States in which a case has ended for good (a resolved complaint may still be reopened). */
const ended: readonly string[] = ['CLOSED', 'REJECTED', 'WITHDRAWN', 'DONE', 'CANCELLED'];

const complaintTypes: readonly string[] = [
  catalogue.complaintFiled.type,
  catalogue.complaintVerified.type,
  catalogue.complaintRejected.type,
  catalogue.complaintAssigned.type,
  catalogue.complaintResponded.type,
  catalogue.complaintResolved.type,
  catalogue.complaintConfirmed.type,
  catalogue.complaintReopened.type,
  catalogue.complaintEscalated.type,
  catalogue.complaintWithdrawn.type,
];
const requestTypes: readonly string[] = [catalogue.serviceRequestOpened.type, catalogue.serviceRequestAdvanced.type];

/** Knows from the log which cases of whom are open. A case that ends has the erasure of its person looked at again. */
export function openCasesConsumer(events: EventLog, repository: ErasureRepository, now: () => Date): Consumer {
  return events.consume({
    name: 'participants.open-cases',
    types: [catalogue.complaintRequested.type, ...complaintTypes, ...requestTypes],
    handle: async (event, unit) => {
      if (event.type === catalogue.complaintRequested.type) return beingFiled(event, unit);
      if (requestTypes.includes(event.type)) return serviceRequest(event, unit);
      return complaint(event, unit);
    },
  });

  async function beingFiled({ data }: StoredEvent, unit: UnitOfWork): Promise<void> {
    const { requestId, participantId, conversationId } = data as EventData<'complaintRequested'>;
    const known = { kind: 'OPEN_COMPLAINT', reference: null, conversationId } as const;
    await open(`request:${requestId}`, participantId, known, unit);
  }

  async function complaint({ data, at }: StoredEvent, unit: UnitOfWork): Promise<void> {
    const {
      complaint: known,
      requestId,
      conversationId,
    } = data as Partial<EventData<'complaintFiled'>> & {
      complaint: ComplaintSnapshot;
    };
    if (requestId) await repository.closeCase(`request:${requestId}`, unit);
    const id = `complaint:${known.complaintId}`;
    const who = known.participantId ?? known.workerId ?? null;
    if (ended.includes(known.status)) return close(id, who, unit);
    const before = (await repository.caseOf(id, unit))?.conversationId ?? null;
    const row = { kind: 'OPEN_COMPLAINT', reference: known.ticket, conversationId: conversationId ?? before } as const;
    const endsAt = known.status === 'RESOLVED' ? { endsAt: new Date(at.getTime() + objectionTime) } : {};
    await open(id, who, { ...row, ...endsAt }, unit);
    // When it ends by itself is a new instant to look at.
    if (who !== null && 'endsAt' in endsAt) await repository.lookAgain(who, now(), unit);
  }

  async function serviceRequest({ data }: StoredEvent, unit: UnitOfWork): Promise<void> {
    const { requestId, participantId, status, conversationId } = data as EventData<'serviceRequestOpened'>;
    const id = `service-request:${requestId}`;
    if (ended.includes(status)) return close(id, participantId, unit);
    await open(id, participantId, { kind: 'OPEN_SERVICE_REQUEST', reference: requestId, conversationId }, unit);
  }

  async function open(
    _id: string,
    participantId: string | null,
    row: Omit<OpenCaseRow, '_id' | 'participantId' | 'kind'> & { readonly kind: LegalHoldKind },
    unit: UnitOfWork,
  ): Promise<void> {
    if (participantId !== null) await repository.putCase({ _id, participantId, ...row }, unit);
  }

  async function close(id: string, participantId: string | null, unit: UnitOfWork): Promise<void> {
    const wasOpen = await repository.closeCase(id, unit);
    if (wasOpen && participantId !== null) await repository.lookAgain(participantId, now(), unit);
  }
}
