import type { Database } from '../database.js';
import type { Logger } from '../logging.js';
import type { LogCollections } from './collections.js';
import type { LogTail, Page } from './tail.js';
import type { Consumer, ConsumerOptions, StoredEvent } from './types.js';

const firstRetryDelay = 100;
const longestRetryDelay = 30_000;
/** Most events that one transaction handles. */
const batchSize = 32;

/** What a consumer stands on. `catchUp` positions and reads everything that is committed. */
export interface ConsumerParts {
  readonly database: Database;
  readonly collections: LogCollections;
  readonly tail: LogTail;
  readonly log: Logger;
  catchUp(): Promise<void>;
}

/** Another replica of this consumer has moved the checkpoint; its effect is done. */
class CheckpointMoved extends Error {}

/**
 * A reader whose effect happens exactly once: the checkpoint moves in the transaction of the effect and only from
 * where this reader believed it to be. An event that cannot be handled holds the consumer (and is logged) rather than
 * being skipped.
 */
export class CheckpointConsumer implements Consumer {
  private readonly abort = new AbortController();
  private loop: Promise<void> | undefined;
  private position = 0;

  constructor(
    private readonly options: ConsumerOptions,
    private readonly parts: ConsumerParts,
  ) {}

  async start(): Promise<void> {
    const { checkpoints } = this.parts.collections;
    await checkpoints.updateOne({ _id: this.options.name }, { $setOnInsert: { value: 0 } }, { upsert: true });
    this.position = await this.checkpoint();
    this.loop = this.run();
  }

  async stop(): Promise<void> {
    this.abort.abort();
    await this.loop;
  }

  async settled(): Promise<void> {
    await this.parts.catchUp();
    const goal = this.parts.tail.head;
    while (this.position < goal && !this.abort.signal.aborted) await pause(5, this.abort.signal);
  }

  private async run(): Promise<void> {
    const { signal } = this.abort;
    while (!signal.aborted) {
      try {
        await this.follow(signal);
      } catch (error) {
        this.parts.log.warn({ err: error, consumer: this.options.name }, 'a consumer of the log starts again');
        await pause(firstRetryDelay * 10, signal);
      }
    }
  }

  /** Follows the log from the checkpoint until it is moved by another, or the log asks to begin elsewhere. */
  private async follow(signal: AbortSignal): Promise<void> {
    this.position = await this.checkpoint();
    // All types are read, so that `position` tells how far this consumer has looked.
    for await (const page of this.parts.tail.pages({ after: this.position, signal })) {
      if ('kind' in page) {
        this.parts.log.error(
          { consumer: this.options.name, oldest: page.oldest },
          `a consumer lost events: ${page.reason}`,
        );
        await this.moveTo(page.oldest);
        return;
      }
      if (!(await this.handlePage(page, signal))) return;
    }
  }

  private async handlePage({ events, upTo }: Page, signal: AbortSignal): Promise<boolean> {
    const wanted = events.filter((event) => this.isWanted(event));
    for (let start = 0; start < wanted.length; start += batchSize) {
      const batch = wanted.slice(start, start + batchSize);
      if (!(await this.handleBatch(batch, signal))) return false;
      this.position = batch.at(-1)!.position;
    }
    this.position = upTo;
    return true;
  }

  private isWanted(event: StoredEvent): boolean {
    return this.options.types.includes(event.type) && (this.options.wants?.(event) ?? true);
  }

  /** All in one transaction; when that fails each in its own, so that one bad event holds only what comes after it. */
  private async handleBatch(batch: Page['events'], signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return false;
    if (batch.length > 1) {
      try {
        await this.apply(batch);
        return true;
      } catch (error) {
        if (error instanceof CheckpointMoved) return false;
      }
    }
    for (const event of batch) if (!(await this.handle(event, signal))) return false;
    return true;
  }

  /** False when the checkpoint was moved by another replica, or on stop. */
  private async handle(event: Page['events'][number], signal: AbortSignal): Promise<boolean> {
    for (let delay = firstRetryDelay; !signal.aborted; delay = Math.min(delay * 2, longestRetryDelay)) {
      try {
        await this.apply([event]);
        return true;
      } catch (error) {
        if (error instanceof CheckpointMoved) return false;
        this.parts.log.error(
          { err: error, consumer: this.options.name, event: event.id, type: event.type },
          'an event could not be handled; it is tried again and holds this consumer',
        );
        await pause(delay, signal);
      }
    }
    return false;
  }

  private apply(batch: Page['events']): Promise<void> {
    const position = batch.at(-1)!.position;
    return this.parts.database.transaction(async (unit) => {
      const moved = await this.parts.collections.checkpoints.updateOne(
        { _id: this.options.name, value: { $lt: batch[0]!.position } },
        { $set: { value: position } },
        { session: unit.session },
      );
      if (moved.matchedCount === 0) throw new CheckpointMoved();
      for (const event of batch) await this.options.handle(event, unit);
    });
  }

  private async moveTo(position: number): Promise<void> {
    await this.parts.collections.checkpoints.updateOne({ _id: this.options.name }, { $max: { value: position } });
  }

  private async checkpoint(): Promise<number> {
    return (await this.parts.collections.checkpoints.findOne({ _id: this.options.name }))?.value ?? 0;
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, milliseconds);
    function done() {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done, { once: true });
  });
}
