import type { ReferenceResolver } from '../../kernel/subgraph.js';
import type { Channels } from '../domain/channels.js';
import type { ConversationQueries } from '../domain/conversation.queries.js';
import type { CultureCalendar } from '../domain/culture.js';
import type { Officers } from '../domain/officers.js';
import type { ServiceRequestQueries } from '../domain/service-request.queries.js';
import { cultureView } from './culture.resolver.js';

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

/** Periods of the culture calendar for other subgraphs; the viewer must be signed in. */
export const cultureReference =
  (calendar: CultureCalendar): ReferenceResolver =>
  async ({ id }, context) => {
    const entry = await calendar.byId(context).load(id);
    return entry && cultureView(entry);
  };

/** Officers for other subgraphs. */
export const officerReference =
  (officers: Officers): ReferenceResolver =>
  ({ id }, context) =>
    officers.byId(context).load(id);

/** A participant here is its id: the fields that this subgraph adds need nothing else. */
export const participantReference: ReferenceResolver = ({ id }) => ({ id });
