import type { SendOutcome } from '../../sdk/index.js';

/** Why nothing was done to a comment. */
export type RefusalCode =
  | 'COMMENT_NOT_FOUND'
  | 'COMMENT_DELETED'
  | 'COMMENT_HIDDEN'
  | 'BUSY'
  | 'RATE_LIMITED'
  | 'ACCOUNT_BLOCKED'
  | 'UNAVAILABLE'
  | 'REFUSED';

/** A refusal as the graph tells it: nothing was done. `retryAfter` is in seconds; null: repeating alone does not help. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly message: string;
  readonly retryAfter: number | null;
}

const messages: Readonly<Record<RefusalCode, string>> = {
  COMMENT_NOT_FOUND:
    'Instagram knows no such comment on posts of this account: it was deleted, or the id is another. Read the post again.',
  COMMENT_DELETED: 'This comment was deleted; nothing more can be done to it.',
  COMMENT_HIDDEN: 'Instagram takes no replies to hidden comments. Show the comment first, then reply.',
  BUSY: 'Another change of this comment is under way. Read its state, then decide, and repeat with the same key.',
  RATE_LIMITED: 'Instagram asks the account to slow down. Repeat with the same key after the wait.',
  ACCOUNT_BLOCKED:
    'Instagram does not let the account act: its token or permission is not valid, or it is restricted. Tell an administrator.',
  UNAVAILABLE: 'Instagram does not take this now. Repeat with the same key after the wait.',
  REFUSED:
    'Instagram refuses this for good. Look at the comment on Instagram: comments under live videos take no public replies, and texts that look like spam are refused.',
};

/** Seconds to wait where Instagram names none. */
const usualWait: Partial<Record<RefusalCode, number>> = { BUSY: 5, RATE_LIMITED: 60, UNAVAILABLE: 60 };

/** @param wait milliseconds that Instagram asks for */
export function refusal(code: RefusalCode, wait?: number): Refusal {
  const usual = usualWait[code] ?? null;
  const retryAfter = usual === null || wait === undefined ? usual : Math.ceil(wait / 1_000);
  return { code, message: messages[code], retryAfter };
}

/** A refusal of Instagram in the hub's words; its own never leave the plugin. */
export function refusalOf(outcome: Extract<SendOutcome, { status: 'rejected' }>): Refusal {
  return refusal(codeOf(outcome), outcome.retryAfter);
}

function codeOf({ error, effect, permanent }: Extract<SendOutcome, { status: 'rejected' }>): RefusalCode {
  if (error.code === '100/33' || error.code === '33') return 'COMMENT_NOT_FOUND';
  if (effect === 'STOP_ACCOUNT') return 'ACCOUNT_BLOCKED';
  if (effect === 'DELAY_ACCOUNT') return 'RATE_LIMITED';
  return permanent ? 'REFUSED' : 'UNAVAILABLE';
}
