import type { ProviderError } from './inbound.js';
import type { SendEffect } from './outbound.js';

/** One image of a post. The provider fetches it itself, so the address must be public. */
export interface PostImage {
  readonly kind: 'image';
  readonly url: string;
  /** Text for screen readers. */
  readonly altText?: string;
  readonly mimeType?: string;
  /** Size in bytes and pixels, where known: checked before the provider is asked. */
  readonly bytes?: number;
  readonly width?: number;
  readonly height?: number;
}

/** A video of a post, likewise fetched by the provider. */
export interface PostVideo {
  readonly kind: 'video';
  readonly url: string;
  readonly mimeType?: string;
}

/** Something that a channel shows to everybody. Kinds may be added in a minor version; a plugin rejects what it cannot. */
export type Post =
  | { readonly kind: 'image'; readonly image: PostImage; readonly caption?: string }
  | { readonly kind: 'carousel'; readonly items: readonly (PostImage | PostVideo)[]; readonly caption?: string }
  | {
      readonly kind: 'reel';
      readonly video: PostVideo;
      readonly caption?: string;
      readonly coverUrl?: string;
      /** Also among the ordinary posts. */
      readonly shareToFeed?: boolean;
    };

/** A rule of the provider that a post breaks, in words for its author. */
export interface PostFault {
  readonly code: string;
  /** Where: `caption`, `items.2`. */
  readonly field: string;
  readonly message: string;
}

/** How far a post has come: plain data (JSON) of the plugin, which the caller stores and gives back. */
export type PublishProgress = unknown;

/** A post to bring out. Call with the last stored progress until the outcome is `published` or permanently `rejected`. */
export interface PublishCommand {
  /** The hub's own id of the post; one id becomes public at most once. */
  readonly postId: string;
  readonly post: Post;
  readonly progress?: PublishProgress;
}

/** What one call came to. Every outcome carries the progress to store. Durations are milliseconds. */
export type PublishOutcome = { readonly progress: PublishProgress } & (
  | {
      readonly status: 'published';
      /** The provider's id of the post; null: it is public, but its id is not known for sure. */
      readonly mediaId: string | null;
      /** Where everybody sees it, where the provider tells. */
      readonly permalink?: string;
    }
  /** Nothing is wrong: call again after so long. */
  | { readonly status: 'waiting'; readonly retryAfter: number; readonly reason: ProviderError }
  | {
      readonly status: 'rejected';
      readonly permanent: boolean;
      readonly retryAfter?: number;
      readonly error: ProviderError;
      readonly effect?: SendEffect;
      /** Which rules the post breaks, when it was refused before the provider was asked. */
      readonly faults?: readonly PostFault[];
    }
  /** The answer was lost. Safe to call again with this progress: the plugin finds out whether the post is public. */
  | { readonly status: 'unknown'; readonly error: ProviderError }
);

/** Stores progress durably before the plugin takes its next step; a rejection ends the call. */
export type RecordProgress = (progress: PublishProgress) => Promise<void>;
