import type { SubgraphDependencies } from '../kernel/dependencies.js';
import { employerModels } from './data/employer.model.js';
import { EmployerParticipantsRepository } from './data/employer-participants.repository.js';
import { EmployerRepository } from './data/employer.repository.js';
import type { ParticipantModels } from './data/participant.model.js';
import { workerListModels, type WorkerListModels } from './data/worker-list.model.js';
import { WorkerListRepository } from './data/worker-list.repository.js';
import { WorkerListRowsRepository } from './data/worker-list-rows.repository.js';
import { demoEmployers } from './domain/employer.js';
import { EmployerService } from './domain/employer.service.js';
import { ParticipantMapper } from './domain/participant.mapper.js';
import { WorkerListMapper } from './domain/worker-list.mapper.js';
import { WorkerListRegistrar } from './domain/worker-list-registrar.js';
import { WorkerListService } from './domain/worker-list.service.js';

/** Employers and worker lists over a database. */
export interface EmployersDomain {
  /** For `prepareModels`. */
  readonly models: WorkerListModels;
  readonly employers: EmployerService;
  readonly lists: WorkerListService;
  readonly registrar: WorkerListRegistrar;
  /** Enters the fictional employers of development where they are missing. */
  seed(): Promise<void>;
}

/** Builds services and the registrar; nothing runs until `registrar.start`. */
export function composeEmployers(
  { database, events, vault, log }: Pick<SubgraphDependencies, 'database' | 'events' | 'vault' | 'log'>,
  participantModels: ParticipantModels,
): EmployersDomain {
  const models = { ...employerModels(database.connection), ...workerListModels(database.connection) };
  const shared = {
    database,
    events,
    log,
    employers: new EmployerRepository(models.employers),
    lists: new WorkerListRepository(models),
    rows: new WorkerListRowsRepository(models.workers),
    people: new EmployerParticipantsRepository(participantModels),
    mapper: new WorkerListMapper(vault),
    participants: new ParticipantMapper(vault),
  };
  const lists: WorkerListService = new WorkerListService({ ...shared, applied: () => registrar.wake() });
  const registrar = new WorkerListRegistrar(shared, lists);
  return {
    models,
    employers: new EmployerService(shared),
    lists,
    registrar,
    async seed() {
      for (const { id, name, region, place } of demoEmployers) {
        if (!(await shared.employers.byId(id)))
          await shared.employers.put({ _id: id, name, region, place, registeredAt: new Date() });
      }
    },
  };
}
