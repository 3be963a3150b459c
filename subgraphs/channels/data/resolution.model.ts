import { Schema } from 'mongoose';

/** The open question to a contact whether a complaint is really solved. `_id` is the complaint. */
export interface ResolutionQuestionRow {
  _id: string;
  contactId: string;
  conversationId: string;
  ticket: string;
  /** Sequence of the question in its conversation: while nothing follows it, a bare word answers it. */
  sequence: number;
  askedAt: Date;
}

export const resolutionQuestionSchema = new Schema<ResolutionQuestionRow>(
  {
    _id: String,
    contactId: { type: String, required: true },
    conversationId: { type: String, required: true },
    ticket: { type: String, required: true },
    sequence: { type: Number, required: true },
    askedAt: { type: Date, required: true },
  },
  { collection: 'resolution_questions', versionKey: false },
);
resolutionQuestionSchema.index({ contactId: 1, askedAt: -1 }, { name: 'contact' });
