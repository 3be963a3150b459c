import { z } from 'zod';

/** The portal needs no provider and no secret. Environment names follow the account: `SIPP_MAXIMUM_ROWS`. */
export const sippConfig = z.object({
  maximumRows: z.coerce.number().int().min(1).max(200_000).default(20_000).meta({
    description:
      'Most rows of one worker list. A file must also be sent within the time that the gateway gives a request.',
  }),
});

export type SippConfig = z.infer<typeof sippConfig>;
