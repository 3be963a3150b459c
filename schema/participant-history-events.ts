import { z } from 'zod';
import { define, id, instant } from './event-definition.js';

/** What participants allow and pay, as part of the catalogue in events.ts. */
export const participantHistoryEvents = {
  consentChanged: define({
    type: 'consent.changed.v1',
    meaning: 'A participant allowed or refused a use of its data; wording names the words that were shown.',
    data: z.object({
      participantId: id,
      purpose: z.string(),
      granted: z.boolean(),
      source: z.string(),
      wording: z.string(),
      at: instant,
    }),
    readers: 'internal',
  }),
  paymentRecorded: define({
    type: 'payment.recorded.v1',
    meaning: 'A payment of contributions was recorded.',
    data: z.object({ paymentId: id, participantId: id, method: z.string(), channelId: id.nullable(), at: instant }),
    sealed: z.object({ minorUnits: z.number().int(), currency: z.string() }),
    readers: 'internal',
  }),
} as const;
