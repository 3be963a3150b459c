import { holds } from '../../../schema/index.js';
import type { RequestContext } from '../../kernel/context.js';
import { createLoader } from '../../kernel/loaders.js';
import type { Page } from '../../kernel/pagination.js';
import type { ServiceRequestRepository } from '../data/service-request.repository.js';
import type { TimePosition } from './conversation.queries.js';
import { groupDated, pageOfEach, type DatedId } from './pages.js';
import type { ServiceRequest, ServiceRequests } from './service-requests.js';

/** Reads service requests: officers see all, a participant its own. */
export class ServiceRequestQueries {
  constructor(
    private readonly parts: { readonly repository: ServiceRequestRepository; readonly requests: ServiceRequests },
  ) {}

  /** One loader a request: rows the viewer may not see are null. */
  readonly byId = createLoader<ServiceRequest>(async (context, ids) => {
    const limit = participantLimit(context);
    if (limit === null) return new Map();
    const rows = await this.parts.repository.byIds(ids, limit);
    return new Map(rows.map((row) => [row._id, this.parts.requests.fromRow(row)]));
  });

  private readonly idsByParticipant = createLoader<readonly DatedId[]>(async (context, participantIds) => {
    const limit = participantLimit(context);
    if (limit === null) return new Map();
    const visible = participantIds.filter((id) => limit === undefined || id === limit);
    return groupDated(await this.parts.repository.idsOfParticipants(visible));
  });

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

/** undefined: all; an id: only that participant's; null: none. */
function participantLimit({ principal }: RequestContext): string | undefined | null {
  if (!principal || !holds(principal, 'conversations:read')) return null;
  return principal.role === 'participant' ? (principal.participant ?? null) : undefined;
}
