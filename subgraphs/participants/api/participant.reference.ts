import type { ReferenceResolver } from '../../kernel/subgraph.js';
import type { ParticipantService } from '../domain/participant.service.js';

/** Participants for other subgraphs: one database call a request; null for viewers that may not see them. */
export const participantReference =
  (participants: ParticipantService): ReferenceResolver =>
  ({ id }, context) =>
    participants.byId(context).load(id);
