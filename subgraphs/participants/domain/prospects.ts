import { events as catalogue, type EventData, type EventSealed } from '../../../schema/index.js';
import type { UnitOfWork } from '../../kernel/database.js';
import type { Consumer, EventLog, StoredEvent } from '../../kernel/event-log/index.js';
import type { ParticipantRepository } from '../data/participant.repository.js';
import { unknownRegion, type ContactPoint, type Participant } from './participant.js';
import type { ParticipantService } from './participant.service.js';

/** Enters unknown senders as prospects, under the id that the channel gave them. */
export function prospectConsumer(
  events: EventLog,
  service: ParticipantService,
  repository: ParticipantRepository,
): Consumer {
  return events.consume({
    name: 'participants.prospects',
    types: [catalogue.contactDiscovered.type],
    handle: (event, unit) => enterProspect(event, unit),
  });

  async function enterProspect(event: StoredEvent, unit: UnitOfWork): Promise<void> {
    if (event.redacted) return;
    const data = event.data as EventData<'contactDiscovered'>;
    if (await repository.exists(data.participantId, unit)) return;
    if (data.phoneHash && (await repository.byContactHash(data.phoneHash, unit))) return;
    await service.enter(unit, prospect(event, data, events.open(event)), 'participants');
  }
}

function prospect(
  event: StoredEvent,
  data: EventData<'contactDiscovered'>,
  contact: EventSealed<'contactDiscovered'>,
): Participant {
  const points: ContactPoint[] = [{ kind: 'CHANNEL', value: `${data.channelId}:${contact.handle}` }];
  if (contact.phone) points.unshift({ kind: 'PHONE', value: contact.phone });
  return {
    id: data.participantId,
    name: contact.name?.trim() || 'Prospect',
    memberships: [],
    domicile: { region: unknownRegion, place: '' },
    priorityGroups: [],
    stage: 'PROSPECT',
    language: data.language,
    contactPoints: points,
    consents: [],
    registeredAt: event.at,
  };
}
