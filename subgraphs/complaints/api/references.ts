import type { ReferenceResolver } from '../../kernel/subgraph.js';
import type { ComplaintQueries } from '../domain/complaint.queries.js';
import { complaintViewOrNull } from './complaint.view.js';

/** Complaints for other subgraphs: one database call a request, within the viewer's limits. */
export const complaintReference =
  (queries: ComplaintQueries): ReferenceResolver =>
  async ({ id }, context) =>
    complaintViewOrNull(await queries.byId(context).load(id));

/** A participant here is its id: the fields that this subgraph adds need nothing else. */
export const participantReference: ReferenceResolver = ({ id }) => ({ id });
