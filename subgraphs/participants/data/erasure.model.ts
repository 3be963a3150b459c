import { Schema, type Connection, type Model } from 'mongoose';

/** What another law keeps. */
export interface HoldRow {
  kind: string;
  /** Ticket or reference of a case; null for what has none. */
  reference: string | null;
  /** When it ends; null: when the case is closed, or the list is replaced. */
  until: Date | null;
}

/** A wish to be forgotten, and how far it is fulfilled. Holds nothing personal but opaque ids. */
export interface ErasureRow {
  /** The participant. */
  _id: string;
  /** The participant, and the prospects that it turned out to be. */
  participantIds: string[];
  reason: string;
  requestedAt: Date;
  /** Subject of the token. */
  requestedBy: string;
  /** When the person itself was erased; absent: open cases hold it. */
  erasedAt?: Date;
  holds: HoldRow[];
  /** Rows of employers' worker lists that name the person. */
  listedRows: string[];
  /** When to look again; absent: nothing is held that ends by itself. */
  dueAt?: Date;
}

/** A case of a participant that is open, from the event log. */
export interface OpenCaseRow {
  /** `complaint:<id>`, `request:<id>` (a complaint that is being filed), `service-request:<id>` */
  _id: string;
  participantId: string;
  kind: string;
  reference: string | null;
  conversationId: string | null;
  /** When it counts as ended if nothing more happens; absent: when it is closed. */
  endsAt?: Date;
}

const erasureSchema = new Schema<ErasureRow>(
  {
    _id: String,
    participantIds: [String],
    reason: { type: String, required: true },
    requestedAt: { type: Date, required: true },
    requestedBy: { type: String, required: true },
    erasedAt: Date,
    holds: [{ kind: String, reference: String, until: Date, _id: false }],
    listedRows: [String],
    dueAt: Date,
  },
  { collection: 'participant_erasures', versionKey: false },
);
erasureSchema.index({ participantIds: 1 }, { name: 'people' });
erasureSchema.index({ dueAt: 1 }, { name: 'due', sparse: true });

const openCaseSchema = new Schema<OpenCaseRow>(
  { _id: String, participantId: String, kind: String, reference: String, conversationId: String, endsAt: Date },
  { collection: 'participant_open_cases', versionKey: false },
);
openCaseSchema.index({ participantId: 1 }, { name: 'participant' });

export interface ErasureModels {
  readonly erasures: Model<ErasureRow>;
  readonly openCases: Model<OpenCaseRow>;
}

/** The models on a connection. */
export const erasureModels = (connection: Connection): ErasureModels => ({
  erasures: connection.model<ErasureRow>('ParticipantErasure', erasureSchema),
  openCases: connection.model<OpenCaseRow>('ParticipantOpenCase', openCaseSchema),
});
