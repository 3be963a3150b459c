import { eventByType, events as catalogue, holds, type ComplaintSnapshot } from '../../../schema/index.js';
import type { RequestContext } from '../../kernel/context.js';
import type { Cursors } from '../../kernel/cursor.js';
import type { StoredEvent } from '../../kernel/event-log/index.js';
import { toConnection, type Connection } from '../../kernel/pagination.js';
import { complaintEventKinds, type ComplaintEventName, type ComplaintStatus } from '../domain/complaint.js';
import { escalationOf } from '../domain/escalation.js';
import type { ComplaintQueries } from '../domain/complaint.queries.js';
import type { ComplaintEvent, ComplaintView } from './complaint.types.js';

interface HistoryRequest {
  readonly queries: ComplaintQueries;
  readonly cursors: Cursors;
  readonly context: RequestContext;
  readonly complaint: Pick<ComplaintView, 'id' | 'version'>;
  readonly first: number;
  readonly after?: string | null;
}

/** A page of a complaint's events. Who acted is shown to those with the full scope. */
export async function historyConnection(request: HistoryRequest): Promise<Connection<ComplaintEvent>> {
  const { queries, cursors, context, complaint, first, after } = request;
  const kind = `history:${complaint.id}`;
  const from = after ? Number(cursors.decode(kind, context.principal, after)) : 0;
  const events = await queries.history(complaint.id, from, first + 1);
  const page = { rows: events.slice(0, first), hasNextPage: events.length > first, totalCount: complaint.version };
  const named = holds(context.principal, 'complaints:read:full');
  return toConnection(page, {
    cursors,
    kind,
    principal: context.principal,
    position: ({ sequence }) => sequence,
    node: (event) => toNode(event, named),
  });
}

function toNode(event: StoredEvent, named: boolean): ComplaintEvent {
  const { complaint } = event.data as { complaint: ComplaintSnapshot };
  return {
    id: event.id,
    sequence: event.sequence,
    kind: complaintEventKinds[nameOf(event.type)],
    at: event.at,
    status: complaint.status as ComplaintStatus,
    actor: named ? event.actor : null,
    escalation: escalationOf(event),
    hash: event.hash,
  };
}

function nameOf(type: string): ComplaintEventName {
  const definition = eventByType(type);
  const entry = Object.entries(catalogue).find(([, each]) => each === definition);
  return (entry?.[0] ?? 'complaintFiled') as ComplaintEventName;
}
