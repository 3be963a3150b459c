import { randomUUID } from 'node:crypto';
import { events as catalogue, type EventData } from '../../../../schema/index.js';
import type { UnitOfWork } from '../../../kernel/database.js';
import type { Consumer, EventLog, StoredEvent } from '../../../kernel/event-log/index.js';
import type { JourneyRepository } from '../../data/journey.repository.js';

type Snapshot = EventData<'participantRegistered'>;
type Handle = (repository: JourneyRepository, event: StoredEvent, unit: UnitOfWork) => Promise<void>;

const isProspect = (stage: string) => stage === 'PROSPECT';
/** Actors of the log that are channels: `channel:mobile-jkn`. */
const channelActor = /^channel:(.+)$/;
/** Place of registrations that no channel brought: officers, employers' lists, seeds. */
const dataBank = 'DATA_BANK';

const handlers: Readonly<Record<string, Handle>> = {
  [catalogue.touchpointRecorded.type]: async (repository, event, unit) => {
    const { participantId, channelId, stage, method, place, at } = event.data as EventData<'touchpointRecorded'>;
    if (stage === 'SERVICE') return;
    const who = await canonical(repository, participantId, unit);
    const step = { _id: event.id, participantId: who, channelId, stage, method, place, at: new Date(at) };
    await repository.insert(step, unit);
  },
  [catalogue.serviceRequestOpened.type]: async (repository, event, unit) => {
    const { participantId, channelId, at } = event.data as EventData<'serviceRequestOpened'>;
    const who = await canonical(repository, participantId, unit);
    const how = { stage: 'REGISTER', method: 'SERVICE_REQUEST', place: channelId } as const;
    await repository.insert({ _id: event.id, participantId: who, channelId, ...how, at: new Date(at) }, unit);
  },
  [catalogue.participantRegistered.type]: (repository, event, unit) =>
    entered(repository, event, event.data as Snapshot, unit),
  [catalogue.participantsRegistered.type]: async (repository, event, unit) => {
    const { participants } = event.data as EventData<'participantsRegistered'>;
    for (const each of participants) await entered(repository, event, each, unit);
  },
  [catalogue.participantErased.type]: (repository, event, unit) => forgotten(repository, event, unit),
  [catalogue.participantChanged.type]: (repository, event, unit) =>
    entered(repository, event, event.data as Snapshot, unit),
};

/**
 * Feeds the read model of journeys from the log: the touchpoints of the three stages that end with registration, requests
 * to register, and registrations. Service is not part of it, so it costs the log's readers nothing. A prospect whose number
 * a participant registers with was that participant all the time.
 */
export function journeyConsumer(events: EventLog, repository: JourneyRepository): Consumer {
  return events.consume({
    name: 'analytics.journey',
    types: Object.keys(handlers),
    wants: isAboutJourney,
    handle: (event, unit) => handlers[event.type]!(repository, event, unit),
  });
}

function isAboutJourney({ type, data }: StoredEvent): boolean {
  if (type === catalogue.touchpointRecorded.type) return (data as EventData<'touchpointRecorded'>).stage !== 'SERVICE';
  if (type === catalogue.serviceRequestOpened.type)
    return (data as EventData<'serviceRequestOpened'>).kind === 'REGISTRATION';
  return true;
}

/** The steps stay countable as those of one person, under an id that nothing leads to. */
async function forgotten(repository: JourneyRepository, { data }: StoredEvent, unit: UnitOfWork): Promise<void> {
  const { participantIds } = data as EventData<'participantErased'>;
  await repository.unlink(participantIds, `nobody:${randomUUID()}`, unit);
}

async function canonical(
  repository: JourneyRepository,
  participantId: string | null,
  unit: UnitOfWork,
): Promise<string | null> {
  if (participantId === null) return null;
  return (await repository.person(participantId, unit))?.mergedInto ?? participantId;
}

async function entered(
  repository: JourneyRepository,
  event: StoredEvent,
  { participantId, phoneHashes, region, segment, stage }: Snapshot,
  unit: UnitOfWork,
): Promise<void> {
  const before = await repository.person(participantId, unit);
  await repository.putPerson({ _id: participantId, phoneHashes, region, segment, stage }, unit);
  const isRegistration = !isProspect(stage) && (!before || isProspect(before.stage));
  if (!isRegistration) return;
  const prospects = (await repository.prospectsBy(phoneHashes, unit)).filter((id) => id !== participantId);
  if (prospects.length > 0) await repository.merge(prospects, participantId, unit);
  const channelId = channelActor.exec(event.actor)?.[1] ?? null;
  await repository.insert(
    {
      _id: `${event.id}/${participantId}`,
      participantId,
      channelId,
      stage: 'REGISTER',
      method: 'REGISTRATION',
      place: channelId ?? dataBank,
      at: event.at,
    },
    unit,
  );
}
