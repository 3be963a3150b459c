import { randomUUID } from 'node:crypto';
import type { Collection } from 'mongodb';
import type { Vault } from '../../subgraphs/kernel/crypto.js';
import type { Database, UnitOfWork } from '../../subgraphs/kernel/database.js';
import { badUserInput, notFound } from '../../subgraphs/kernel/errors.js';
import type { Logger } from '../../subgraphs/kernel/logging.js';
import type { Post, PublishOutcome } from '../sdk/index.js';
import type { ChannelRuntime } from './channel-runtime.js';
import { settlementOf } from './publishing-outcome.js';
import type { PostRow } from './publishing-rows.js';
import type { PostHandlers, PostHost, PostNews, PostOrder } from './publishing-types.js';
import type { HostTuning } from './types.js';

export interface PublisherParts {
  readonly database: Database;
  readonly posts: Collection<PostRow>;
  readonly channels: ReadonlyMap<string, ChannelRuntime>;
  readonly handlers: PostHandlers;
  readonly vault: Vault;
  readonly tuning: HostTuning;
  readonly log: Logger;
  readonly now: () => number;
}

/** The row is another process's by now, or was withdrawn: the plugin must not take its next step. */
class ClaimLost extends Error {}

const sealContext = (postId: string) => `channel-post:${postId}`;

/**
 * Brings posts out: one at a time per channel, in the order in which they fall due. A row is claimed by a lease, the
 * plugin's progress is on disk before each of its steps, and what became of a try is settled in one transaction with
 * its news. A process that ends in between leaves the row to the next one, which goes on from the last progress.
 */
export class Publisher implements PostHost {
  private readonly worker = randomUUID();
  private readonly running = new Map<string, Promise<void>>();
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(private readonly parts: PublisherParts) {}

  async publish(unit: UnitOfWork, { postId, channelId, reference, post }: PostOrder): Promise<void> {
    const channel = this.parts.channels.get(channelId);
    if (!channel) throw notFound(`The channel ${channelId}`);
    if (!channel.account.plugin.operational?.publish)
      throw badUserInput(`The channel ${channelId} brings no posts out; name another one.`, 'channelId');
    const at = new Date(this.parts.now());
    const order = { channelId, reference, failures: 0, sealed: this.parts.vault.seal(post, sealContext(postId)) };
    const row = { ...order, state: 'open' as const, pending: true as const, dueAt: at, orderedAt: at };
    const { session } = unit;
    await this.parts.posts.updateOne({ _id: postId }, { $setOnInsert: row }, { upsert: true, session });
    await this.parts.posts.updateOne(
      { _id: postId, state: 'withdrawn' },
      { $set: { state: 'open', pending: true, dueAt: at, orderedAt: at, failures: 0 } },
      { session },
    );
    await this.parts.posts.updateOne({ _id: postId, withdrawn: true }, { $unset: { withdrawn: '' } }, { session });
    unit.afterCommit(() => this.wake());
  }

  async withdraw({ session }: UnitOfWork, postId: string): Promise<void> {
    const { posts } = this.parts;
    const taken = await posts.updateOne(
      { _id: postId, state: 'open' },
      { $set: { state: 'withdrawn' }, $unset: { pending: '' } },
      { session },
    );
    if (taken.matchedCount === 0)
      await posts.updateOne({ _id: postId, state: 'publishing' }, { $set: { withdrawn: true } }, { session });
  }

  start(): void {
    this.timer = setInterval(() => this.wake(), this.parts.tuning.pollInterval);
    this.wake();
  }

  /** Takes no further post and waits for those under way, at most `deadline` ms. */
  async stop(deadline: number): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    let late: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => (late = setTimeout(resolve, deadline)));
    await Promise.race([Promise.all(this.running.values()), patience]);
    clearTimeout(late);
  }

  /** Looks for what is due on every channel that is idle. */
  private wake(): void {
    if (this.stopped || this.timer === undefined) return;
    for (const channel of this.parts.channels.values()) {
      if (!channel.account.plugin.operational?.publish || this.running.has(channel.id)) continue;
      const work = this.work(channel).finally(() => this.running.delete(channel.id));
      this.running.set(channel.id, work);
    }
  }

  /** Brings out what is due on a channel. Never rejects. */
  private async work(channel: ChannelRuntime): Promise<void> {
    try {
      while (!this.stopped && channel.pause(1) === 0) {
        const row = await this.claim(channel.id);
        if (!row) return;
        await this.settle(row, await this.attempt(channel, row));
      }
    } catch (error) {
      const { log } = this.parts;
      if (!this.stopped)
        log.warn({ err: error, channel: channel.id }, 'a post could not be settled; it is tried again');
    }
  }

  /** The next post of a channel that is due, or whose process is gone. index: pending */
  private claim(channelId: string): Promise<PostRow | null> {
    const now = new Date(this.parts.now());
    const leaseUntil = new Date(now.getTime() + this.parts.tuning.publishLease);
    const free = [
      { state: 'open' as const, dueAt: { $lte: now } },
      { state: 'publishing' as const, leaseUntil: { $lt: now } },
    ];
    return this.parts.posts.findOneAndUpdate(
      { pending: true, channelId, $or: free },
      { $set: { state: 'publishing', worker: this.worker, leaseUntil } },
      { sort: { dueAt: 1 }, returnDocument: 'after' },
    );
  }

  private get mine() {
    return { state: 'publishing' as const, worker: this.worker };
  }

  /** One call of the plugin. What it throws, or leaves unanswered, is unknown: the next call finds out. */
  private async attempt(channel: ChannelRuntime, row: PostRow): Promise<PublishOutcome> {
    const { posts, vault, tuning, log } = this.parts;
    let progress: unknown = row.progress === undefined ? undefined : JSON.parse(row.progress);
    const record = async (next: unknown) => {
      const kept = await posts.updateOne(
        { _id: row._id, ...this.mine, withdrawn: { $ne: true } },
        { $set: { progress: JSON.stringify(next) } },
      );
      if (kept.matchedCount === 0) throw new ClaimLost('The post was withdrawn, or is worked elsewhere.');
      progress = next;
    };
    try {
      const post = vault.open<Post>(row.sealed, sealContext(row._id));
      const command = { postId: row._id, post, ...(progress === undefined ? {} : { progress }) };
      const publish = channel.account.plugin.operational!.publish!;
      const outcome = await channel.call(tuning.publishDeadline, undefined, (context) =>
        publish(command, context, record),
      );
      if (outcome.status === 'rejected') channel.react(outcome);
      return outcome;
    } catch (error) {
      log.error({ err: error, channel: channel.id, post: row._id }, 'publish ended without an outcome');
      const fault = { code: 'NO_OUTCOME', message: 'the plugin threw or did not answer' };
      return { status: 'unknown', error: fault, progress };
    }
  }

  /** Writes an outcome down with its news, unless the row is another process's by now. */
  private async settle(row: PostRow, outcome: PublishOutcome): Promise<void> {
    const { database, posts, handlers, tuning } = this.parts;
    const at = new Date(this.parts.now());
    await database.transaction(async (unit) => {
      const { session } = unit;
      const current = await posts.findOne({ _id: row._id, ...this.mine }, { session });
      if (!current) return;
      const { update, news } = settlementOf(current, outcome, { at, tuning });
      await posts.updateOne({ _id: row._id }, update, { session });
      const { channelId, reference, _id: postId } = row;
      if (news) await handlers.post?.({ postId, channelId, reference, at, ...news } as PostNews, unit);
    });
  }
}
