import { moderate, type CommentCommand } from '../comments.js';
import type { GraphContext } from '../graph.js';
import { fingerprint } from '../parse-items.js';
import {
  changeRecord,
  isRunning,
  stateOf,
  withAct,
  type Act,
  type CommentAction,
  type CommentRecord,
} from './comment-record.js';
import { refusal, refusalOf, type Refusal, type RefusalCode } from './refusal.js';

/** An act that officers do by the graph. */
export type OfficerCommand = Exclude<CommentCommand, { action: 'replyToMention' }>;

/** How an act ended. `otherUse`: the key stands for another act on this comment. */
export type Ending =
  | { readonly kind: 'done'; readonly record: CommentRecord; readonly act: Act; readonly repeated: boolean }
  | { readonly kind: 'unclear'; readonly record: CommentRecord; readonly running: boolean; readonly repeated: boolean }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'otherUse' };

type Claim =
  | { readonly kind: 'claimed' }
  | { readonly kind: 'known'; readonly act: Act; readonly record: CommentRecord }
  | { readonly kind: 'refused'; readonly code: RefusalCode }
  | { readonly kind: 'otherUse' };

/** Milliseconds for Instagram's answer: less than a field of the graph has, so that an unclear end can be told. */
const patience = 3_500;

const actions: Readonly<Record<OfficerCommand['action'], CommentAction>> = {
  reply: 'REPLY',
  hide: 'HIDE',
  show: 'SHOW',
  delete: 'DELETE',
};

/**
 * Carries an act out once for each officer, comment and key. The act is written down first, with compare-and-set: a
 * repetition finds it and is told how it ended, and one that was cut off by a crash stays unclear. What was refused was
 * not done, so its key is free again. Rejects when the storage fails or the call is over before anything was asked.
 */
export async function carryOut(
  command: OfficerCommand,
  officer: { readonly subject: string; readonly key: string },
  context: GraphContext,
): Promise<Ending> {
  const { storage, signal } = context;
  const { commentId } = command;
  const act: Act = {
    id: fingerprint([officer.subject, officer.key]),
    digest: fingerprint(command),
    action: actions[command.action],
    by: officer.subject,
    at: context.now().getTime(),
    outcome: 'PENDING',
  };
  signal.throwIfAborted();
  const claim = await changeRecord(storage, commentId, (record) => claimed(record, act, context.now()));
  if (claim.kind === 'known') return known(claim.act, claim.record, context.now());
  if (claim.kind === 'refused') return { kind: 'refused', refusal: refusal(claim.code) };
  if (claim.kind === 'otherUse') return claim;
  const outcome = await moderate(command, {
    ...context,
    signal: AbortSignal.any([signal, AbortSignal.timeout(patience)]),
  });
  if (outcome.status === 'rejected') {
    await settle(context, commentId, act.id, null);
    return { kind: 'refused', refusal: refusalOf(outcome) };
  }
  const settled: Act =
    outcome.status === 'unknown'
      ? { ...act, outcome: 'UNKNOWN' }
      : { ...act, outcome: 'DONE', ...(act.action === 'REPLY' && { replyId: outcome.externalId }) };
  const record = await settle(context, commentId, act.id, settled);
  return settled.outcome === 'DONE'
    ? { kind: 'done', record, act: settled, repeated: false }
    : { kind: 'unclear', record, running: false, repeated: false };
}

function claimed(record: CommentRecord, act: Act, now: Date): { next?: CommentRecord; result: Claim } {
  const before = record.acts.find(({ id }) => id === act.id);
  if (before)
    return { result: before.digest === act.digest ? { kind: 'known', act: before, record } : { kind: 'otherUse' } };
  const code = obstacle(record, act.action, now);
  return code ? { result: { kind: 'refused', code } } : { next: withAct(record, act), result: { kind: 'claimed' } };
}

/** What makes an act senseless by what the hub itself did. Two changes at once would leave nobody knowing the state. */
function obstacle(record: CommentRecord, action: CommentAction, now: Date): RefusalCode | null {
  const state = stateOf(record, now);
  if (state === 'DELETED') return 'COMMENT_DELETED';
  const changing = record.acts.some((each) => each.action !== 'REPLY' && isRunning(each, now));
  if (changing) return 'BUSY';
  return state === 'HIDDEN' && action === 'REPLY' ? 'COMMENT_HIDDEN' : null;
}

function known(act: Act, record: CommentRecord, now: Date): Ending {
  if (act.outcome === 'DONE') return { kind: 'done', record, act, repeated: true };
  return { kind: 'unclear', record, running: isRunning(act, now), repeated: true };
}

/** Puts the settled act in the place of the pending one, or takes it away. */
function settle({ storage }: GraphContext, commentId: string, id: string, settled: Act | null): Promise<CommentRecord> {
  return changeRecord(storage, commentId, (record) => {
    const acts = record.acts.flatMap((each) => (each.id !== id ? [each] : settled ? [settled] : []));
    const next = { ...record, acts };
    return { next, result: next };
  });
}
