import type { Logger } from '../../subgraphs/kernel/logging.js';
import type { HostCollections } from './collections.js';
import { addToLedger } from './ledger.js';

const flushInterval = 1_000;

/**
 * Counts refused webhooks. They leave no row, and somebody who floods the hub with them must not make it write to disk
 * for each: counts are gathered and written once a second, received and rejected together.
 */
export class RejectionCounter {
  private counts = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly collections: HostCollections,
    private readonly log: Logger,
  ) {}

  add(channelId: string): void {
    this.counts.set(channelId, (this.counts.get(channelId) ?? 0) + 1);
  }

  start(): void {
    this.timer = setInterval(() => void this.flush(), flushInterval);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.flush();
  }

  /** Writes what was gathered. Never rejects: what cannot be written now is kept for the next time. */
  flush(): Promise<void> {
    this.writing = this.writing.then(() => this.write());
    return this.writing;
  }

  private async write(): Promise<void> {
    const counts = this.counts;
    this.counts = new Map();
    for (const [channelId, count] of counts) {
      try {
        await addToLedger(this.collections, channelId, 'refused', { received: count, rejected: count });
      } catch (error) {
        this.counts.set(channelId, (this.counts.get(channelId) ?? 0) + count);
        this.log.warn({ err: error, channel: channelId }, 'refused webhooks could not be counted; counted later');
      }
    }
  }
}
