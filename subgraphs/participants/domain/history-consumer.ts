import { events as catalogue, type EventData, type EventSealed } from '../../../schema/index.js';
import type { UnitOfWork } from '../../kernel/database.js';
import type { Consumer, EventLog, StoredEvent } from '../../kernel/event-log/index.js';
import type { HistoryRepository } from '../data/history.repository.js';
import type { ParticipantRepository } from '../data/participant.repository.js';

/**
 * Keeps what participants had of services, and puts into force what a finished request changes in the data bank: the
 * first-level facility.
 */
export function historyConsumer(
  events: EventLog,
  history: HistoryRepository,
  participants: ParticipantRepository,
): Consumer {
  return events.consume({
    name: 'participants.services',
    types: [catalogue.serviceRequestOpened.type, catalogue.serviceRequestAdvanced.type],
    handle: async (event, unit) => {
      await keep(event, unit);
      if (event.type === catalogue.serviceRequestAdvanced.type) await putInForce(event, unit);
    },
  });

  async function keep({ data, at }: StoredEvent, unit: UnitOfWork): Promise<void> {
    const { requestId, participantId, kind, status, channelId } = data as EventData<'serviceRequestOpened'>;
    if (participantId === null) return;
    const row = { _id: requestId, participantId, kind, status, channelId, openedAt: at, changedAt: at };
    await history.putTransaction(row, unit);
  }

  async function putInForce(event: StoredEvent, unit: UnitOfWork): Promise<void> {
    const { participantId, kind, status } = event.data as EventData<'serviceRequestAdvanced'>;
    if (kind !== 'FACILITY_CHANGE' || status !== 'DONE' || participantId === null || !event.sealed) return;
    const { payload } = events.open<EventSealed<'serviceRequestAdvanced'>>(event);
    const { facilityCode } = payload as { facilityCode?: unknown };
    if (typeof facilityCode !== 'string') return;
    await participants.setFacility(participantId, { code: facilityCode, name: `FKTP ${facilityCode}` }, unit);
  }
}
