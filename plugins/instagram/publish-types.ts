import type { ProviderError, SendEffect } from '../sdk/index.js';
import type { Post, PostFault } from './post.js';

/**
 * How far a post has come. The host stores it after every step and gives it back on the next call: nothing is made
 * twice, whatever crashes. Plain data.
 */
export interface PublishProgress {
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

/** A post to bring out. Call with the last stored progress until the answer is `published` or permanently `rejected`. */
export interface PublishCommand {
  /** The hub's own id of the post. */
  readonly postId: string;
  readonly post: Post;
  readonly progress?: PublishProgress;
}

/** What one call of `publish` came to. Every answer carries the progress to store. */
export type PublishOutcome = { readonly progress: PublishProgress } & (
  | {
      readonly status: 'published';
      /** Null: it is public, but Meta's answer was lost and the media cannot be told for sure. */
      readonly mediaId: string | null;
    }
  /** Nothing is wrong: call again after so many milliseconds. */
  | { readonly status: 'waiting'; readonly retryAfter: number; readonly reason: ProviderError }
  | {
      readonly status: 'rejected';
      readonly permanent: boolean;
      readonly retryAfter?: number;
      readonly error: ProviderError;
      readonly effect?: SendEffect;
      /** Which rules the post breaks, when it was refused before Meta was asked. */
      readonly faults?: readonly PostFault[];
    }
  /** The answer to media_publish was lost. Safe to call again: the container's status tells whether it is public. */
  | { readonly status: 'unknown'; readonly error: ProviderError }
);

/** Stores progress durably before the next step is taken; a rejection ends the call. */
export type RecordProgress = (progress: PublishProgress) => Promise<void>;
