import { events as catalogue, type EventData } from '../../../schema/index.js';
import type { UnitOfWork } from '../../kernel/database.js';
import type { EventLog, StoredEvent } from '../../kernel/event-log/index.js';

type Snapshot = EventData<'participantRegistered'>;

interface Depth {
  /** False: open cases still need the hashes by which the person is recognised. */
  readonly complete: boolean;
  /** Amounts of payments from before this instant go. */
  readonly paymentsBefore: Date;
}

/** Erases what the data bank's own events say of people: hashes of phone numbers, amounts of payments that are not held. */
export async function redactParticipant(
  events: EventLog,
  unit: UnitOfWork,
  participantIds: readonly string[],
  depth: Depth,
): Promise<void> {
  for (const id of participantIds) {
    let registered = false;
    await events.redact(unit, { key: `participant:${id}` }, (event) => {
      registered ||= event.type === catalogue.participantRegistered.type;
      return ownEvent(event, depth);
    });
    if (!registered && depth.complete) await redactReported(events, unit, id);
  }
}

function ownEvent({ type, data }: StoredEvent, { complete, paymentsBefore }: Depth): unknown {
  if (type === catalogue.paymentRecorded.type)
    return new Date((data as EventData<'paymentRecorded'>).at) < paymentsBefore ? data : undefined;
  const isSnapshot = type === catalogue.participantRegistered.type || type === catalogue.participantChanged.type;
  return isSnapshot && complete ? { ...(data as Snapshot), phoneHashes: [] } : undefined;
}

/** Workers whom an employer reported stand in events of many people. */
async function redactReported(events: EventLog, unit: UnitOfWork, participantId: string): Promise<void> {
  await events.redact(unit, { type: catalogue.participantsRegistered.type }, ({ data }) => {
    const { participants } = data as EventData<'participantsRegistered'>;
    if (!participants.some((each) => each.participantId === participantId)) return undefined;
    const kept = participants.map((each) =>
      each.participantId === participantId ? { ...each, phoneHashes: [] } : each,
    );
    return { participants: kept };
  });
}
