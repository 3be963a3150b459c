import { randomUUID } from 'node:crypto';
import { holds, regionAllowed, type Principal } from '../../../schema/index.js';
import { requirePrincipal, requireScope, type RequestContext } from '../../kernel/context.js';
import type { Database, UnitOfWork } from '../../kernel/database.js';
import { badUserInput, forbidden } from '../../kernel/errors.js';
import type { EventLog } from '../../kernel/event-log/index.js';
import { createLoader } from '../../kernel/loaders.js';
import type { Page } from '../../kernel/pagination.js';
import type { AccessRow } from '../data/participant.model.js';
import type { ParticipantFilterRow, ParticipantRepository, Visibility } from '../data/participant.repository.js';
import { cardNumberFault } from './identity-number.js';
import { currentMembership, currentSegment, hasPriority, type Participant } from './participant.js';
import type { ParticipantMapper } from './participant.mapper.js';
import { registeredParticipant, registrationFaults, type FieldFault, type Registration } from './registration.js';

/** How a registration ends: entered, to be corrected, or known already under a NIK or card number. */
export type RegistrationOutcome =
  | { readonly kind: 'registered'; readonly participant: Participant }
  | { readonly kind: 'invalid'; readonly faults: readonly FieldFault[] }
  | {
      readonly kind: 'duplicate';
      readonly field: 'nationalId' | 'cardNumber';
      /** Who it is, where NIK, date of birth and phone number all agree with the record; null otherwise. */
      readonly participantId: string | null;
    };

export interface ParticipantServiceParts {
  readonly database: Database;
  readonly events: EventLog;
  readonly repository: ParticipantRepository;
  readonly mapper: ParticipantMapper;
}

const duplicateKey = 11000;

/** The data bank: who participants are, and who may see it. */
export class ParticipantService {
  constructor(private readonly parts: ParticipantServiceParts) {}

  /** One loader a request: rows the viewer may not see are null, like those that do not exist. */
  readonly byId = createLoader<Participant>(async (context, ids) => {
    const visibility = visibilityOf(context.principal);
    if (visibility === 'none') return new Map();
    const rows = await this.parts.repository.byIds(visibility, ids);
    return new Map(rows.map((row) => [row._id, this.parts.mapper.fromRow(row)]));
  });

  /** A participant by id. FORBIDDEN for a viewer that may see none at all. */
  async find(context: RequestContext, id: string): Promise<Participant | null> {
    this.visibility(context);
    return this.byId(context).load(id);
  }

  async findByCard(context: RequestContext, cardNumber: string): Promise<Participant | null> {
    const visibility = this.visibility(context);
    const fault = cardNumberFault(cardNumber);
    if (fault) throw badUserInput(fault, 'cardNumber');
    const row = await this.parts.repository.byCardHash(visibility, this.parts.mapper.hash('card-number', cardNumber));
    return row && this.parts.mapper.fromRow(row);
  }

  async list(
    context: RequestContext,
    filter: ParticipantFilterRow,
    after: string | undefined,
    limit: number,
  ): Promise<Page<Participant>> {
    const visibility = this.visibility(context);
    const page = await this.parts.repository.page(visibility, filter, after, limit);
    return { ...page, rows: page.rows.map((row) => this.parts.mapper.fromRow(row)) };
  }

  /** Who read this participant's data; the participant itself and those who may read in full. */
  async accessLog(
    context: RequestContext,
    id: string,
    after: readonly [number, string] | undefined,
    limit: number,
  ): Promise<Page<AccessRow>> {
    const principal = requirePrincipal(context);
    if (principal.participant !== id && !holds(principal, 'participants:read:full'))
      throw forbidden('participants:read:full');
    return this.parts.repository.accessPage(id, after, limit);
  }

  /** Enters a participant and its event in one transaction. Scope participants:register or participants:write. */
  async register(context: RequestContext, input: Registration, now = new Date()): Promise<RegistrationOutcome> {
    const principal = registrar(context);
    const faults = registrationFaults(input, now);
    if (faults.length > 0) return { kind: 'invalid', faults };
    if (!regionAllowed(principal.regions, input.region)) throw forbidden('participants:register');
    const participant = registeredParticipant(`par_${randomUUID()}`, input, now);
    try {
      await this.parts.database.transaction((unit) => this.enter(unit, participant, principal.subject));
    } catch (error) {
      const field = duplicateField(error);
      if (field) return { kind: 'duplicate', field, participantId: await this.recognised(participant) };
      throw error;
    }
    return { kind: 'registered', participant };
  }

  /** The participant on record who is described completely: same NIK, date of birth and phone number. */
  private async recognised({ nationalId, birthDate, contactPoints }: Participant): Promise<string | null> {
    const { repository, mapper } = this.parts;
    const phone = contactPoints.find(({ kind }) => kind === 'PHONE')?.value;
    if (!nationalId || !phone) return null;
    const row = await repository.byNationalHash(mapper.hash('national-id', nationalId));
    if (!row?.contactPoints.some(({ hash }) => hash === mapper.hash('phone', phone))) return null;
    return mapper.fromRow(row).birthDate?.getTime() === birthDate?.getTime() ? row._id : null;
  }

  /** Inserts a participant and appends `participant.registered.v1`, in the caller's transaction. */
  async enter(unit: UnitOfWork, participant: Participant, actor: string): Promise<void> {
    await this.parts.repository.insert(this.parts.mapper.toRow(participant), unit);
    await this.parts.events.append(unit, 'participantRegistered', {
      key: `participant:${participant.id}`,
      actor,
      data: {
        participantId: participant.id,
        segment: currentSegment(participant),
        occupation: currentMembership(participant)?.occupation ?? null,
        region: participant.domicile.region,
        stage: participant.stage,
        language: participant.language,
        phoneHashes: this.parts.mapper.phoneHashes(participant),
        priority: hasPriority(participant, new Date()),
      },
    });
  }

  private visibility(context: RequestContext): Visibility {
    const principal = requireScope(context, 'participants:read');
    const visibility = visibilityOf(principal);
    if (visibility === 'none') throw forbidden('participants:read');
    return visibility;
  }
}

function registrar(context: RequestContext): Principal {
  const may = holds(context.principal, 'participants:write') ? 'participants:write' : 'participants:register';
  return requireScope(context, may);
}

/** A participant sees its own row; those with the scope see all; everybody else none. */
function visibilityOf(principal: Principal | null): Visibility | 'none' {
  if (!principal || !holds(principal, 'participants:read')) return 'none';
  if (principal.role !== 'participant') return 'all';
  return principal.participant ? { only: principal.participant } : 'none';
}

function duplicateField(error: unknown): 'nationalId' | 'cardNumber' | undefined {
  const { code, keyPattern } = error as { code?: unknown; keyPattern?: Record<string, unknown> };
  if (code !== duplicateKey) return undefined;
  return keyPattern && 'cardNumber.hash' in keyPattern ? 'cardNumber' : 'nationalId';
}
