import { createHash } from 'node:crypto';
import type { Principal } from '../../../schema/index.js';
import { fill, type Language, type ServiceRequestKind } from '../../../plugins/sdk/index.js';
import { requirePrincipal, requireScope, type RequestContext } from '../../kernel/context.js';
import type { Database, UnitOfWork } from '../../kernel/database.js';
import type { ServiceRequestRow } from '../data/channel.models.js';
import type { ServiceRequestRepository } from '../data/service-request.repository.js';
import type { ConversationStore } from './conversation-store.js';
import type { Conversation } from './conversation.js';
import { newsMessage } from './news.js';
import type { Outgoing } from './outgoing.js';
import { channelById, type ChannelHost } from './ports.js';
import { checkPayload, type PayloadFault } from './service-request-payloads.js';
import { needsNote, statusWords, stepRefusal, type ServiceRequestStatus } from './service-request-states.js';
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
  readonly outgoing: Outgoing;
  readonly repository: ServiceRequestRepository;
  readonly requests: ServiceRequests;
  readonly now: () => Date;
}

const longestId = 128;
const longestNote = 1_000;
const defaultOpened = {
  id: 'Permohonan Anda tercatat dengan nomor {reference}.',
  en: 'Your request is recorded under {reference}.',
};
const changed = { id: 'Permohonan {reference}: {status}.', en: 'Request {reference}: {status}.' };
/** Parameters: reference, status in words, note. */
const changedTemplate = 'service_request_changed';

const noConversation = { kind: 'notFound' as const, message: 'There is no such conversation.' };

/** Opens service requests and takes them through the state machine of their kind. */
export class ServiceRequestService {
  constructor(private readonly parts: ServiceRequestServiceParts) {}

  /** For a participant (its own request) or an officer. The same key of the same caller opens once. */
  async open(context: RequestContext, input: OpenServiceRequest): Promise<ServiceRequestOutcome> {
    const principal = opener(context);
    const faults: PayloadFault[] = [...keyFaults(input.idempotencyKey, true), ...this.placeFaults(principal, input)];
    const checked = checkPayload(input.kind, input.payload);
    if ('faults' in checked) faults.push(...checked.faults);
    if ('faults' in checked || faults.length > 0) return { kind: 'invalid', faults };
    const origin = digest([principal.subject, input.idempotencyKey]);
    return this.parts.database.transaction(async (unit) => {
      const known = await this.parts.repository.byOrigin(origin, unit);
      if (known) return this.done(known, true);
      const conversation = input.conversationId ? await this.conversation(principal, input.conversationId, unit) : null;
      if (input.conversationId && !conversation) return noConversation;
      const now = this.parts.now();
      const row = await this.parts.requests.open(unit, {
        reference: newReference(),
        kind: input.kind,
        code: null,
        ...placeOf(principal, input, conversation),
        payload: checked.payload,
        openedAt: now,
        actor: principal.subject,
        origin,
      });
      if (conversation) await this.tellOpened(unit, row, conversation, principal.subject, now);
      return this.done(row, false);
    });
  }

  /** Takes one step; tells the participant where the request came by a conversation. Scope conversations:write. */
  async advance(context: RequestContext, input: AdvanceServiceRequest): Promise<ServiceRequestOutcome> {
    const principal = requireScope(context, 'conversations:write');
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
      await this.tellAdvanced(unit, after, { status: input.status, note, actor: principal.subject }, now);
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

  private async tellOpened(
    unit: UnitOfWork,
    { reference }: ServiceRequestRow,
    conversation: Conversation,
    actor: string,
    now: Date,
  ): Promise<void> {
    const { language, channelId } = conversation.state;
    const texts = channelById(this.parts.host, channelId)?.menu?.texts.serviceRequestOpened ?? defaultOpened;
    const words = { reference, status: statusWords.OPENED[language], note: '' };
    await this.tell(unit, conversation, fill(texts[language], { reference }), words, actor, now);
  }

  private async tellAdvanced(
    unit: UnitOfWork,
    { reference, conversationId }: ServiceRequestRow,
    step: { readonly status: ServiceRequestStatus; readonly note: string | null; readonly actor: string },
    now: Date,
  ): Promise<void> {
    const conversation = conversationId === null ? null : await this.parts.store.byId(conversationId, unit);
    if (!conversation) return;
    const language: Language = conversation.state.language;
    const words = { reference, status: statusWords[step.status][language], note: step.note ?? '' };
    const text = `${fill(changed[language], words)}${step.note === null ? '' : `\n${step.note}`}`;
    await this.tell(unit, conversation, text, words, step.actor, now);
  }

  private async tell(
    unit: UnitOfWork,
    conversation: Conversation,
    text: string,
    words: { readonly reference: string; readonly status: string; readonly note: string },
    actor: string,
    now: Date,
  ): Promise<void> {
    const { state } = conversation;
    const channel = channelById(this.parts.host, state.channelId);
    // A channel that is gone cannot carry the news; the request itself shows it.
    if (!channel) return;
    const parameters = [words.reference, words.status, words.note];
    const content = newsMessage(channel, state.lastInboundAt, now, {
      free: { kind: 'text', text },
      template: { name: changedTemplate, language: state.language, parameters },
    });
    await this.parts.outgoing.say(unit, conversation, content, { author: 'SYSTEM', actor }, now);
    await this.parts.store.save(unit, conversation, actor);
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

function keyFaults(key: string, isRequired: boolean): PayloadFault[] {
  if ((key === '' && !isRequired) || (key.trim().length >= 8 && key.length <= 200)) return [];
  const message = 'A key has 8 to 200 characters, new for each action and the same for each retry of it.';
  return [{ field: 'idempotencyKey', message }];
}

const digest = (parts: readonly string[]) => createHash('sha256').update(JSON.stringify(parts)).digest('hex');
