import type { ReferenceResolver } from '../../kernel/subgraph.js';
import type { Channels } from '../domain/channels.js';
import type { ConversationQueries } from '../domain/conversation.queries.js';
import type { Officers } from '../domain/officers.js';
import type { ServiceRequestQueries } from '../domain/service-request.queries.js';

/** Channels for other subgraphs, from memory. */
export const channelReference =
  (channels: Channels): ReferenceResolver =>
  ({ id }) =>
    channels.reference(id);

/** Conversations for other subgraphs: one database call a request, within the viewer's limits. */
export const conversationReference =
  (queries: ConversationQueries): ReferenceResolver =>
  ({ id }, context) =>
    queries.byId(context).load(id);

/** Service requests for other subgraphs, within the viewer's limits. */
export const serviceRequestReference =
  (queries: ServiceRequestQueries): ReferenceResolver =>
  ({ id }, context) =>
    queries.byId(context).load(id);

/** Officers for other subgraphs. */
export const officerReference =
  (officers: Officers): ReferenceResolver =>
  ({ id }, context) =>
    officers.byId(context).load(id);

/** A participant here is its id: the fields that this subgraph adds need nothing else. */
export const participantReference: ReferenceResolver = ({ id }) => ({ id });
