import { randomUUID } from 'node:crypto';
import type { UpdateFilter } from 'mongodb';
import type { Vault } from '../../subgraphs/kernel/crypto.js';
import type { UnitOfWork } from '../../subgraphs/kernel/database.js';
import type { Logger } from '../../subgraphs/kernel/logging.js';
import type { MediaOutcome, MediaReference } from '../sdk/index.js';
import type { ChannelRuntime } from './channel-runtime.js';
import type { MediaCollections, MediaRow } from './media-rows.js';
import { dropOthers, dropVersion, MediumRefused, readChunks, writeChunks } from './media-store.js';
import type { MediaHost, MediaInfo, MediaOrder, MediaScanner, OpenMedium } from './media-types.js';
import type { HostTuning } from './types.js';

export interface MediaParts extends MediaCollections {
  readonly channels: ReadonlyMap<string, ChannelRuntime>;
  readonly vault: Vault;
  readonly tuning: HostTuning;
  readonly log: Logger;
  readonly now: () => number;
  /** Absent: nothing is scanned. */
  readonly scanner?: MediaScanner | undefined;
}

/** Fetches under way in this process. */
const concurrency = 2;
const longestRetry = 3_600_000;
/** What officers need; nothing that runs. */
const kept =
  /^(image\/(jpeg|png|webp|gif|heic)|audio\/[a-z0-9.+-]+|video\/(mp4|3gpp|quicktime|webm)|application\/(pdf|zip|msword|vnd\.(ms-(excel|powerpoint)|openxmlformats-officedocument\.[a-z.]+))|text\/(plain|csv))$/;

type Missing = Exclude<MediaOutcome, { status: 'found' }>;
const unanswered: Missing = {
  status: 'later',
  error: { code: 'NO_ANSWER', message: 'the plugin threw or did not answer' },
};

/** Bytes that were cut have another hash, or none are there: they may be whole next time. */
const passing: readonly MediumRefused['code'][] = ['HASH_DIFFERS', 'EMPTY'];
const refusedBy = ({ code, message }: MediumRefused): Missing => ({
  status: passing.includes(code) ? 'later' : 'gone',
  error: { code, message },
});
const refContext = (id: string) => `channel-media-reference:${id}`;
const nameContext = (id: string) => `channel-media-name:${id}`;

/**
 * Fetches the media of messages, after the messages themselves: claimed by a lease, checked for size, type and hash,
 * kept in sealed chunks. What cannot be had now is tried again for days; what cannot be had at all is told as FAILED.
 */
export class MediaDesk implements MediaHost {
  private readonly worker = randomUUID();
  private readonly running = new Set<Promise<void>>();
  private readonly stopping = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private looking = false;

  constructor(private readonly parts: MediaParts) {}

  async fetchMedia(
    { session, afterCommit }: UnitOfWork,
    { messageId, channelId, reference }: MediaOrder,
  ): Promise<void> {
    const { media, vault, channels } = this.parts;
    if (!channels.get(channelId)?.account.plugin.operational?.media) return;
    const at = new Date(this.parts.now());
    const row = {
      ...{ channelId, state: 'open' as const, pending: true as const, dueAt: at, orderedAt: at, failures: 0 },
      reference: vault.seal(reference, refContext(messageId)),
    };
    await media.updateOne({ _id: messageId }, { $setOnInsert: row }, { upsert: true, session });
    afterCommit(() => void this.wake());
  }

  async media(messageIds: readonly string[]): Promise<MediaInfo[]> {
    const rows = await this.parts.media.find({ _id: { $in: [...messageIds] } }).toArray();
    return rows.map((row) => this.infoOf(row));
  }

  async openMedia(messageId: string): Promise<OpenMedium | null> {
    const row = await this.parts.media.findOne({ _id: messageId, state: 'done' });
    if (!row || row.version === undefined || row.chunks === undefined) return null;
    const { version, chunks } = row;
    const read = () => readChunks(this.parts, messageId, { version, chunks });
    return { ...this.infoOf(row), state: 'READY', mimeType: row.mimeType ?? '', size: row.size ?? 0, read };
  }

  /** Tries again what has failed on a channel; answers how many. */
  async replay(channelId: string): Promise<number> {
    const at = new Date(this.parts.now());
    const { modifiedCount } = await this.parts.media.updateMany(
      { channelId, state: 'failed' },
      { $set: { state: 'open', pending: true, dueAt: at, orderedAt: at, failures: 0 }, $unset: { fault: '' } },
    );
    return modifiedCount;
  }

  start(): void {
    this.timer = setInterval(() => void this.wake(), this.parts.tuning.pollInterval);
    void this.wake();
  }

  /** Ends the fetches under way: they begin again elsewhere. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.stopping.abort();
    await Promise.all(this.running);
  }

  private infoOf(row: MediaRow): MediaInfo {
    const { _id: messageId, state, mimeType = null, size = null, fileName, fault = null } = row;
    return {
      messageId,
      state: state === 'done' ? 'READY' : state === 'failed' ? 'FAILED' : 'FETCHING',
      mimeType,
      size,
      fileName: fileName === undefined ? null : this.parts.vault.open<string>(fileName, nameContext(messageId)),
      fault,
    };
  }

  /** Claims what is due, as much as may run at once. Never rejects. */
  private async wake(): Promise<void> {
    if (this.looking || this.timer === undefined) return;
    this.looking = true;
    try {
      while (this.running.size < concurrency && !this.stopping.signal.aborted) {
        const row = await this.claim();
        if (!row) break;
        const work = this.work(row).finally(() => {
          this.running.delete(work);
          void this.wake();
        });
        this.running.add(work);
      }
    } catch (error) {
      if (!this.stopping.signal.aborted)
        this.parts.log.warn({ err: error }, 'media could not be looked up; tried again');
    }
    this.looking = false;
  }

  /** index: pending */
  private claim(): Promise<MediaRow | null> {
    const now = new Date(this.parts.now());
    const leaseUntil = new Date(now.getTime() + this.parts.tuning.mediaLease);
    const free = [
      { state: 'open' as const, dueAt: { $lte: now } },
      { state: 'fetching' as const, leaseUntil: { $lt: now } },
    ];
    return this.parts.media.findOneAndUpdate(
      { pending: true, channelId: { $in: [...this.parts.channels.keys()] }, $or: free },
      { $set: { state: 'fetching', worker: this.worker, leaseUntil } },
      { sort: { dueAt: 1 }, returnDocument: 'after' },
    );
  }

  /** One try. Never rejects. */
  private async work(row: MediaRow): Promise<void> {
    const { log } = this.parts;
    const missing = await this.fetch(row).catch((error: unknown) => {
      if (!this.stopping.signal.aborted)
        log.warn({ err: error, channel: row.channelId, medium: row._id }, 'a medium could not be fetched');
      return unanswered;
    });
    if (missing)
      await this.putOff(row, missing).catch((error: unknown) =>
        log.warn({ err: error }, 'a medium waits for its lease'),
      );
  }

  /** Null: it is kept. */
  private async fetch(row: MediaRow): Promise<Missing | null> {
    const { vault, tuning, channels } = this.parts;
    const reference = vault.open<MediaReference>(row.reference, refContext(row._id));
    const channel = channels.get(row.channelId)!;
    const fetchIt = channel.account.plugin.operational!.media!;
    return channel.call(tuning.mediaDeadline, this.stopping.signal, async (context) => {
      const outcome = await fetchIt(reference, context);
      if (outcome.status !== 'found') return outcome;
      return this.keep(row, reference, outcome).catch((error: unknown) => {
        if (error instanceof MediumRefused) return refusedBy(error);
        throw error;
      });
    });
  }

  private async keep(
    row: MediaRow,
    reference: MediaReference,
    found: Extract<MediaOutcome, { status: 'found' }>,
  ): Promise<null> {
    const { vault, tuning, media } = this.parts;
    const mimeType = found.mimeType.split(';')[0]!.trim().toLowerCase();
    if (!kept.test(mimeType)) throw new MediumRefused('TYPE_NOT_ALLOWED');
    const limits = { largest: tuning.mediaBytes, sha256: reference.sha256 };
    const written = await writeChunks(this.parts, row._id, found.bytes, limits);
    await this.scan(row._id, mimeType, written);
    const fileName = found.fileName ?? reference.fileName;
    const named = fileName === undefined ? {} : { fileName: vault.seal(fileName.slice(-200), nameContext(row._id)) };
    const { matchedCount } = await media.updateOne(
      { _id: row._id, state: 'fetching', worker: this.worker },
      { $set: { state: 'done', mimeType, ...written, ...named }, $unset: { pending: '', worker: '', leaseUntil: '' } },
    );
    // Somebody else was faster: what this try wrote is nobody's.
    if (matchedCount === 0) await dropVersion(this.parts, row._id, written.version);
    else await dropOthers(this.parts, row._id, written.version);
    return null;
  }

  private async scan(medium: string, mimeType: string, written: { version: string; chunks: number; size: number }) {
    const verdict = await this.parts.scanner?.scan(readChunks(this.parts, medium, written), {
      mimeType,
      size: written.size,
    });
    if (verdict !== 'infected') return;
    await dropVersion(this.parts, medium, written.version);
    throw new MediumRefused('INFECTED');
  }

  private async putOff(row: MediaRow, outcome: Missing): Promise<void> {
    const { media, now, tuning } = this.parts;
    const failures = row.failures + 1;
    const asked = outcome.status === 'later' ? (outcome.retryAfter ?? 0) : 0;
    const wait = Math.max(asked, Math.min(tuning.mediaRetry * 2 ** (failures - 1), longestRetry));
    const dueAt = new Date(now() + wait);
    const over = outcome.status === 'gone' || dueAt.getTime() > row.orderedAt.getTime() + tuning.mediaPatience;
    const fault = outcome.error.code.slice(0, 100);
    const left = { worker: '', leaseUntil: '' } as const;
    const again = this.stopping.signal.aborted ? new Date(now()) : dueAt;
    const change: UpdateFilter<MediaRow> = over
      ? { $set: { state: 'failed', failures, fault }, $unset: { ...left, pending: '' } }
      : { $set: { state: 'open', failures, dueAt: again }, $unset: left };
    const { matchedCount } = await media.updateOne({ _id: row._id, state: 'fetching', worker: this.worker }, change);
    if (matchedCount > 0) await dropOthers(this.parts, row._id);
  }
}
