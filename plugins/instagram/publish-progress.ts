import type { PublishOutcome } from '../sdk/index.js';
import { record, text } from './json.js';

/**
 * How far a post has come. The host stores it after every step and gives it back on the next call: nothing is made
 * twice, whatever crashes. Plain data.
 */
export interface Progress {
  /** Containers of a carousel's items, by place; null: not made yet. */
  readonly children: readonly (string | null)[];
  /** The container that gets published. */
  readonly container?: string;
  /** Times the status was asked since the last container was made. */
  readonly polls: number;
  /** Containers expired (24 hours) and were made anew this often. */
  readonly restarts: number;
  /** When media_publish was called first (RFC 3339): from now on the post may be public. */
  readonly publishingSince?: string;
  /** When media_publish was called without a clear answer (yet). */
  readonly publishTriedAt?: string;
  readonly mediaId?: string;
}

/** An outcome with progress of ours. */
export type Outcome = PublishOutcome & { readonly progress: Progress };

/** The progress that a host gives back, or undefined for none. */
export function readProgress(given: unknown): Progress | undefined {
  const { children, polls, restarts } = record(given);
  if (!Array.isArray(children) || typeof polls !== 'number' || typeof restarts !== 'number') return undefined;
  return { ...(given as Progress), children: children.map((child) => text(child) ?? null) };
}
