import { Schema, type Connection, type Model } from 'mongoose';
import type { ClockPolicy } from '../../kernel/clock/index.js';

/** A complaint at rest: description, contact and the texts of officers are sealed. */
export interface ComplaintRow {
  _id: string;
  ticket: string;
  participantId: string | null;
  employerId?: string;
  workerId?: string;
  contact?: string;
  confidential: boolean;
  channelId: string;
  category: string;
  severity: string;
  classification: string;
  region: string;
  subject: string;
  description: string;
  status: string;
  level: string;
  assigneeId: string | null;
  unit: string | null;
  filedAt: Date;
  updatedAt: Date;
  version: number;
  timeline: { kind: string; at: Date; status: string }[];
  /** Limit and calendar of each clock, as they stood when it began. */
  terms?: { kind: string; policy: ClockPolicy | null; calendar: string }[];
  /** Clocks whose breach was told. */
  breached?: string[];
  /** When the next clock reaches its limit; absent: none does. */
  dueAt?: Date;
  resolution?: { text: string; at: Date; by: string };
  confirmation?: { confirmed: boolean; at: Date; satisfaction?: number };
  conversationId: string | null;
  language: string | null;
  /** What made it: `api:<subject>:<key>` or `request:<id>`; a repeated request finds the first complaint by it. */
  origin?: string;
}

const complaintSchema = new Schema<ComplaintRow>(
  {
    _id: String,
    ticket: { type: String, required: true },
    participantId: { type: String, default: null },
    employerId: String,
    workerId: String,
    contact: String,
    confidential: Boolean,
    channelId: String,
    category: String,
    severity: String,
    classification: String,
    region: String,
    subject: String,
    description: String,
    status: String,
    level: String,
    assigneeId: { type: String, default: null },
    unit: { type: String, default: null },
    filedAt: Date,
    updatedAt: Date,
    version: Number,
    timeline: [{ kind: String, at: Date, status: String, _id: false }],
    terms: { type: [Schema.Types.Mixed], default: undefined },
    breached: { type: [String], default: undefined },
    dueAt: Date,
    resolution: { type: { text: String, at: Date, by: String, _id: false }, default: undefined },
    confirmation: { type: { confirmed: Boolean, at: Date, satisfaction: Number, _id: false }, default: undefined },
    conversationId: { type: String, default: null },
    language: { type: String, default: null },
    origin: String,
  },
  { collection: 'complaints', versionKey: false },
);
complaintSchema.index({ ticket: 1 }, { name: 'ticket', unique: true });
complaintSchema.index({ origin: 1 }, { name: 'origin', unique: true, sparse: true });
complaintSchema.index({ filedAt: -1, _id: -1 }, { name: 'filed' });
complaintSchema.index({ participantId: 1, filedAt: -1, _id: -1 }, { name: 'participant_filed' });
complaintSchema.index({ employerId: 1, filedAt: -1, _id: -1 }, { name: 'employer_filed' });
complaintSchema.index({ workerId: 1 }, { name: 'worker', sparse: true });
complaintSchema.index({ region: 1, filedAt: -1, _id: -1 }, { name: 'region_filed' });
complaintSchema.index({ status: 1, filedAt: -1, _id: -1 }, { name: 'status_filed' });

complaintSchema.index({ dueAt: 1 }, { name: 'due', sparse: true });

/** The model on a connection. */
export function complaintModels(connection: Connection): { complaints: Model<ComplaintRow> } {
  return { complaints: connection.model<ComplaintRow>('Complaint', complaintSchema) };
}
