import { createHash } from 'node:crypto';
import type { EventData, Principal } from '../../../schema/index.js';
import { requireScope, type RequestContext } from '../../kernel/context.js';
import type { Vault } from '../../kernel/crypto.js';
import type { Database, UnitOfWork } from '../../kernel/database.js';
import { forbidden } from '../../kernel/errors.js';
import type { EventLog } from '../../kernel/event-log/index.js';
import type { ComplaintRepository } from '../data/complaint.repository.js';
import type { EmployerWorkerRepository } from '../data/employer-worker.repository.js';
import { complaintEventKinds, snapshotOf, type Complaint } from './complaint.js';
import { withClocks } from './clocks.js';
import type { ComplaintMapper } from './complaint.mapper.js';
import { filedComplaint, filingFaults, regionCode, type FieldFault, type FileComplaint } from './filing.js';
import type { ComplaintStandards } from './standards.js';
import { pinOf } from './ticket.js';
import { apply, refusal, rules, type ComplaintAction } from './transitions.js';
import { visibilityOf, type Visibility } from './visibility.js';

/** How filing ends. A repeated request gives the complaint that the first one made. */
export type FilingOutcome =
  | { readonly kind: 'filed'; readonly complaint: Complaint; readonly pin: string; readonly repeated: boolean }
  | { readonly kind: 'invalid'; readonly faults: readonly FieldFault[] };

/** How an action on a complaint ends. */
export type ActionOutcome =
  | { readonly kind: 'changed'; readonly complaint: Complaint }
  | { readonly kind: 'invalid'; readonly faults: readonly FieldFault[] }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'unknown' };

export interface ComplaintServiceParts {
  readonly database: Database;
  readonly events: EventLog;
  readonly vault: Vault;
  readonly repository: ComplaintRepository;
  /** Who works for whom; absent: employers complain about nobody in particular. */
  readonly workers?: Pick<EmployerWorkerRepository, 'worksFor'>;
  readonly mapper: ComplaintMapper;
  readonly standards: ComplaintStandards;
  readonly now: () => Date;
}

interface ChangeOptions {
  /** Version that the caller has seen; another one is refused. */
  readonly expectedVersion?: number | null;
}

const duplicateKey = 11000;
const aggregate = (id: string) => `complaint:${id}`;

/** Files complaints and moves them through their states; every change appends its event in the same transaction. */
export class ComplaintService {
  constructor(private readonly parts: ComplaintServiceParts) {}

  /** Files for a participant (its own case), an employer (its own, about a worker or nobody), an officer or a channel (by itself only). `idempotencyKey` makes a retry by the same caller safe. */
  async file(context: RequestContext, input: FileComplaint, idempotencyKey: string): Promise<FilingOutcome> {
    const principal = requireScope(context, 'complaints:file');
    const own = filedBy(principal, input);
    const faults = [...filingFaults(own), ...(await this.workerFaults(own))];
    if (principal.channels && !principal.channels.includes(own.channelId))
      faults.push({ field: 'channel', message: 'You may file by the channels of your own rights only.' });
    if (idempotencyKey.trim().length < 8 || idempotencyKey.length > 200) {
      faults.push({
        field: 'idempotencyKey',
        message: 'A key has 8 to 200 characters, new for each complaint and the same for each retry of it.',
      });
    }
    if (faults.length > 0) return { kind: 'invalid', faults };
    const origin = `api:${createHash('sha256')
      .update(JSON.stringify([principal.subject, idempotencyKey]))
      .digest('hex')}`;
    const known = await this.parts.repository.byOrigin(origin);
    if (known) return this.filed(this.parts.mapper.fromRow(known), true);
    try {
      const complaint = await this.parts.database.transaction((unit) =>
        this.enter(unit, own, { origin, actor: principal.subject, requestId: null }),
      );
      return this.filed(complaint, false);
    } catch (error) {
      const first = isDuplicate(error) ? await this.parts.repository.byOrigin(origin) : null;
      if (!first) throw error;
      return this.filed(this.parts.mapper.fromRow(first), true);
    }
  }

  /** Files what a channel's script collected, in the consumer's transaction; a request is filed once. */
  async fileRequested(unit: UnitOfWork, input: FileComplaint, requestId: string, actor: string): Promise<void> {
    const origin = `request:${requestId}`;
    if (await this.parts.repository.byOrigin(origin, unit)) return;
    await this.enter(unit, input, { origin, actor, requestId });
  }

  /** Verifies, assigns, answers, resolves … by somebody with complaints:write. */
  async act(
    context: RequestContext,
    id: string,
    action: ComplaintAction,
    options: ChangeOptions = {},
  ): Promise<ActionOutcome> {
    const principal = requireScope(context, 'complaints:write');
    return this.change(visibilityOf(principal), id, action, principal.subject, options);
  }

  /** Confirms, reopens or withdraws: the complainant's own word, or an officer who was told it. */
  async actAsComplainant(
    context: RequestContext,
    id: string,
    action: ComplaintAction,
    options: ChangeOptions = {},
  ): Promise<ActionOutcome> {
    const principal = requireScope(context, 'complaints:file');
    return this.change(visibilityOf(principal), id, action, principal.subject, options);
  }

  /**
   * The complainant's word from a conversation, in the consumer's transaction. Channels asks only the contact who
   * complained. A word that comes too late for the case (it was withdrawn, or somebody was quicker) changes nothing.
   */
  async actAsAnswered(
    unit: UnitOfWork,
    id: string,
    action: Extract<ComplaintAction, { kind: 'confirm' | 'reopen' }>,
    actor: string,
  ): Promise<ActionOutcome> {
    return this.changeIn(unit, {}, id, action, actor);
  }

  private async workerFaults({ employerId, workerId }: FileComplaint): Promise<FieldFault[]> {
    if (employerId === undefined || workerId === undefined) return [];
    return (await this.parts.workers?.worksFor(employerId, workerId))
      ? []
      : [{ field: 'participantId', message: 'Name a worker of your list in force, or nobody.' }];
  }

  private async change(
    visibility: Visibility | undefined,
    id: string,
    action: ComplaintAction,
    actor: string,
    options: ChangeOptions,
  ): Promise<ActionOutcome> {
    const faults = actionFaults(action);
    if (faults.length > 0) return { kind: 'invalid', faults };
    if (!visibility) return { kind: 'unknown' };
    return this.parts.database.transaction((unit) => this.changeIn(unit, visibility, id, action, actor, options));
  }

  private async changeIn(
    unit: UnitOfWork,
    visibility: Visibility,
    id: string,
    action: ComplaintAction,
    actor: string,
    options: ChangeOptions = {},
  ): Promise<ActionOutcome> {
    const row = await this.parts.repository.forChange(visibility, id, unit);
    if (!row) return { kind: 'unknown' };
    const before = this.parts.mapper.fromRow(row);
    const reason = versionFault(before, options) ?? refusal(before, action);
    if (reason) return { kind: 'refused', reason };
    const { event } = rules[action.kind];
    const now = this.parts.now();
    const moved = apply(before, action, now, actor, complaintEventKinds[event]);
    const after = withClocks(moved, now, this.parts.standards);
    await this.parts.repository.replace(this.parts.mapper.toRow(after, row.origin), unit);
    await this.parts.events.append(unit, event, {
      key: aggregate(id),
      actor,
      at: after.updatedAt,
      data: {
        complaint: snapshotOf(after),
        ...(answersParticipant(action) && { conversationId: after.conversationId, language: after.language }),
        ...(action.kind === 'escalate' && { cause: 'PERSON', from: before.level, clocks: [] }),
      } as EventData<typeof event>,
      ...('note' in action && { sealed: { text: action.note } }),
    });
    return { kind: 'changed', complaint: after };
  }

  private async enter(
    unit: UnitOfWork,
    input: FileComplaint,
    source: { origin: string; actor: string; requestId: string | null },
  ): Promise<Complaint> {
    const now = this.parts.now();
    const complaint = withClocks(filedComplaint(input, now), now, this.parts.standards);
    await this.parts.repository.insert(this.parts.mapper.toRow(complaint, source.origin), unit);
    await this.parts.events.append(unit, 'complaintFiled', {
      key: aggregate(complaint.id),
      actor: source.actor,
      at: complaint.filedAt,
      data: {
        complaint: snapshotOf(complaint),
        requestId: source.requestId,
        conversationId: complaint.conversationId,
        language: complaint.language,
      },
      sealed: { pin: pinOf(this.parts.vault, complaint.ticket) },
    });
    return complaint;
  }

  private filed(complaint: Complaint, repeated: boolean): FilingOutcome {
    return { kind: 'filed', complaint, pin: pinOf(this.parts.vault, complaint.ticket), repeated };
  }
}

/** What somebody may file: participants and employers file as nobody but themselves. */
function filedBy(principal: Principal, { employerId: _employer, workerId: _worker, ...input }: FileComplaint) {
  if (principal.role === 'participant') return { ...input, participantId: principal.participant ?? null };
  if (principal.role !== 'employer') return input;
  if (principal.employer === undefined) throw forbidden('complaints:file');
  const { participantId, ...rest } = input;
  return {
    ...rest,
    participantId: null,
    employerId: principal.employer,
    ...(participantId !== null && { workerId: participantId }),
  };
}

const isDuplicate = (error: unknown) => (error as { code?: unknown }).code === duplicateKey;

const answersParticipant = (action: ComplaintAction) => action.kind === 'respond' || action.kind === 'resolve';

function versionFault(complaint: Complaint, { expectedVersion }: ChangeOptions): string | undefined {
  if (expectedVersion === undefined || expectedVersion === null || expectedVersion === complaint.version)
    return undefined;
  return `The complaint was changed meanwhile: it is at version ${complaint.version}, not ${expectedVersion}. Read it again.`;
}

const longestNote = 4_000;

const noteFaults = (note: string, field: string): FieldFault[] =>
  note.trim() === '' || note.length > longestNote ? [{ field, message: `Write 1 to ${longestNote} characters.` }] : [];

function actionFaults(action: ComplaintAction): FieldFault[] {
  const faults: FieldFault[] = [];
  if ('note' in action) faults.push(...noteFaults(action.note ?? '', action.kind === 'escalate' ? 'reason' : 'text'));
  if (action.kind === 'verify' && action.region !== undefined && !regionCode.test(action.region)) {
    faults.push({ field: 'region', message: 'A region is a Kemendagri code such as 61.71.' });
  }
  if (
    action.kind === 'confirm' &&
    action.satisfaction !== undefined &&
    !(action.satisfaction >= 1 && action.satisfaction <= 5)
  ) {
    faults.push({ field: 'satisfaction', message: 'Satisfaction is 1 (very dissatisfied) to 5 (very satisfied).' });
  }
  return faults;
}
