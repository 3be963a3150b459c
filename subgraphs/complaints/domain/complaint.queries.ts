import { badUserInput } from '../../kernel/errors.js';
import type { ChainProof, EventLog, StoredEvent } from '../../kernel/event-log/index.js';
import { requireScope, type RequestContext } from '../../kernel/context.js';
import type { Vault } from '../../kernel/crypto.js';
import { createLoader } from '../../kernel/loaders.js';
import type { Page } from '../../kernel/pagination.js';
import type { ComplaintFilterRow, ComplaintRepository } from '../data/complaint.repository.js';
import type { Complaint } from './complaint.js';
import type { ComplaintMapper } from './complaint.mapper.js';
import { regionCode } from './filing.js';
import { normalTicket, pinMatches } from './ticket.js';
import { visibilityOf, type Visibility } from './visibility.js';

export interface ComplaintQueryParts {
  readonly events: EventLog;
  readonly vault: Vault;
  readonly repository: ComplaintRepository;
  readonly mapper: ComplaintMapper;
}

type After = readonly [number, string] | undefined;

/** What may be read of complaints, always within the viewer's limits. */
export class ComplaintQueries {
  constructor(private readonly parts: ComplaintQueryParts) {}

  /** One loader a request; complaints outside the viewer's limits are null. */
  readonly byId = createLoader<Complaint>(async (context, ids) => {
    const visibility = visibilityOf(context.principal);
    if (!visibility) return new Map();
    const rows = await this.parts.repository.byIds(visibility, ids);
    return new Map(rows.map((row) => [row._id, this.parts.mapper.fromRow(row)]));
  });

  async find(context: RequestContext, id: string): Promise<Complaint | null> {
    requireScope(context, 'complaints:read');
    return this.byId(context).load(id);
  }

  /** Public tracking: the same null for a wrong ticket and a wrong pin. */
  async findByTicket(ticket: string, pin: string): Promise<Complaint | null> {
    const normal = normalTicket(ticket);
    const matches = pinMatches(this.parts.vault, normal, pin);
    const row = await this.parts.repository.byTicket(normal);
    return row && matches ? this.parts.mapper.fromRow(row) : null;
  }

  async list(
    context: RequestContext,
    filter: ComplaintFilterRow,
    after: After,
    limit: number,
  ): Promise<Page<Complaint>> {
    const visibility = visibilityOf(requireScope(context, 'complaints:read'));
    for (const code of filter.regions ?? []) {
      if (!regionCode.test(code)) throw badUserInput('A region is a Kemendagri code such as 61.71.', 'filter.regions');
    }
    return this.page(visibility, filter, after, limit);
  }

  /** A participant's complaints, as far as the viewer may know who complained. */
  async ofParticipant(
    context: RequestContext,
    participantId: string,
    after: After,
    limit: number,
  ): Promise<Page<Complaint>> {
    return this.page(visibilityOf(requireScope(context, 'complaints:read')), { participantId }, after, limit);
  }

  history(complaintId: string, after: number, first: number): Promise<StoredEvent[]> {
    return this.parts.events.history(`complaint:${complaintId}`, { after, first });
  }

  proof(complaintId: string): Promise<ChainProof> {
    return this.parts.events.verify(`complaint:${complaintId}`);
  }

  private async page(
    visibility: Visibility | undefined,
    filter: ComplaintFilterRow,
    after: After,
    limit: number,
  ): Promise<Page<Complaint>> {
    if (!visibility) return { rows: [], hasNextPage: false, totalCount: 0 };
    const page = await this.parts.repository.page(visibility, filter, after, limit);
    return { ...page, rows: page.rows.map((row) => this.parts.mapper.fromRow(row)) };
  }
}
