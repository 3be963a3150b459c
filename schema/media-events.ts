import { z } from 'zod';
import { define, id, instant } from './event-definition.js';

/** Who looked at what participants sent: a part of the catalogue. */
export const mediaEvents = {
  mediaViewed: define({
    type: 'media.viewed.v1',
    meaning: 'Somebody opened the picture, film, sound or file of a message.',
    data: z.object({
      messageId: id,
      conversationId: id,
      channelId: id,
      participantId: id.nullable(),
      role: z.string(),
      at: instant,
    }),
    readers: 'internal',
  }),
} as const;
