import { createHash, randomUUID } from 'node:crypto';
import { requireScope, type RequestContext } from '../../kernel/context.js';
import type { Vault } from '../../kernel/crypto.js';
import type { Database, UnitOfWork } from '../../kernel/database.js';
import type { EventLog } from '../../kernel/event-log/index.js';
import { createLoader } from '../../kernel/loaders.js';
import type { Page } from '../../kernel/pagination.js';
import type { HistoryRepository, TimePlace } from '../data/history.repository.js';
import type { ParticipantRepository } from '../data/participant.repository.js';
import type { PaymentRow, ServiceTransactionRow } from '../data/payment.model.js';
import { contributionAccount, type ContributionAccount, type Money } from './contribution.js';
import { currentMembership, type Participant } from './participant.js';
import { mayReadHistory } from './history-rights.js';
import type { FieldFault } from './registration.js';

export const paymentMethods = [
  'VIRTUAL_ACCOUNT',
  'DIRECT_DEBIT',
  'E_WALLET',
  'RETAIL',
  'TELLER',
  'PAYROLL',
  'OTHER',
] as const;
export type PaymentMethod = (typeof paymentMethods)[number];

/** A payment as somebody tells of it. */
export interface RecordPayment {
  readonly idempotencyKey: string;
  readonly participantId: string;
  readonly amount: Money;
  readonly method: PaymentMethod;
  readonly paidAt: Date;
  /** Number of the receipt. */
  readonly reference?: string | null;
  /** Channel by which it was paid. */
  readonly channelId?: string | null;
}

/** A payment as it stands. */
export interface ContributionPayment {
  readonly id: string;
  readonly participantId: string;
  readonly amount: Money;
  readonly method: PaymentMethod;
  readonly channelId: string | null;
  readonly paidAt: Date;
  readonly recordedAt: Date;
  readonly reference: string | null;
}

export type PaymentOutcome =
  | { readonly kind: 'recorded'; readonly payment: ContributionPayment; readonly repeated: boolean }
  | { readonly kind: 'invalid'; readonly faults: readonly FieldFault[] }
  | { readonly kind: 'unknown' };

export type { TimePlace } from '../data/history.repository.js';

const duplicateKey = 11000;
const largestAmount = 1e13;
/** A payer's clock may run ahead so far, in milliseconds. */
const clockTolerance = 5 * 60_000;

/** What participants paid, and how their accounts stand. */
export class Payments {
  constructor(
    private readonly parts: {
      readonly database: Database;
      readonly events: EventLog;
      readonly vault: Vault;
      readonly participants: ParticipantRepository;
      readonly history: HistoryRepository;
      readonly now: () => Date;
    },
  ) {}

  private readonly paidBy = createLoader<number>((_context, ids) => this.parts.history.paidBy(ids, 'IDR'));

  /** Records a payment once, however often and by whomever it is told. Scope participants:write. */
  async record(context: RequestContext, input: RecordPayment): Promise<PaymentOutcome> {
    const { subject } = requireScope(context, 'participants:write');
    const faults = paymentFaults(input, this.parts.now());
    if (faults.length > 0) return { kind: 'invalid', faults };
    const row = this.rowOf(input, subject);
    try {
      return await this.parts.database.transaction((unit) => this.enter(unit, row));
    } catch (error) {
      if ((error as { code?: unknown }).code !== duplicateKey) throw error;
      return this.parts.database.transaction((unit) => this.enter(unit, row));
    }
  }

  private async enter(unit: UnitOfWork, row: PaymentRow): Promise<PaymentOutcome> {
    const { participants, history, events } = this.parts;
    const known = await history.known(row, unit);
    if (known) return { kind: 'recorded', payment: this.fromRow(known), repeated: true };
    if (!(await participants.isPerson(row.participantId, unit))) return { kind: 'unknown' };
    await history.insertPayment(row, unit);
    const { _id: paymentId, participantId, method, channelId, paidAt } = row;
    await events.append(unit, 'paymentRecorded', {
      key: `participant:${participantId}`,
      actor: row.recordedBy,
      data: { paymentId, participantId, method, channelId, at: paidAt.toISOString() },
      sealed: { minorUnits: row.minorUnits, currency: row.currency },
    });
    return { kind: 'recorded', payment: this.fromRow(row), repeated: false };
  }

  /** How the contributions stand; null for viewers who may not see it and for segments that do not pay by themselves. */
  async account(context: RequestContext, participant: Participant): Promise<ContributionAccount | null> {
    if (!mayReadHistory(context, participant.id)) return null;
    const paid = (await this.paidBy(context).load(participant.id)) ?? 0;
    return contributionAccount(currentMembership(participant), paid, this.parts.now());
  }

  /** Payments of a participant, newest first; an empty page for viewers who may not see them. */
  async ofParticipant(
    context: RequestContext,
    participantId: string,
    after: TimePlace | undefined,
    limit: number,
  ): Promise<Page<ContributionPayment>> {
    if (!mayReadHistory(context, participantId)) return { rows: [], hasNextPage: false, totalCount: 0 };
    const page = await this.parts.history.payments(participantId, after, limit);
    return { ...page, rows: page.rows.map((row) => this.fromRow(row)) };
  }

  /** Services of a participant, newest first; an empty page for viewers who may not see them. */
  async services(
    context: RequestContext,
    participantId: string,
    after: TimePlace | undefined,
    limit: number,
  ): Promise<Page<ServiceTransactionRow>> {
    if (!mayReadHistory(context, participantId)) return { rows: [], hasNextPage: false, totalCount: 0 };
    return this.parts.history.transactions(participantId, after, limit);
  }

  private rowOf(input: RecordPayment, recordedBy: string): PaymentRow {
    const { vault, now } = this.parts;
    const id = `pay_${randomUUID().replaceAll('-', '')}`;
    const reference = input.reference?.trim() || null;
    return {
      _id: id,
      participantId: input.participantId,
      minorUnits: Number(input.amount.minorUnits),
      currency: input.amount.currency,
      method: input.method,
      channelId: input.channelId ?? null,
      paidAt: input.paidAt,
      recordedAt: now(),
      recordedBy,
      reference: reference === null ? null : vault.seal(reference, `payment:${id}`),
      origin: createHash('sha256')
        .update(JSON.stringify([recordedBy, input.idempotencyKey]))
        .digest('hex'),
      ...(reference !== null && { receipt: vault.lookupHash('payment-receipt', `${input.method}:${reference}`) }),
    };
  }

  private fromRow(row: PaymentRow): ContributionPayment {
    const { _id: id, participantId, minorUnits, currency, channelId, paidAt, recordedAt } = row;
    const reference = row.reference === null ? null : this.parts.vault.open<string>(row.reference, `payment:${id}`);
    const amount = { minorUnits, currency };
    const method = row.method as PaymentMethod;
    return { id, participantId, amount, method, channelId, paidAt, recordedAt, reference };
  }
}

function paymentFaults(input: RecordPayment, now: Date): FieldFault[] {
  const { idempotencyKey, amount, paidAt, reference } = input;
  const minorUnits = Number(amount.minorUnits);
  const checks: [boolean, string, string][] = [
    [
      idempotencyKey.trim().length < 8 || idempotencyKey.length > 200,
      'idempotencyKey',
      'A key has 8 to 200 characters, new for each payment and the same for each retry of it.',
    ],
    [
      !Number.isSafeInteger(minorUnits) || minorUnits <= 0 || minorUnits > largestAmount,
      'amount.minorUnits',
      'An amount is a whole number of minor units above 0.',
    ],
    [amount.currency !== 'IDR', 'amount.currency', 'Contributions are paid in IDR.'],
    [paidAt.getTime() > now.getTime() + clockTolerance, 'paidAt', 'A payment lies in the past.'],
    [(reference ?? '').length > 100, 'reference', 'The number of a receipt has at most 100 characters.'],
  ];
  return checks.filter(([wrong]) => wrong).map(([, field, message]) => ({ field, message }));
}
