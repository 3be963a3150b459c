import { Schema, type Connection, type Model } from 'mongoose';

/** One step of a person's journey; its id is that of the event (and the person's, where one event tells of many). */
export interface JourneyStepRow {
  _id: string;
  /** Null: nobody knows who it was. */
  participantId: string | null;
  /** Null: entered in the data bank without a channel. */
  channelId: string | null;
  stage: 'SEARCH' | 'LEARN' | 'REGISTER';
  method: string;
  place: string;
  at: Date;
}

/** What analytics knows of a person. */
export interface PersonRow {
  _id: string;
  phoneHashes: string[];
  region: string;
  segment: string;
  stage: string;
  /** The participant that this prospect turned out to be. */
  mergedInto?: string;
}

const stepSchema = new Schema<JourneyStepRow>(
  {
    _id: String,
    participantId: { type: String, default: null },
    channelId: { type: String, default: null },
    stage: String,
    method: String,
    place: String,
    at: Date,
  },
  { collection: 'journey_steps', versionKey: false },
);
stepSchema.index({ participantId: 1, at: 1 }, { name: 'participant' });
stepSchema.index({ at: 1 }, { name: 'period' });

const personSchema = new Schema<PersonRow>(
  { _id: String, phoneHashes: [String], region: String, segment: String, stage: String, mergedInto: String },
  { collection: 'journey_people', versionKey: false },
);
personSchema.index({ phoneHashes: 1 }, { name: 'phone' });
personSchema.index({ mergedInto: 1 }, { name: 'merged', sparse: true });

export interface JourneyModels {
  readonly steps: Model<JourneyStepRow>;
  readonly people: Model<PersonRow>;
}

/** The read model of journeys on a connection. */
export function journeyModels(connection: Connection): JourneyModels {
  return {
    steps: connection.model<JourneyStepRow>('JourneyStep', stepSchema),
    people: connection.model<PersonRow>('JourneyPerson', personSchema),
  };
}
