import { regionAllowed } from '../../../schema/index.js';
import { requirePrincipal, requireScope, type RequestContext } from '../../kernel/context.js';
import type { Database, UnitOfWork } from '../../kernel/database.js';
import { DueTimer } from '../../kernel/due-timer.js';
import { forbidden, KanalError } from '../../kernel/errors.js';
import type { Consumer, EventLog } from '../../kernel/event-log/index.js';
import type { Logger } from '../../kernel/logging.js';
import type { ErasureRow, HoldRow, OpenCaseRow } from '../data/erasure.model.js';
import type { ErasureRepository } from '../data/erasure.repository.js';
import type { ParticipantRow } from '../data/participant.model.js';
import type { ParticipantRepository } from '../data/participant.repository.js';
import { legalHold, paymentKeptUntil, paymentsErasableBefore, type LegalHold } from './legal-holds.js';
import { unknownRegion, type ErasureReason, type Participant } from './participant.js';
import type { ParticipantMapper } from './participant.mapper.js';
import { redactParticipant } from './participant-redaction.js';
import type { FieldFault } from './registration.js';

/** How far a wish to be forgotten is fulfilled. */
export interface Erasure {
  /** What is left: without name and numbers once the person is erased. */
  readonly participant: Participant;
  readonly requestedAt: Date;
  /** Null: open cases still hold the person. */
  readonly erasedAt: Date | null;
  readonly holds: readonly LegalHold[];
  /** The wish was known already; its first reason and time stand. */
  readonly repeated: boolean;
}

export type ErasureOutcome =
  | { readonly kind: 'erased' | 'held'; readonly erasure: Erasure }
  | { readonly kind: 'invalid'; readonly faults: readonly FieldFault[] }
  | { readonly kind: 'unknown' };

export interface EraseParticipant {
  /** Ignored for a participant, who speaks for itself. */
  readonly participantId?: string | null;
  readonly reason?: ErasureReason | null;
}

export interface ErasureParts {
  readonly database: Database;
  readonly events: EventLog;
  readonly repository: ErasureRepository;
  readonly participants: ParticipantRepository;
  readonly mapper: ParticipantMapper;
  /** Knows which cases are open; asked to be up to date before a wish is judged. */
  readonly openCases: Pick<Consumer, 'settled'>;
  readonly log: Logger;
  readonly now: () => Date;
}

/** Milliseconds that a wish waits for what is known of open cases. */
const patience = 5_000;

/** The right to erasure of UU 27/2022, art. 42 to 45 (docs/adr/0005-erasure.md). */
export class ErasureService {
  constructor(private readonly parts: ErasureParts) {}

  /**
   * Erases at once whatever no law keeps, and tells what is held, why and until when; the rest goes when its hold ends. Once
   * for a participant: a later call tells how far it is. By the participant itself, or with the scope participants:erase.
   */
  async erase(context: RequestContext, input: EraseParticipant): Promise<ErasureOutcome> {
    requireScope(context, 'participants:erase');
    const principal = requirePrincipal(context);
    const isOwn = principal.role === 'participant';
    const participantId = (isOwn ? principal.participant : input.participantId?.trim()) ?? '';
    if (participantId === '')
      return { kind: 'invalid', faults: [{ field: 'participantId', message: 'Say who is to be forgotten.' }] };
    const { database, repository, participants, now } = this.parts;
    await this.knowsOpenCases();
    return database.transaction(async (unit): Promise<ErasureOutcome> => {
      const known = await repository.find(participantId, unit);
      if (known) return this.outcome(known, true, unit);
      const row = await participants.forChange(participantId, unit);
      if (!row) return { kind: 'unknown' };
      if (!isOwn && !regionAllowed(principal.regions, row.domicile.region)) throw forbidden('participants:erase');
      const prospects = await repository.prospectsWith(hashesOf(row), unit);
      const wish: ErasureRow = {
        _id: participantId,
        participantIds: [...new Set([participantId, ...prospects])],
        reason: input.reason ?? 'SUBJECT_REQUEST',
        requestedAt: now(),
        requestedBy: principal.subject,
        holds: [],
        listedRows: await repository.listedRows(row.nationalId ? [row.nationalId.hash] : [], unit),
      };
      return this.outcome(await this.fulfil(wish, principal.subject, unit), false, unit);
    });
  }

  /** Nobody is judged by what was known a while ago: a case that is open now would lose its person. */
  private async knowsOpenCases(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      const error = new KanalError('SUBGRAPH_UNAVAILABLE', 'Open cases cannot be looked up now; ask again.');
      timer = setTimeout(() => reject(error), patience);
    });
    await Promise.race([this.parts.openCases.settled(), late]).finally(() => clearTimeout(timer));
  }

  /** Looks again at wishes when a hold of theirs has ended. */
  timer(): DueTimer {
    const { database, repository, log, now } = this.parts;
    return new DueTimer({
      log,
      now,
      what: 'erasures',
      next: (limit) => repository.due(limit),
      settle: (id) =>
        database.transaction(async (unit) => {
          const wish = await repository.find(id, unit);
          if (wish?.dueAt && wish.dueAt <= now()) await this.fulfil(wish, 'participants', unit);
        }),
    });
  }

  /** Erases what is not held now, keeps what is held, tells the other parts of the hub. */
  private async fulfil(wish: ErasureRow, actor: string, unit: UnitOfWork): Promise<ErasureRow> {
    const { repository, events, now } = this.parts;
    const at = now();
    const participantIds = await this.everybody(wish, unit);
    const cases = (await repository.openCases(participantIds, unit)).filter(({ endsAt }) => !endsAt || endsAt > at);
    const complete = cases.length === 0;
    await repository.withdrawConsents(participantIds, unit);
    const running = cases.map(({ _id }) => _id.replace(/^service-request:/, ''));
    await repository.forgetServices(participantIds, running, unit);
    await repository.forgetPayments(participantIds, paymentsErasableBefore(at), unit);
    await redactParticipant(events, unit, participantIds, { complete, paymentsBefore: paymentsErasableBefore(at) });
    if (complete)
      for (const person of await repository.people(participantIds, unit))
        await repository.bury(tombstone(person, at), unit);
    const paid = await repository.paidAt(participantIds, unit);
    const listedRows = await repository.stillListed(wish.listedRows, unit);
    const { dueAt: _dueAt, ...rest } = wish;
    const dueAt = earliest([...cases.map(({ endsAt }) => endsAt), paid[0] && paymentKeptUntil(paid[0])]);
    const row: ErasureRow = {
      ...rest,
      participantIds,
      listedRows,
      ...(complete && { erasedAt: wish.erasedAt ?? at }),
      holds: holdsOf(cases, paid, listedRows),
      ...(dueAt && { dueAt }),
    };
    await repository.put(row, unit);
    await events.append(unit, 'participantErased', {
      key: `participant:${wish._id}`,
      actor,
      at,
      data: {
        participantId: wish._id,
        participantIds,
        complete,
        heldComplaintIds: cases.flatMap(({ _id }) => (_id.startsWith(complaint) ? _id.slice(complaint.length) : [])),
        heldConversationIds: [...new Set(cases.flatMap(({ conversationId }) => conversationId ?? []))],
        at: at.toISOString(),
      },
    });
    return row;
  }

  /** The person and the prospects that it was, also those that came while the person was held. */
  private async everybody({ participantIds }: ErasureRow, unit: UnitOfWork): Promise<string[]> {
    const { repository } = this.parts;
    const known = await repository.people(participantIds, unit);
    const prospects = await repository.prospectsWith(known.flatMap(hashesOf), unit);
    return [...new Set([...participantIds, ...prospects])];
  }

  private async outcome(row: ErasureRow, repeated: boolean, unit: UnitOfWork): Promise<ErasureOutcome> {
    const { participants, mapper } = this.parts;
    const left = await participants.withTombstones(row._id, unit);
    if (!left) return { kind: 'unknown' };
    const erasure: Erasure = {
      participant: mapper.fromRow(left),
      requestedAt: row.requestedAt,
      erasedAt: row.erasedAt ?? null,
      holds: row.holds.map(legalHold),
      repeated,
    };
    return { kind: row.erasedAt ? 'erased' : 'held', erasure };
  }
}

const complaint = 'complaint:';

const earliest = (instants: readonly (Date | undefined)[]): Date | undefined =>
  instants.filter((each) => each !== undefined).sort((a, b) => a.getTime() - b.getTime())[0];

/** Keyed hashes by which the same person is found as a prospect. */
const hashesOf = ({ contactPoints }: ParticipantRow) => contactPoints.map(({ hash }) => hash);

function tombstone({ _id, registeredAt }: ParticipantRow, erasedAt: Date): ParticipantRow {
  return {
    _id,
    name: '',
    memberships: [],
    segment: '',
    domicile: { region: unknownRegion, place: '' },
    priorityGroups: [],
    stage: 'LEFT',
    language: 'id',
    contactPoints: [],
    consents: [],
    registeredAt,
    erasedAt,
  };
}

/** What is held: open cases till they are closed, payments till the last may go, entries of employers' lists. */
function holdsOf(cases: readonly OpenCaseRow[], paid: readonly Date[], listed: readonly string[]): HoldRow[] {
  const holds: HoldRow[] = cases.map(({ kind, reference, endsAt = null }) => ({ kind, reference, until: endsAt }));
  const last = paid.at(-1);
  if (last) holds.push({ kind: 'PAYMENT_HISTORY', reference: null, until: paymentKeptUntil(last) });
  if (listed.length > 0) holds.push({ kind: 'WORKER_LIST', reference: null, until: null });
  return holds;
}
