import { events as catalogue, type EventData } from '../../../schema/index.js';
import type { Consumer, EventLog } from '../../kernel/event-log/index.js';
import type { EmployerWorkerRepository } from '../data/employer-worker.repository.js';

/** Keeps who works for whom: an employer complains about its own workers only. */
export function employerWorkers(events: EventLog, repository: EmployerWorkerRepository): Consumer {
  return events.consume({
    name: 'complaints.employer-workers',
    types: [catalogue.workersListed.type],
    handle: async (event, unit) => {
      const { employerId, listId, participantIds, complete } = event.data as EventData<'workersListed'>;
      await repository.put(employerId, listId, participantIds, unit);
      if (complete) await repository.keepOnly(employerId, listId, unit);
    },
  });
}
