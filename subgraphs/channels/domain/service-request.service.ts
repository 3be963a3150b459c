import { createHash } from 'node:crypto';
import type { Principal } from '../../../schema/index.js';
import type { ServiceRequestKind } from '../../../plugins/sdk/index.js';
import { requirePrincipal, requireScope, type RequestContext } from '../../kernel/context.js';
import type { Database, UnitOfWork } from '../../kernel/database.js';
import type { ServiceRequestRow } from '../data/channel.models.js';
import type { ServiceRequestRepository } from '../data/service-request.repository.js';
import type { ConversationStore } from './conversation-store.js';
import type { Conversation } from './conversation.js';
import { channelById, type ChannelHost } from './ports.js';
import type { ServiceRequestAdmission } from './service-request-admission.js';
import { Lanes } from './service-request-lanes.js';
import type { ServiceRequestNews } from './service-request-news.js';
import { checkPayload, type PayloadFault } from './service-request-payloads.js';
import { needsNote, stepRefusal, type ServiceRequestStatus } from './service-request-states.js';
import { newReference, type ServiceRequest, type ServiceRequests } from './service-requests.js';
import { conversationVisibility, maySee } from './visibility.js';

export interface OpenServiceRequest {
  readonly idempotencyKey: string;
  readonly kind: ServiceRequestKind;
  readonly payload: unknown;
  readonly participantId?: string | null;
  readonly channelId?: string | null;
  readonly conversationId?: string | null;
}

export interface AdvanceServiceRequest {
  readonly serviceRequestId: string;
  readonly status: ServiceRequestStatus;
  readonly note?: string | null;
  readonly idempotencyKey?: string | null;
}

/** How opening or advancing ends. A repeated call gives what the first one made. */
export type ServiceRequestOutcome =
  | { readonly kind: 'done'; readonly request: ServiceRequest; readonly repeated: boolean }
  | { readonly kind: 'invalid'; readonly faults: readonly PayloadFault[] }
  | { readonly kind: 'notNow'; readonly message: string }
  | { readonly kind: 'notFound'; readonly message: string };

export interface ServiceRequestServiceParts {
  readonly database: Database;
  readonly host: ChannelHost;
  readonly store: ConversationStore;
  readonly news: ServiceRequestNews;
  readonly admission: ServiceRequestAdmission;
  readonly repository: ServiceRequestRepository;
  readonly requests: ServiceRequests;
  readonly now: () => Date;
}

const longestId = 128;
const longestNote = 1_000;
const noConversation = { kind: 'notFound' as const, message: 'There is no such conversation.' };

/** Opens service requests and takes them through the state machine of their kind. */
export class ServiceRequestService {
  private readonly lanes = new Lanes();

  constructor(private readonly parts: ServiceRequestServiceParts) {}

  /** For a participant (its own request) or an officer. The same key of the same caller opens once. */
  async open(context: RequestContext, input: OpenServiceRequest): Promise<ServiceRequestOutcome> {
    const principal = opener(context);
    const now = this.parts.now();
    const faults: PayloadFault[] = [...keyFaults(input.idempotencyKey, true), ...this.placeFaults(principal, input)];
    const checked = checkPayload(input.kind, input.payload);
    if ('faults' in checked) faults.push(...checked.faults);
    else faults.push(...this.parts.admission.faults(input.kind, checked.payload, now));
    if ('faults' in checked || faults.length > 0) return { kind: 'invalid', faults };
    const origin = digest([principal.subject, principal.participant ?? '', input.idempotencyKey]);
    const work = async (unit: UnitOfWork): Promise<ServiceRequestOutcome> => {
      const known = await this.parts.repository.byOrigin(origin, unit);
      if (known) return this.done(known, true);
      const conversation = input.conversationId ? await this.conversation(principal, input.conversationId, unit) : null;
      if (input.conversationId && !conversation) return noConversation;
      const place = placeOf(principal, input, conversation);
      const { kind } = input;
      const { payload } = checked;
      const applicant = { kind, payload, principal, participantId: place.participantId };
      const admission = await this.parts.admission.admit(unit, applicant, now);
      if ('refusal' in admission) return { kind: 'notNow', message: admission.refusal };
      const actor = principal.subject;
      const reference = newReference();
      const request = { reference, kind, code: null, ...place, payload, openedAt: now, actor, origin, ...admission };
      const row = await this.parts.requests.open(unit, request);
      if (conversation) await this.parts.news.opened(unit, row, conversation, actor, now);
      return this.done(row, false);
    };
    const lane = this.parts.admission.lane(input.kind, checked.payload);
    return this.lanes.run(lane, () => this.parts.database.transaction(work));
  }

  /**
   * Takes one step and tells the participant, in the conversation or wherever the channel reaches it. Scope
   * conversations:write; a participant may cancel its own request.
   */
  async advance(context: RequestContext, input: AdvanceServiceRequest): Promise<ServiceRequestOutcome> {
    const principal = stepper(context, input.status);
    const note = input.note?.trim() || null;
    const faults = keyFaults(input.idempotencyKey ?? '', false);
    if ((note ?? '').length > longestNote)
      faults.push({ field: 'note', message: `A note has at most ${longestNote} characters.` });
    if (note === null && needsNote(input.status))
      faults.push({
        field: 'note',
        message: `Say why, when or what is needed: the participant is told with ${input.status}.`,
      });
    if (faults.length > 0) return { kind: 'invalid', faults };
    const key = input.idempotencyKey ? digest([principal.subject, input.serviceRequestId, input.idempotencyKey]) : null;
    const visibility = conversationVisibility(principal);
    return this.parts.database.transaction(async (unit): Promise<ServiceRequestOutcome> => {
      const row =
        visibility === 'none' ? null : await this.parts.repository.forChange(input.serviceRequestId, visibility, unit);
      if (!row) return { kind: 'notFound', message: 'There is no such service request.' };
      if (key !== null && row.history.some((step) => step.key === key)) return this.done(row, true);
      const { kind, status: from } = this.parts.requests.fromRow(row);
      const refused = stepRefusal(kind, from, input.status);
      if (refused) return { kind: 'notNow', message: refused };
      const now = this.parts.now();
      const step = { status: input.status, actor: principal.subject, note, key, at: now };
      const after = await this.parts.requests.advance(unit, row, step);
      await this.parts.news.advanced(unit, after, { status: input.status, note, actor: principal.subject }, now);
      return this.done(after, false);
    });
  }

  private placeFaults(principal: Principal, input: OpenServiceRequest): PayloadFault[] {
    const faults: PayloadFault[] = [];
    const { channelId, conversationId, participantId } = input;
    const isVisible = channelId && (principal.channels === undefined || principal.channels.includes(channelId));
    if (!conversationId && !(isVisible && channelById(this.parts.host, channelId)))
      faults.push({ field: 'channelId', message: 'Name a conversation, or a configured channel by its id.' });
    if (typeof participantId === 'string' && (participantId.trim() === '' || participantId.length > longestId))
      faults.push({ field: 'participantId', message: `A participant's id has 1 to ${longestId} characters.` });
    return faults;
  }

  private async conversation(principal: Principal, id: string, unit: UnitOfWork): Promise<Conversation | null> {
    const conversation = await this.parts.store.byId(id, unit);
    return conversation && maySee(conversationVisibility(principal), conversation.state) ? conversation : null;
  }

  private done(row: ServiceRequestRow, repeated: boolean): ServiceRequestOutcome {
    return { kind: 'done', request: this.parts.requests.fromRow(row), repeated };
  }
}

/** Whose request it is and where it came from: the caller's own word counts only where nothing better is known. */
function placeOf(principal: Principal, input: OpenServiceRequest, conversation: Conversation | null) {
  const own = principal.role === 'participant' ? principal.participant : undefined;
  const { participantId = null, channelId, id = null } = conversation?.state ?? {};
  return {
    participantId: own ?? participantId ?? input.participantId ?? null,
    channelId: channelId ?? input.channelId!,
    conversationId: id,
  };
}

/** A participant opens its own requests; for others it takes the scope of officers. */
function opener(context: RequestContext): Principal {
  const principal = requirePrincipal(context);
  const isOwn = principal.role === 'participant' && principal.participant !== undefined;
  return requireScope(context, isOwn ? 'conversations:read' : 'conversations:write');
}

/** Officers take every step; a participant may only give up what it asked for. */
function stepper(context: RequestContext, to: ServiceRequestStatus): Principal {
  const { principal } = context;
  const givesUp = principal?.role === 'participant' && principal.participant !== undefined && to === 'CANCELLED';
  return requireScope(context, givesUp ? 'conversations:read' : 'conversations:write');
}

function keyFaults(key: string, isRequired: boolean): PayloadFault[] {
  if ((key === '' && !isRequired) || (key.trim().length >= 8 && key.length <= 200)) return [];
  const message = 'A key has 8 to 200 characters, new for each action and the same for each retry of it.';
  return [{ field: 'idempotencyKey', message }];
}

const digest = (parts: readonly string[]) => createHash('sha256').update(JSON.stringify(parts)).digest('hex');
