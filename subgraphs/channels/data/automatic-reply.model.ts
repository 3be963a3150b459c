import { Schema } from 'mongoose';

/** A contact that was answered without having asked, on a channel that limits that. */
export interface AutomaticReplyRow {
  /** The contact. */
  _id: string;
  at: Date;
  purgeAt: Date;
}

/** Collection `channel_automatic_replies`. */
export const automaticReplySchema = new Schema<AutomaticReplyRow>(
  { _id: String, at: Date, purgeAt: Date },
  { collection: 'channel_automatic_replies', versionKey: false },
);
automaticReplySchema.index({ purgeAt: 1 }, { name: 'purge', expireAfterSeconds: 0 });
