import { Schema } from 'mongoose';

/** An officer who has acted, or a demo one. */
export interface OfficerRow {
  _id: string;
  name: string;
  unit: string;
  skills: string[];
  /** Takes conversations now; absent: has never said so. */
  available?: boolean;
  /** Until when it counts as there without a further act. */
  presentUntil?: Date;
  /** How many conversations are brought to it at once; absent or 0: none, it takes them. */
  capacity?: number;
  /** Channels that its token named when it came; absent: all. */
  channels?: string[];
  /** When a conversation was last brought to it. */
  pushedAt?: Date;
}

/** Collection `officers`. */
export const officerSchema = new Schema<OfficerRow>(
  {
    _id: String,
    name: String,
    unit: String,
    skills: [String],
    available: Boolean,
    presentUntil: Date,
    capacity: Number,
    channels: { type: [String], default: undefined },
    pushedAt: Date,
  },
  { collection: 'officers', versionKey: false },
);
officerSchema.index({ available: 1 }, { name: 'available', partialFilterExpression: { available: true } });
