import type { ReferenceResolver } from '../../kernel/subgraph.js';
import type { EmployerService } from '../domain/employer.service.js';

/** Employers for other subgraphs: one database call a request; null for viewers that may not look into them. */
export const employerReference =
  (employers: EmployerService): ReferenceResolver =>
  ({ id }, context) =>
    employers.byId(context).load(id);
