import type { Logger } from '../../subgraphs/kernel/logging.js';
import type { HostCollections } from './collections.js';
import type { OutboxWorker } from './outbox-worker.js';
import type { HostTuning } from './types.js';

export interface OutboxPatrolParts {
  readonly collections: Pick<HostCollections, 'outbox'>;
  readonly outboxes: ReadonlyMap<string, OutboxWorker>;
  readonly tuning: Pick<HostTuning, 'pollInterval'>;
  readonly log: Logger;
}

/** Rows that tell which channels have something to do; when there are more, all are looked at. */
const sample = 200;

/**
 * Has outboxes looked at now and then: for rows of other processes, rows that are due by now, and rows that a crash left.
 * Channels on which nothing waits cost one look at the database together, however many they are.
 */
export class OutboxPatrol {
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;

  constructor(private readonly parts: OutboxPatrolParts) {}

  start(): void {
    this.timer = setInterval(() => {
      this.looking ??= this.look().finally(() => (this.looking = undefined));
    }, this.parts.tuning.pollInterval);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.looking;
  }

  private async look(): Promise<void> {
    const { collections, outboxes, log } = this.parts;
    try {
      const rows = await collections.outbox
        .find({ pending: true }, { projection: { channelId: 1 }, hint: 'pending_channel' })
        .limit(sample)
        .toArray();
      const busy = rows.length < sample ? new Set(rows.map(({ channelId }) => channelId)) : undefined;
      for (const [channelId, outbox] of outboxes) outbox.look(busy?.has(channelId) ?? true);
    } catch (error) {
      log.warn({ err: error }, 'the outbox could not be read; it is read again');
    }
  }
}
