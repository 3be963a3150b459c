import type { PluginStorage } from '../../sdk/index.js';
import { fingerprint } from '../parse-items.js';

/** What an officer does to a comment in public. */
export type CommentAction = 'REPLY' | 'HIDE' | 'SHOW' | 'DELETE';

/** What became of a comment by the hub's own acts. `UNCLEAR`: the last act had no clear answer. */
export type CommentState = 'VISIBLE' | 'HIDDEN' | 'DELETED' | 'UNCLEAR';

/** One act on a comment. It is written down before Instagram is asked, so that none is lost by a crash. */
export interface Act {
  /** Of the officer and its idempotency key. */
  readonly id: string;
  /** Of what was asked: the same key must not mean something else. No words are kept. */
  readonly digest: string;
  readonly action: CommentAction;
  /** Subject of the officer. */
  readonly by: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly outcome: 'PENDING' | 'DONE' | 'UNKNOWN';
  /** Id of the public reply. */
  readonly replyId?: string;
}

/** All that was done to one comment, in order. A refused act is not in it: nothing was done. */
export interface CommentRecord {
  readonly commentId: string;
  readonly acts: readonly Act[];
}

/** Milliseconds after which an act without an outcome has none any more: its process is gone. Longer than any call. */
export const longestAct = 10_000;
/** Acts that are kept of a comment. */
export const keptActs = 200;
const mostTries = 30;

/** True while somebody carries the act out. */
export const isRunning = (act: Act, now: Date): boolean =>
  act.outcome === 'PENDING' && now.getTime() - act.at < longestAct;

/** How a comment stands after these acts. Pure. */
export function stateOf({ acts }: CommentRecord, now: Date): CommentState {
  const last = acts.findLast((act) => act.action !== 'REPLY' && !isRunning(act, now));
  if (!last) return 'VISIBLE';
  if (last.outcome !== 'DONE') return 'UNCLEAR';
  const states = { HIDE: 'HIDDEN', SHOW: 'VISIBLE', DELETE: 'DELETED' } as const;
  return states[last.action as keyof typeof states];
}

/** The record with one more act. Of the oldest ones, the last that changed the state stays. Pure. */
export function withAct(record: CommentRecord, act: Act): CommentRecord {
  const acts = [...record.acts, act];
  const kept = acts.slice(-keptActs);
  const changesState = (each: Act) => each.action !== 'REPLY';
  const before = kept.some(changesState) ? undefined : acts.findLast(changesState);
  return { ...record, acts: before ? [before, ...kept.slice(1)] : kept };
}

/** The record of a comment; an empty one while nothing was done to it. */
export async function recordOf(storage: PluginStorage, commentId: string): Promise<CommentRecord> {
  const stored = await storage.get<CommentRecord>(keyOf(commentId));
  return stored?.value ?? { commentId, acts: [] };
}

/**
 * Reads a record and writes another in its place, as one step: when somebody was quicker, `change` is asked again with
 * what stands there now. Without `next` nothing is written. Rejects after many tries, having written nothing.
 */
export async function changeRecord<Result>(
  storage: PluginStorage,
  commentId: string,
  change: (record: CommentRecord) => { readonly next?: CommentRecord; readonly result: Result },
): Promise<Result> {
  for (let tries = 0; tries < mostTries; tries += 1) {
    const stored = await storage.get<CommentRecord>(keyOf(commentId));
    const { next, result } = change(stored?.value ?? { commentId, acts: [] });
    if (next === undefined) return result;
    if (await storage.put(keyOf(commentId), next, { expected: stored?.version ?? 0 })) return result;
  }
  throw new Error('the record of a comment changes too often');
}

const keyOf = (commentId: string) => `comment/${fingerprint(commentId)}`;
