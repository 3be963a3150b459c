import type { UnitOfWork } from '../../subgraphs/kernel/database.js';
import type { Post, ProviderError } from '../sdk/index.js';

/** A post that the hub wants brought out on a channel. */
export interface PostOrder {
  /** The hub's own id: one id becomes public at most once. */
  readonly postId: string;
  readonly channelId: string;
  /** What it belongs to, such as a campaign; comes back with every news. */
  readonly reference: string;
  readonly post: Post;
}

/** What became of a post. `published` and `failed` are the end; after `waiting` more follows. */
export type PostNews = Pick<PostOrder, 'postId' | 'channelId' | 'reference'> & { readonly at: Date } & (
    | {
        readonly status: 'published';
        /** The provider's id; null: it is public, but its id is not known for sure. */
        readonly externalId: string | null;
        readonly permalink: string | null;
      }
    | { readonly status: 'failed'; readonly error: ProviderError }
    /** Told when the reason changes, not at every try. */
    | { readonly status: 'waiting'; readonly until: Date; readonly error: ProviderError }
  );

export interface PostHandlers {
  /** Runs in the transaction that settles the try: all or nothing. Absent: nobody wants to know. */
  post?(news: PostNews, unit: UnitOfWork): Promise<void>;
}

/** Milliseconds. */
export interface PublishingTuning {
  /** Of one call of a plugin's `publish`. */
  readonly publishDeadline: number;
  /** How long a claimed post waits for who brings it out before another process goes on with it; more than the deadline. */
  readonly publishLease: number;
  /** First wait after a failure that may pass; doubles each time, at most an hour. */
  readonly publishRetry: number;
  /** How long after its order a post is tried; then it has failed. */
  readonly publishPatience: number;
}

export const publishingTuning: PublishingTuning = {
  publishDeadline: 60_000,
  publishLease: 90_000,
  publishRetry: 60_000,
  publishPatience: 48 * 3_600_000,
};

/** What the host does about posts. */
export interface PostHost {
  /**
   * Orders a post, within the caller's transaction. An id that was ordered before changes nothing, unless it was
   * withdrawn: then it goes on from where it was.
   * @throws NOT_FOUND for an unknown channel; BAD_USER_INPUT for one that brings nothing out
   */
  publish(unit: UnitOfWork, order: PostOrder): Promise<void>;
  /** Takes an order back. A post whose publication has begun at the provider may become public all the same: its news tells. */
  withdraw(unit: UnitOfWork, postId: string): Promise<void>;
}
