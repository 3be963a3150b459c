import type { UpdateFilter } from 'mongodb';
import type { ProviderError, PublishOutcome } from '../sdk/index.js';
import type { PostRow } from './publishing-rows.js';
import type { HostTuning } from './types.js';

type News =
  | { readonly status: 'published'; readonly externalId: string | null; readonly permalink: string | null }
  | { readonly status: 'failed'; readonly error: ProviderError }
  | { readonly status: 'waiting'; readonly until: Date; readonly error: ProviderError };

/** What becomes of a row, and what is told. Null: nothing new. */
export interface Settlement {
  readonly update: UpdateFilter<PostRow>;
  readonly news: News | null;
}

const longestRetry = 3_600_000;
/** Told at most; a provider's words may be long. */
const longestReason = 500;

/** Decides about a try. Pure. */
export function settlementOf(
  row: PostRow,
  outcome: PublishOutcome,
  { at, tuning }: { readonly at: Date; readonly tuning: HostTuning },
): Settlement {
  const progress = outcome.progress === undefined ? {} : { progress: JSON.stringify(outcome.progress) };
  const end = (result: 'published' | 'failed', news: News): Settlement => ({
    update: {
      $set: { state: 'done', outcome: result, ...progress, purgeAt: new Date(at.getTime() + tuning.retention) },
      $unset: { pending: '', worker: '', leaseUntil: '', withdrawn: '' },
    },
    news,
  });
  if (outcome.status === 'published') {
    const { mediaId: externalId, permalink = null } = outcome;
    return end('published', { status: 'published', externalId, permalink });
  }
  const given = outcome.status === 'waiting' ? outcome.reason : outcome.error;
  const error = { code: given.code.slice(0, 100), message: given.message.slice(0, longestReason) };
  if (outcome.status === 'rejected' && outcome.permanent) return end('failed', { status: 'failed', error });
  if (row.withdrawn === true) {
    const update = { $set: { state: 'withdrawn' as const, ...progress } };
    return { update: { ...update, $unset: { pending: '', worker: '', leaseUntil: '', withdrawn: '' } }, news: null };
  }
  const failures = outcome.status === 'waiting' ? 0 : row.failures + 1;
  const until = new Date(at.getTime() + waitOf(outcome, failures, tuning));
  if (until.getTime() > row.orderedAt.getTime() + tuning.publishPatience) {
    const message = `it was tried until its time was over; last: ${error.message}`;
    return end('failed', { status: 'failed', error: { code: `GAVE_UP/${error.code}`, message } });
  }
  return {
    update: {
      $set: { state: 'open', dueAt: until, failures, reason: error, ...progress },
      $unset: { worker: '', leaseUntil: '' },
    },
    news: row.reason?.code === error.code ? null : { status: 'waiting', until, error },
  };
}

function waitOf(outcome: PublishOutcome, failures: number, { publishRetry }: HostTuning): number {
  const asked = 'retryAfter' in outcome ? (outcome.retryAfter ?? 0) : 0;
  const own = failures === 0 ? 0 : Math.min(publishRetry * 2 ** (failures - 1), longestRetry);
  return Math.max(asked, own);
}
