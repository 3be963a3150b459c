import type { UnitOfWork } from '../../subgraphs/kernel/database.js';
import type { MediaReference } from '../sdk/index.js';

/** A medium of a message that the host is to fetch and keep. */
export interface MediaOrder {
  /** The message's id; also the medium's. */
  readonly messageId: string;
  readonly channelId: string;
  readonly reference: MediaReference;
}

/** `FETCHING`: not there yet. `FAILED`: it could not be had, `fault` says why. */
export type MediaState = 'FETCHING' | 'READY' | 'FAILED';

/** What is known of a medium. */
export interface MediaInfo {
  readonly messageId: string;
  readonly state: MediaState;
  readonly mimeType: string | null;
  /** Bytes. */
  readonly size: number | null;
  readonly fileName: string | null;
  /** Code of the fault. */
  readonly fault: string | null;
}

/** A medium that can be read. */
export interface OpenMedium extends MediaInfo {
  readonly state: 'READY';
  readonly mimeType: string;
  readonly size: number;
  read(): AsyncIterable<Buffer>;
}

/** Looks at what strangers sent before anybody sees it. Rejects when it cannot look now: then it is asked again. */
export interface MediaScanner {
  scan(
    bytes: AsyncIterable<Buffer>,
    about: { readonly mimeType: string; readonly size: number },
  ): Promise<'clean' | 'infected'>;
}

export interface MediaTuning {
  /** Milliseconds of one fetch. */
  readonly mediaDeadline: number;
  /** More than the deadline: then another process fetches. */
  readonly mediaLease: number;
  /** First wait between tries; doubles each time, at most an hour. */
  readonly mediaRetry: number;
  /** How long a medium is tried; providers keep them for days. */
  readonly mediaPatience: number;
  /** Largest medium that is kept. */
  readonly mediaBytes: number;
}

export const mediaTuning: MediaTuning = {
  mediaDeadline: 120_000,
  mediaLease: 180_000,
  mediaRetry: 5_000,
  mediaPatience: 7 * 86_400_000,
  mediaBytes: 100_000_000,
};

/** What the host does about media. */
export interface MediaHost {
  /** Orders a medium within the caller's transaction; nothing where the channel's plugin fetches none, or it was ordered before. */
  fetchMedia(unit: UnitOfWork, order: MediaOrder): Promise<void>;
  /** What is known of media, by message id; unknown ones are left out. */
  media(messageIds: readonly string[]): Promise<MediaInfo[]>;
  /** Null: not there (yet). */
  openMedia(messageId: string): Promise<OpenMedium | null>;
}
