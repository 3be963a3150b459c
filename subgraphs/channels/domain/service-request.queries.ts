import { requireScope, type RequestContext } from '../../kernel/context.js';
import { createLoader } from '../../kernel/loaders.js';
import type { Page } from '../../kernel/pagination.js';
import type { ServiceRequestRepository } from '../data/service-request.repository.js';
import type { TimePosition } from './conversation.queries.js';
import { groupDated, pageOfEach, type DatedId } from './pages.js';
import type { ServiceRequest, ServiceRequests } from './service-requests.js';
import { conversationVisibility } from './visibility.js';

/** Reads service requests: officers see those of their channels, a participant its own. */
export class ServiceRequestQueries {
  constructor(
    private readonly parts: { readonly repository: ServiceRequestRepository; readonly requests: ServiceRequests },
  ) {}

  /** One loader a request: rows the viewer may not see are null. */
  readonly byId = createLoader<ServiceRequest>(async (context, ids) => {
    const visibility = conversationVisibility(context.principal);
    if (visibility === 'none') return new Map();
    const rows = await this.parts.repository.byIds(ids, visibility);
    return new Map(rows.map((row) => [row._id, this.parts.requests.fromRow(row)]));
  });

  private readonly idsByParticipant = createLoader<readonly DatedId[]>(async (context, participantIds) => {
    const visibility = conversationVisibility(context.principal);
    if (visibility === 'none') return new Map();
    return groupDated(await this.parts.repository.idsOfParticipants(participantIds, visibility));
  });

  /** One request; null when there is none that the viewer may see. */
  async find(context: RequestContext, id: string): Promise<ServiceRequest | null> {
    requireScope(context, 'conversations:read');
    return this.byId(context).load(id);
  }

  /** A participant's requests, newest first; an empty page for a viewer who may see none. */
  async ofParticipant(
    context: RequestContext,
    participantId: string,
    after: TimePosition | undefined,
    limit: number,
  ): Promise<Page<ServiceRequest>> {
    const ids = (await this.idsByParticipant(context).load(participantId)) ?? [];
    return pageOfEach(ids, after, limit, (wanted) => this.byId(context).loadMany(wanted));
  }
}
