import { Schema, type Connection, type Model } from 'mongoose';
import { appointmentCounterSchema, type AppointmentCounterRow } from './appointment.model.js';
import { automaticReplySchema, type AutomaticReplyRow } from './automatic-reply.model.js';
import { officerSchema, type OfficerRow } from './officer.model.js';
import { resolutionQuestionSchema, type ResolutionQuestionRow } from './resolution.model.js';

export type { OfficerRow } from './officer.model.js';

/** A stretch in which one side waits for the other. The policy is kept with it: a later one never judges it anew. */
export interface WaitRow {
  kind: string;
  startedAt: Date;
  stoppedAt?: Date;
  cancelledAt?: Date;
  calendar: string;
  policy: { id: string; version: string; counting: string; milliseconds: number };
}

/** A conversation at rest. `contact` and `menu` are sealed: they hold phone numbers, names and answers. */
export interface ConversationRow {
  _id: string;
  channelId: string;
  contactId: string;
  contact: string;
  participantId: string | null;
  language: string;
  status: string;
  /** Present while the conversation is open: at most one of a contact. */
  open?: true;
  assigneeId: string | null;
  skill: string | null;
  menuPath: string[];
  menu: string | null;
  waits: WaitRow[];
  /** Messages so far; also the sequence of the last one. */
  messageCount: number;
  /** Complaints and service requests so far, for ids that a retry repeats. */
  requestCount: number;
  openedAt: Date;
  updatedAt: Date;
  lastInboundAt: Date;
  closedAt: Date | null;
  /** Since when it waits for an officer; null: it does not. */
  queuedAt: Date | null;
  /** Place in queues: 0 for people with priority, 1 for all others. */
  rank: number;
  /** When an officer first took it; null: none did. */
  assignedAt: Date | null;
  /** When the conversation is closed if the participant stays silent; null: never. */
  silenceEndsAt: Date | null;
  /** When the officer's running wait falls due, while nobody was told of it; null: none does. */
  officerDueAt: Date | null;
  /** Moves with every transaction that works on the conversation: of two at once, one is run again. */
  revision: number;
}

/** One message. `sealed` is its whole content. */
export interface MessageRow {
  _id: string;
  conversationId: string;
  /** The provider's id, of what a participant sent. */
  externalId?: string;
  /** Gap-free in its conversation, from 1. */
  sequence: number;
  direction: string;
  author: string;
  authorId: string | null;
  kind: string;
  sealed: string;
  sentAt: Date;
  receivedAt: Date;
  status: string;
  degradedFrom: string | null;
}

/**
 * One key under which a channel knows a person; several keys may lead to one contact. `_id` is a keyed hash. A row may also
 * keep the id that a stranger with a number or handle got, whatever the channel; it is no contact.
 */
export interface ContactRow {
  _id: string;
  contactId: string;
  participantId: string;
}

/** What channels know of participants, from the event log. */
export interface DirectoryRow {
  _id: string;
  phoneHashes: string[];
  region: string;
  stage: string;
  language: string;
  /** Of the current membership; absent: told before the hub kept it. */
  segment?: string;
  occupation?: string | null;
  /** Goes first in queues. */
  priority?: boolean;
  /** When the participant was first heard of. */
  since: Date;
}

export interface ServiceRequestRow {
  _id: string;
  reference: string;
  kind: string;
  code: string | null;
  status: string;
  participantId: string | null;
  channelId: string;
  conversationId: string | null;
  /** Sealed answers. */
  payload: string;
  /** `note` is sealed; `key` recognises a repeated step. */
  history: { at: Date; status: string; actor: string; note: string | null; key: string | null }[];
  /** Recognises a repeated opening by the API. */
  origin?: string;
  /** Place in the queue of a facility's clinic on a day; appointments only. */
  appointment?: { queue: string; number: number };
  openedAt: Date;
}

/** A period of the culture calendar; dates are local days, `YYYY-MM-DD`. */
export interface CultureRow {
  _id: string;
  startsOn: string;
  endsOn: string;
  behaviour: string;
  title: string;
  commitments: { behaviour: string; text: string; channelId: string | null; unit: string | null }[];
}

const conversationSchema = new Schema<ConversationRow>(
  {
    _id: String,
    channelId: { type: String, required: true },
    contactId: { type: String, required: true },
    contact: { type: String, required: true },
    participantId: { type: String, default: null },
    language: { type: String, required: true },
    status: { type: String, required: true },
    open: { type: Boolean, default: undefined },
    assigneeId: { type: String, default: null },
    skill: { type: String, default: null },
    menuPath: [String],
    menu: { type: String, default: null },
    waits: [Schema.Types.Mixed],
    messageCount: { type: Number, required: true },
    requestCount: { type: Number, required: true },
    openedAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
    lastInboundAt: { type: Date, required: true },
    closedAt: { type: Date, default: null },
    queuedAt: { type: Date, default: null },
    rank: { type: Number, default: 1 },
    assignedAt: { type: Date, default: null },
    silenceEndsAt: { type: Date, default: null },
    officerDueAt: { type: Date, default: null },
    revision: { type: Number, required: true },
  },
  { collection: 'conversations', versionKey: false, minimize: false },
);
conversationSchema.index(
  { contactId: 1 },
  { name: 'open_contact', unique: true, partialFilterExpression: { open: true } },
);
conversationSchema.index({ participantId: 1, openedAt: -1 }, { name: 'participant' });
conversationSchema.index({ updatedAt: -1, _id: -1 }, { name: 'updated' });
conversationSchema.index({ silenceEndsAt: 1 }, { name: 'silence', partialFilterExpression: { open: true } });
conversationSchema.index({ officerDueAt: 1 }, { name: 'officer_due', partialFilterExpression: { open: true } });
conversationSchema.index(
  { rank: 1, queuedAt: 1 },
  { name: 'queue_rank', partialFilterExpression: { status: 'QUEUED' } },
);
conversationSchema.index({ assigneeId: 1 }, { name: 'assignee', partialFilterExpression: { open: true } });
conversationSchema.index({ channelId: 1, status: 1, updatedAt: -1 }, { name: 'inbox' });

const messageSchema = new Schema<MessageRow>(
  {
    _id: String,
    conversationId: { type: String, required: true },
    externalId: String,
    sequence: { type: Number, required: true },
    direction: { type: String, required: true },
    author: { type: String, required: true },
    authorId: { type: String, default: null },
    kind: { type: String, required: true },
    sealed: { type: String, required: true },
    sentAt: { type: Date, required: true },
    receivedAt: { type: Date, required: true },
    status: { type: String, required: true },
    degradedFrom: { type: String, default: null },
  },
  { collection: 'messages', versionKey: false },
);
messageSchema.index({ conversationId: 1, sequence: 1 }, { name: 'conversation', unique: true });

const contactSchema = new Schema<ContactRow>(
  { _id: String, contactId: { type: String, required: true }, participantId: { type: String, required: true } },
  { collection: 'channel_contacts', versionKey: false },
);
contactSchema.index({ contactId: 1 }, { name: 'contact' });
contactSchema.index({ participantId: 1 }, { name: 'participant' });

const directorySchema = new Schema<DirectoryRow>(
  {
    _id: String,
    phoneHashes: [String],
    region: String,
    stage: String,
    language: String,
    segment: String,
    occupation: String,
    priority: Boolean,
    since: Date,
  },
  { collection: 'channel_directory', versionKey: false },
);
directorySchema.index({ phoneHashes: 1 }, { name: 'phone' });

const serviceRequestSchema = new Schema<ServiceRequestRow>(
  {
    _id: String,
    reference: { type: String, required: true },
    kind: { type: String, required: true },
    code: { type: String, default: null },
    status: { type: String, required: true },
    participantId: { type: String, default: null },
    channelId: { type: String, required: true },
    conversationId: { type: String, default: null },
    payload: { type: String, required: true },
    history: [{ at: Date, status: String, actor: String, note: String, key: String, _id: false }],
    origin: { type: String, default: undefined },
    appointment: { type: { queue: String, number: Number, _id: false }, default: undefined },
    openedAt: { type: Date, required: true },
  },
  { collection: 'service_requests', versionKey: false },
);
serviceRequestSchema.index({ participantId: 1, openedAt: -1 }, { name: 'participant' });
serviceRequestSchema.index({ origin: 1 }, { name: 'origin', unique: true, sparse: true });
serviceRequestSchema.index({ reference: 1 }, { name: 'reference', unique: true });
serviceRequestSchema.index(
  { 'appointment.queue': 1, 'appointment.number': 1 },
  { name: 'appointment', unique: true, partialFilterExpression: { 'appointment.number': { $exists: true } } },
);

const cultureSchema = new Schema<CultureRow>(
  {
    _id: String,
    startsOn: { type: String, required: true },
    endsOn: { type: String, required: true },
    behaviour: { type: String, required: true },
    title: { type: String, required: true },
    commitments: [{ behaviour: String, text: String, channelId: String, unit: String, _id: false }],
  },
  { collection: 'culture_calendar', versionKey: false },
);
cultureSchema.index({ startsOn: 1, endsOn: 1 }, { name: 'period' });

export interface ChannelModels {
  readonly culture: Model<CultureRow>;
  readonly conversations: Model<ConversationRow>;
  readonly messages: Model<MessageRow>;
  readonly contacts: Model<ContactRow>;
  readonly directory: Model<DirectoryRow>;
  readonly officers: Model<OfficerRow>;
  readonly serviceRequests: Model<ServiceRequestRow>;
  readonly appointmentCounters: Model<AppointmentCounterRow>;
  readonly resolutionQuestions: Model<ResolutionQuestionRow>;
  readonly automaticReplies: Model<AutomaticReplyRow>;
}

/** The models on a connection; collections and indexes are created by `prepareModels`. */
export function channelModels(connection: Connection): ChannelModels {
  return {
    conversations: connection.model<ConversationRow>('Conversation', conversationSchema),
    messages: connection.model<MessageRow>('Message', messageSchema),
    contacts: connection.model<ContactRow>('ChannelContact', contactSchema),
    directory: connection.model<DirectoryRow>('ChannelDirectory', directorySchema),
    officers: connection.model<OfficerRow>('Officer', officerSchema),
    culture: connection.model<CultureRow>('CultureEntry', cultureSchema),
    serviceRequests: connection.model<ServiceRequestRow>('ServiceRequest', serviceRequestSchema),
    appointmentCounters: connection.model<AppointmentCounterRow>('AppointmentCounter', appointmentCounterSchema),
    automaticReplies: connection.model<AutomaticReplyRow>('AutomaticReply', automaticReplySchema),
    resolutionQuestions: connection.model<ResolutionQuestionRow>('ResolutionQuestion', resolutionQuestionSchema),
  };
}
