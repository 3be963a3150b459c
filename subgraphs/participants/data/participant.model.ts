import { Schema, type Connection, type Model } from 'mongoose';

/** A sealed text with the keyed hash that finds it. */
export interface SealedText {
  sealed: string;
  hash: string;
}

/** A participant at rest: NIK, card number, birth date and contact values are sealed. */
export interface ParticipantRow {
  _id: string;
  name: string;
  nationalId?: SealedText;
  cardNumber?: SealedText;
  birthDate?: string;
  sex?: string;
  memberships: { segment: string; startsOn: Date; endsOn?: Date; careClass?: number; occupation?: string }[];
  segment: string;
  domicile: { region: string; place: string };
  priorityGroups: string[];
  stage: string;
  language: string;
  contactPoints: (SealedText & { kind: string })[];
  consents: {
    purpose: string;
    granted: boolean;
    at: Date;
    source: string;
    wording?: string;
    recordedBy?: string;
  }[];
  facility?: { code: string; name: string };
  registeredAt: Date;
  /** Present in what is left of somebody who was erased: an id without a person. */
  erasedAt?: Date;
}

/** One look at somebody's personal data, kept for that person to see. */
export interface AccessRow {
  _id: string;
  participantId: string;
  actor: string;
  role: string;
  fields: string[];
  at: Date;
  requestId: string;
}

const sealedText = { sealed: String, hash: String, _id: false };

const participantSchema = new Schema<ParticipantRow>(
  {
    _id: String,
    name: { type: String, default: '' },
    nationalId: { type: sealedText, default: undefined },
    cardNumber: { type: sealedText, default: undefined },
    birthDate: String,
    sex: String,
    memberships: [{ segment: String, startsOn: Date, endsOn: Date, careClass: Number, occupation: String, _id: false }],
    segment: { type: String, default: '' },
    domicile: { region: String, place: String, _id: false },
    priorityGroups: [String],
    stage: { type: String, required: true },
    language: { type: String, required: true },
    contactPoints: [{ ...sealedText, kind: String }],
    consents: [
      {
        purpose: String,
        granted: Boolean,
        at: Date,
        source: String,
        wording: String,
        recordedBy: String,
        _id: false,
      },
    ],
    facility: { type: { code: String, name: String, _id: false }, default: undefined },
    registeredAt: { type: Date, required: true },
    erasedAt: { type: Date, default: undefined },
  },
  { collection: 'participants', versionKey: false },
);
participantSchema.index({ 'nationalId.hash': 1 }, { name: 'national_id', unique: true, sparse: true });
participantSchema.index({ 'cardNumber.hash': 1 }, { name: 'card_number', unique: true, sparse: true });
participantSchema.index({ 'contactPoints.hash': 1 }, { name: 'contact' });
participantSchema.index({ segment: 1, _id: 1 }, { name: 'segment' });

const accessSchema = new Schema<AccessRow>(
  { _id: String, participantId: String, actor: String, role: String, fields: [String], at: Date, requestId: String },
  { collection: 'participant_access', versionKey: false },
);
accessSchema.index({ participantId: 1, at: -1, _id: -1 }, { name: 'participant_at' });

export interface ParticipantModels {
  readonly participants: Model<ParticipantRow>;
  readonly access: Model<AccessRow>;
}

/** The models on a connection; collections and indexes are created by `prepareModels`. */
export function participantModels(connection: Connection): ParticipantModels {
  return {
    participants: connection.model<ParticipantRow>('Participant', participantSchema),
    access: connection.model<AccessRow>('ParticipantAccess', accessSchema),
  };
}
