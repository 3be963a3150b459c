import { events as catalogue, type EventData } from '../../../schema/index.js';
import type { Consumer, EventLog } from '../../kernel/event-log/index.js';
import type { ContactRepository } from '../data/contact.repository.js';

/** Keeps the directory by which senders are recognised: phone hashes, region and language of every participant. */
export function directoryConsumer(events: EventLog, repository: ContactRepository): Consumer {
  return events.consume({
    name: 'channels.directory',
    types: [
      catalogue.participantRegistered.type,
      catalogue.participantsRegistered.type,
      catalogue.participantChanged.type,
      catalogue.participantErased.type,
    ],
    handle: async (event, unit) => {
      // Here and not where the rest is forgotten: this consumer alone knows that nothing older comes after it.
      if (event.type === catalogue.participantErased.type) {
        const { complete, participantIds } = event.data as EventData<'participantErased'>;
        return complete ? repository.dropDirectory(participantIds, unit) : undefined;
      }
      const data = event.data as EventData<'participantRegistered'> | EventData<'participantsRegistered'>;
      const rows = ('participants' in data ? data.participants : [data]).map(
        ({ participantId, occupation = null, priority = false, ...known }) => ({
          _id: participantId,
          ...known,
          occupation,
          priority,
          since: event.at,
        }),
      );
      await repository.putDirectory(rows, unit);
    },
  });
}
