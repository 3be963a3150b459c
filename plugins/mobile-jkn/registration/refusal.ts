import { fill, type Language } from '../../sdk/index.js';
import { refusals, type RefusalReason } from '../texts.js';

/** One thing to correct. */
export interface Problem {
  readonly field: string;
  readonly message: string;
}

/** A refusal that the app shows to its user, in the user's language. */
export interface Refused {
  readonly kind: 'refused';
  readonly reason: RefusalReason;
  readonly message: string;
  /** Seconds after which it makes sense to try again; null: not by waiting. */
  readonly retryAfter: number | null;
  /** Tries that the code still has; null where no code was tried. */
  readonly triesLeft: number | null;
}

export const problem = (field: string, message: string): Problem => ({ field, message });

/** @param detail `wait` in milliseconds */
export function refused(
  reason: RefusalReason,
  language: Language,
  detail: { readonly wait?: number; readonly triesLeft?: number },
): Refused {
  const seconds = detail.wait === undefined ? null : Math.ceil(detail.wait / 1_000);
  const words = { seconds: String(seconds ?? 0), tries: String(detail.triesLeft ?? 0) };
  return {
    kind: 'refused',
    reason,
    message: fill(refusals[reason][language], words),
    retryAfter: seconds,
    triesLeft: detail.triesLeft ?? null,
  };
}
