import { z } from 'zod';
import { define, id, instant } from './event-definition.js';

/** The right to erasure (UU 27/2022), as part of the catalogue in events.ts. */
export const erasureEvents = {
  participantErased: define({
    type: 'participant.erased.v1',
    meaning: 'Somebody is forgotten, but for what another law keeps; told again when a hold has ended.',
    data: z.object({
      participantId: id,
      /** The participant, and the prospects that it turned out to be. */
      participantIds: z.array(id).min(1),
      /** False: open cases still need to know and reach the person. */
      complete: z.boolean(),
      /** Complaints that are kept: open ones, and resolved ones to which the person may still object. */
      heldComplaintIds: z.array(id),
      /** Conversations that belong to open cases. */
      heldConversationIds: z.array(id),
      at: instant,
    }),
    readers: 'internal',
  }),
} as const;
