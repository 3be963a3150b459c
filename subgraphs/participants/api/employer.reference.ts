import type { ReferenceResolver } from '../../kernel/subgraph.js';
import type { EmployerService } from '../domain/employer.service.js';

/** Employers for other subgraphs: one database call a request; null for viewers that may not look into them. */
export const employerReference =
  (employers: EmployerService): ReferenceResolver =>
  ({ id }, context) =>
    employers.byId(context).load(id);

/** Participants for other subgraphs: an employer gets its own workers, everybody else what `others` gives. */
export const participantOrWorkerReference =
  (employers: EmployerService, others: ReferenceResolver): ReferenceResolver =>
  (reference, context) =>
    context.principal?.role === 'employer'
      ? employers.ownWorkers(context).load(reference.id)
      : others(reference, context);
