import { Schema, type Connection, type Model } from 'mongoose';

/** A payment of contributions at rest. The receipt is sealed; amounts are plain, because accounts sum them. */
export interface PaymentRow {
  _id: string;
  participantId: string;
  /** Minor units. */
  minorUnits: number;
  currency: string;
  method: string;
  channelId: string | null;
  paidAt: Date;
  recordedAt: Date;
  recordedBy: string;
  /** Number of the receipt, sealed; null without one. */
  reference: string | null;
  /** Recognises a repeated call. */
  origin: string;
  /** Keyed hash of method and receipt: one receipt is one payment, whoever tells of it. */
  receipt?: string;
}

/** A service that a participant has had or is having, from the event log. */
export interface ServiceTransactionRow {
  /** Id of the service request. */
  _id: string;
  participantId: string;
  kind: string;
  status: string;
  channelId: string;
  openedAt: Date;
  changedAt: Date;
}

const paymentSchema = new Schema<PaymentRow>(
  {
    _id: String,
    participantId: { type: String, required: true },
    minorUnits: { type: Number, required: true },
    currency: { type: String, required: true },
    method: { type: String, required: true },
    channelId: { type: String, default: null },
    paidAt: { type: Date, required: true },
    recordedAt: { type: Date, required: true },
    recordedBy: { type: String, required: true },
    reference: { type: String, default: null },
    origin: { type: String, required: true },
    receipt: { type: String, default: undefined },
  },
  { collection: 'contribution_payments', versionKey: false },
);
paymentSchema.index({ participantId: 1, paidAt: -1, _id: -1 }, { name: 'participant_paid' });
paymentSchema.index({ origin: 1 }, { name: 'origin', unique: true });
paymentSchema.index({ receipt: 1 }, { name: 'receipt', unique: true, sparse: true });

const transactionSchema = new Schema<ServiceTransactionRow>(
  {
    _id: String,
    participantId: { type: String, required: true },
    kind: { type: String, required: true },
    status: { type: String, required: true },
    channelId: { type: String, required: true },
    openedAt: { type: Date, required: true },
    changedAt: { type: Date, required: true },
  },
  { collection: 'service_transactions', versionKey: false },
);
transactionSchema.index({ participantId: 1, openedAt: -1, _id: -1 }, { name: 'participant_opened' });

export interface HistoryModels {
  readonly payments: Model<PaymentRow>;
  readonly transactions: Model<ServiceTransactionRow>;
}

/** The models of what participants paid and had. */
export function historyModels(connection: Connection): HistoryModels {
  return {
    payments: connection.model<PaymentRow>('ContributionPayment', paymentSchema),
    transactions: connection.model<ServiceTransactionRow>('ServiceTransaction', transactionSchema),
  };
}
