import { z } from 'zod';
import { define, id, instant } from './event-definition.js';

const count = z.number().int().nonnegative();

/** What happens to the worker lists of employers. */
export const employerEvents = {
  workerListApplied: define({
    type: 'workerList.applied.v1',
    meaning: 'The worker list of an employer came into force as a whole.',
    data: z.object({
      employerId: id,
      listId: id,
      workers: count,
      added: count,
      changed: count,
      unchanged: count,
      removed: count,
      at: instant,
    }),
    readers: 'internal',
  }),
  workersListed: define({
    type: 'workers.listed.v1',
    meaning:
      'Workers of the list in force, many at once; with complete the list has no others, and whoever was not told is no longer on it.',
    data: z.object({ employerId: id, listId: id, participantIds: z.array(id).max(500), complete: z.boolean() }),
    readers: 'internal',
  }),
} as const;
