import type { HoldRow } from '../data/erasure.model.js';

export const legalHoldKinds = ['OPEN_COMPLAINT', 'OPEN_SERVICE_REQUEST', 'PAYMENT_HISTORY', 'WORKER_LIST'] as const;
export type LegalHoldKind = (typeof legalHoldKinds)[number];

/** What may not be erased yet, why, and until when. */
export interface LegalHold {
  readonly kind: LegalHoldKind;
  /** Ticket or reference of a case; null for what has none, or not yet. */
  readonly reference: string | null;
  /** The law that keeps it. */
  readonly law: string;
  readonly reason: string;
  /** When it ends by itself; null: when the case is closed, or the employer's list is replaced. */
  readonly until: Date | null;
}

/** The laws behind holds (UU 27/2022 lets other laws say how long something is kept). */
const grounds: Readonly<Record<LegalHoldKind, { readonly law: string; readonly reason: string }>> = {
  OPEN_COMPLAINT: {
    law: 'UU 25/2009',
    reason:
      'A complaint must be handled and answered; name, address, its texts and its conversation are kept till then.',
  },
  OPEN_SERVICE_REQUEST: {
    law: 'UU 25/2009',
    reason: 'A service that was asked for is under way; what it needs of the person is kept till it has ended.',
  },
  PAYMENT_HISTORY: {
    law: 'UU 8/1997 art. 11',
    reason: 'Records of payments are kept for ten years after the end of their year, without name or address.',
  },
  WORKER_LIST: {
    law: 'UU 24/2011 art. 15',
    reason: 'The employer must report its workers; its entry stays until the list is replaced by one without it.',
  },
};

/** A hold as it is told. */
export function legalHold({ kind, reference, until }: HoldRow): LegalHold {
  const known = kind as LegalHoldKind;
  return { kind: known, reference, until, ...grounds[known] };
}

/** Years that records of payments are kept, from the end of the year of the payment (UU 8/1997 art. 11). */
const yearsKept = 10;
/** Jakarta's time, whose calendar the books follow (UTC+7, no summer time). */
const jakarta = 7 * 3_600_000;

const yearIn = (instant: Date) => new Date(instant.getTime() + jakarta).getUTCFullYear();
const startOf = (year: number) => new Date(Date.UTC(year, 0, 1) - jakarta);

/** When the record of a payment may be erased. */
export const paymentKeptUntil = (paidAt: Date): Date => startOf(yearIn(paidAt) + yearsKept + 1);

/** Records of payments from before this instant may be erased now. */
export const paymentsErasableBefore = (now: Date): Date => startOf(yearIn(now) - yearsKept);
