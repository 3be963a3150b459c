import { z } from 'zod';
import { campaignEvents } from './campaign-events.js';
import { define, id, instant, type EventDefinition } from './event-definition.js';
import { erasureEvents } from './erasure-events.js';
import { mediaEvents } from './media-events.js';
import { employerEvents } from './employer-events.js';
import { participantHistoryEvents } from './participant-history-events.js';

export type { EventDefinition } from './event-definition.js';

const language = z.enum(['id', 'en']);
const region = z.string().regex(/^\d{2}(\.\d{2}(\.\d{2}(\.\d{4})?)?)?$/);

const participantSnapshot = z.object({
  participantId: id,
  segment: z.string(),
  /** Of the current membership, where rules ask for it. */
  occupation: z.string().nullable().optional(),
  region,
  stage: z.string(),
  language,
  /** Keyed hashes (kernel `lookupHash`) of the participant's phone numbers in E.164. */
  phoneHashes: z.array(z.string()),
  /** Goes first in queues (pregnant, breastfeeding, elderly, disabled); which of these is not told. Absent: no. */
  priority: z.boolean().optional(),
});

/** What of a complaint every permitted reader may see, as it stood right after the event. */
const complaintSnapshot = z.object({
  complaintId: id,
  ticket: z.string(),
  channelId: id,
  participantId: id.nullable(),
  /** The employer that complains, and the worker whom its complaint is about; absent in events of earlier versions. */
  employerId: id.nullish(),
  workerId: id.nullish(),
  confidential: z.boolean(),
  category: z.string(),
  severity: z.string(),
  classification: z.string(),
  region,
  subject: z.string(),
  status: z.string(),
  level: z.string(),
  assigneeId: id.nullable(),
  unit: z.string().nullable(),
  filedAt: instant,
  updatedAt: instant,
  version: z.number().int().positive(),
});
export type ComplaintSnapshot = z.infer<typeof complaintSnapshot>;

const complaintEvent = <E extends z.ZodRawShape, S extends z.ZodType = z.ZodUndefined>(
  type: string,
  meaning: string,
  extra: E,
  sealed?: S,
) =>
  define<z.ZodObject<{ complaint: typeof complaintSnapshot } & E>, S>({
    type,
    meaning,
    data: z.object({ complaint: complaintSnapshot, ...extra }) as never,
    readers: 'complaints:read',
    ...(sealed ? { sealed } : {}),
  });

const message = z.object({
  conversationId: id,
  messageId: id,
  channelId: id,
  participantId: id.nullable(),
  kind: z.string(),
  at: instant,
});
const serviceRequest = z.object({
  requestId: id,
  kind: z.string(),
  status: z.string(),
  channelId: id,
  conversationId: id.nullable(),
  participantId: id.nullable(),
  at: instant,
});
const note = z.object({ text: z.string() });
/** The event catalogue: the one registry of what the log may hold (docs/events.md is proved equal to it by a test). */
export const events = {
  participantRegistered: define({
    type: 'participant.registered.v1',
    meaning: 'A participant (or a prospect met on a channel) was entered in the data bank.',
    data: participantSnapshot,
    readers: 'internal',
  }),
  participantsRegistered: define({
    type: 'participants.registered.v1',
    meaning: 'Workers whom an employer reported were entered in the data bank, many at once.',
    data: z.object({ participants: z.array(participantSnapshot).min(1).max(500) }),
    readers: 'internal',
  }),
  ...employerEvents,
  participantChanged: define({
    type: 'participant.changed.v1',
    meaning: 'Segment, region, stage, language or phone numbers of a participant changed.',
    data: participantSnapshot,
    readers: 'internal',
  }),
  ...participantHistoryEvents,
  ...erasureEvents,
  contactDiscovered: define({
    type: 'contact.discovered.v1',
    meaning: 'An unknown sender wrote on a channel; participants enters a prospect under the given id.',
    data: z.object({ participantId: id, channelId: id, phoneHash: z.string().nullable(), language }),
    sealed: z.object({ phone: z.string().nullable(), name: z.string().nullable(), handle: z.string() }),
    readers: 'internal',
  }),
  conversationOpened: define({
    type: 'conversation.opened.v1',
    meaning: 'The first message of a contact opened a conversation.',
    data: z.object({ conversationId: id, channelId: id, participantId: id.nullable(), at: instant }),
    readers: 'conversations:read',
  }),
  conversationChanged: define({
    type: 'conversation.changed.v1',
    meaning: 'Status or assignee of a conversation changed.',
    data: z.object({
      conversationId: id,
      channelId: id,
      participantId: id.nullable(),
      status: z.string(),
      assigneeId: id.nullable(),
      at: instant,
    }),
    readers: 'conversations:read',
  }),
  clockBreached: define({
    type: 'clock.breached.v1',
    meaning: 'A service clock reached its limit while it ran; told once, at the instant at which it fell due.',
    data: z.object({
      conversationId: id.nullable(),
      complaintId: id.nullable(),
      channelId: id,
      kind: z.string(),
      dueAt: instant,
      /** `id@version` of calendar and limit by which it was judged. */
      calendar: z.string(),
      policy: z.string(),
    }),
    readers: 'internal',
  }),
  messageReceived: define({
    type: 'message.received.v1',
    meaning: 'A message of a participant was stored in its conversation.',
    data: message,
    readers: 'conversations:read',
  }),
  messageQueued: define({
    type: 'message.queued.v1',
    meaning: 'A message to a participant was put in the outbox.',
    data: message,
    readers: 'conversations:read',
  }),
  messageStatusChanged: define({
    type: 'message.status-changed.v1',
    meaning: 'A receipt moved an outbound message forward.',
    data: message.extend({ status: z.enum(['QUEUED', 'SENT', 'DELIVERED', 'READ', 'FAILED', 'UNKNOWN']) }),
    readers: 'conversations:read',
  }),
  touchpointRecorded: define({
    type: 'touchpoint.recorded.v1',
    meaning: "An event of a channel is a step of the participant's journey, as the channel's plugin maps it.",
    data: z.object({
      participantId: id.nullable(),
      channelId: id,
      conversationId: id,
      /** I-Cari, I-Belajar, I-Daftar, or the service that follows. */
      stage: z.enum(['SEARCH', 'LEARN', 'REGISTER', 'SERVICE']),
      method: z.string().min(1).max(60),
      place: z.string().min(1).max(60),
      cause: z.enum(['message-received', 'message-sent', 'receipt', 'conversation-opened', 'conversation-closed']),
      /** Id of the message or conversation. */
      causeId: id,
      at: instant,
    }),
    readers: 'internal',
  }),
  serviceRequestOpened: define({
    type: 'serviceRequest.opened.v1',
    meaning: 'A service request was opened by a menu, a participant or an officer.',
    data: serviceRequest,
    readers: 'conversations:read',
  }),
  serviceRequestAdvanced: define({
    type: 'serviceRequest.advanced.v1',
    meaning: 'A service request took a step of the state machine of its kind.',
    data: serviceRequest.extend({ from: z.string() }),
    sealed: z.object({ payload: z.record(z.string(), z.unknown()) }),
    readers: 'conversations:read',
  }),
  complaintRequested: define({
    type: 'complaint.requested.v1',
    meaning:
      'A participant finished the complaint script of a channel; complaints files it and answers with complaint.filed.',
    data: z.object({
      requestId: id,
      conversationId: id,
      channelId: id,
      participantId: id.nullable(),
      category: z.string(),
      region: region.nullable(),
      language,
      at: instant,
    }),
    sealed: z.object({ description: z.string() }),
    readers: 'internal',
  }),
  complaintFiled: complaintEvent(
    'complaint.filed.v1',
    'A complaint was filed and has its ticket.',
    { requestId: id.nullable(), conversationId: id.nullable(), language: language.nullable() },
    z.object({ pin: z.string() }),
  ),
  complaintVerified: complaintEvent('complaint.verified.v1', 'An officer verified the complaint.', {}),
  complaintRejected: complaintEvent(
    'complaint.rejected.v1',
    'An officer found that the complaint cannot be handled.',
    {},
    note,
  ),
  complaintAssigned: complaintEvent('complaint.assigned.v1', 'The complaint was given to an officer or unit.', {}),
  complaintResponded: complaintEvent(
    'complaint.responded.v1',
    'The institution answered the complainant.',
    { conversationId: id.nullable(), language: language.nullable() },
    note,
  ),
  complaintResolved: complaintEvent(
    'complaint.resolved.v1',
    'The institution says that the matter is solved.',
    { conversationId: id.nullable(), language: language.nullable() },
    note,
  ),
  complaintConfirmed: complaintEvent(
    'complaint.confirmed.v1',
    'The participant confirmed that the matter is solved; the case is closed.',
    {},
  ),
  complaintReopened: complaintEvent(
    'complaint.reopened.v1',
    'The participant said that the matter is not solved.',
    {},
    note,
  ),
  resolutionAnswered: define({
    type: 'resolution.answered.v1',
    meaning: 'A participant said in a conversation whether its complaint is solved; complaints confirms or reopens it.',
    data: z.object({ complaintId: id, conversationId: id, confirmed: z.boolean(), at: instant }),
    sealed: note,
    readers: 'internal',
  }),
  complaintEscalated: complaintEvent(
    'complaint.escalated.v1',
    'The complaint moved up (branch, region, centre): a person said so, or clocks reached their limits.',
    {
      cause: z.enum(['CLOCK', 'PERSON']),
      /** Level before. */
      from: z.string(),
      /** The clocks that reached their limits, for CLOCK. */
      clocks: z.array(z.string()),
    },
    note,
  ),
  complaintWithdrawn: complaintEvent('complaint.withdrawn.v1', 'The participant withdrew the complaint.', {}),
  ...campaignEvents,
  ...mediaEvents,
} as const;

export type EventName = keyof typeof events;
export type EventData<N extends EventName> = z.infer<(typeof events)[N]['data']>;
/** The opened personal part of an event; undefined for events without one. */
export type EventSealed<N extends EventName> =
  (typeof events)[N] extends EventDefinition<z.ZodType, infer S> ? z.infer<S> : undefined;

/** Finds a definition by its type text, or undefined. */
export function eventByType(type: string): EventDefinition | undefined {
  return Object.values(events).find((definition) => definition.type === type) as EventDefinition | undefined;
}
