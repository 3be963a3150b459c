import { setTimeout as sleep } from 'node:timers/promises';
import type { Database, UnitOfWork } from '../../subgraphs/kernel/database.js';
import type { Vault } from '../../subgraphs/kernel/crypto.js';
import type { SendCommand, WebhookAnswer, WebhookRequest } from '../sdk/index.js';
import { busy, pluginAnswer } from './answers.js';
import type { ChannelRuntime } from './channel-runtime.js';
import type { HostCollections, InboxRow, OutboxRow } from './collections.js';
import { answerAllowance } from './outbox.js';
import { moveMessage, type MoveParts } from './receipts.js';
import { answerKey, openLetter } from './rows.js';
import type { HostTuning, IngressAnswer } from './types.js';

export interface AnswerParts extends MoveParts {
  readonly database: Database;
  readonly collections: HostCollections;
  readonly vault: Vault;
  readonly tuning: HostTuning;
  readonly now: () => number;
  readonly wake: (channelId: string) => void;
}

/** What a plugin has to write an answer. */
const writingDeadline = 1_000;
/** Another process may work the item: how often its row is looked at. */
const lookInterval = 200;
/** Parts of the ledger that only answers write, several so that they rarely conflict. */
const ledgerSlot = (key: string) => `answer-${(key.codePointAt(0) ?? 0) % 16}`;
const duplicateKey = 11_000;

/** A message to be answered with was sent the ordinary way meanwhile. */
class SentMeanwhile extends Error {}

const sealContext = (key: string) => `channel-answer:${key}`;

/**
 * Answers webhooks whose provider reads the reply from the answer itself. What the hub says to the sender while it
 * works the webhook is held back for a while; answer, and messages marked as sent, are written in one transaction
 * before the answer leaves. So a message goes out in the answer or the ordinary way, never both, and a webhook that
 * comes again gets the same answer.
 */
export class AnswerDesk {
  private readonly waiting = new Map<string, Set<() => void>>();

  constructor(private readonly parts: AnswerParts) {}

  /** An item of this process took its effect. */
  settled(rowId: string): void {
    for (const wake of this.waiting.get(rowId) ?? []) wake();
  }

  /** Rows whose webhook waits for what the hub says. */
  awaiting(channel: ChannelRuntime, rows: readonly InboxRow[]): InboxRow[] {
    const answerBy = this.deadline(channel);
    return rows.map((row) => (row.kind === 'message' ? { ...row, answerBy } : row));
  }

  /** The answer to a webhook whose items are stored. Rejects when the database does not answer. */
  async answer(channel: ChannelRuntime, request: WebhookRequest, rows: readonly InboxRow[]): Promise<IngressAnswer> {
    const ids = rows.filter(({ kind }) => kind === 'message').map(({ _id }) => _id);
    if (ids.length === 0) return (await this.write(channel, request, [])) ?? busy();
    const key = answerKey(ids);
    const known = await this.known(key);
    if (known) return known;
    const until = this.deadline(channel);
    await this.waitAgain(ids, until);
    const messages = (await this.allSettled(ids, until)) ? await this.held(ids) : [];
    return (await this.settle(channel, request, key, messages)) ?? this.stopgap(channel, request, key);
  }

  private deadline({ capabilities }: ChannelRuntime): Date {
    const within = capabilities.webhook?.answerWithin ?? this.parts.tuning.answerDeadline;
    return new Date(this.parts.now() + within);
  }

  private async known(key: string): Promise<IngressAnswer | null> {
    const row = await this.parts.collections.answers.findOne({ _id: key });
    return row && this.parts.vault.open<IngressAnswer>(row.sealed, sealContext(key));
  }

  /** Items that were stored by an earlier delivery and are still to be worked: they are waited for anew. */
  private async waitAgain(ids: readonly string[], until: Date): Promise<void> {
    await this.parts.collections.inbox.updateMany(
      { _id: { $in: [...ids] }, state: 'open', answerBy: { $lt: new Date(until.getTime() - lookInterval) } },
      { $set: { answerBy: until } },
    );
  }

  private async allSettled(ids: readonly string[], until: Date): Promise<boolean> {
    for (;;) {
      const news = this.nextOf(ids);
      try {
        const open = await this.parts.collections.inbox.countDocuments({ _id: { $in: [...ids] }, state: 'open' });
        if (open === 0) return true;
        const left = until.getTime() - this.parts.now();
        if (left <= 0) return false;
        await Promise.race([news.settled, sleep(Math.min(left, lookInterval))]);
      } finally {
        news.forget();
      }
    }
  }

  private nextOf(ids: readonly string[]): { settled: Promise<void>; forget: () => void } {
    let wake = () => {};
    const settled = new Promise<void>((resolve) => (wake = resolve));
    for (const id of ids) this.waiting.set(id, (this.waiting.get(id) ?? new Set()).add(wake));
    const forget = () => {
      for (const id of ids) {
        this.waiting.get(id)?.delete(wake);
        if (this.waiting.get(id)?.size === 0) this.waiting.delete(id);
      }
    };
    return { settled, forget };
  }

  /** What the hub said because of these items and nobody has sent, in order. Index: answers. */
  private held(ids: readonly string[]): Promise<OutboxRow[]> {
    return this.parts.collections.outbox
      .find({ answers: { $in: [...ids] }, state: 'open' })
      .sort({ order: 1 })
      .toArray();
  }

  /** Writes the answer and stores it with what it says. Null: the plugin failed, or the messages went another way. */
  private async settle(
    channel: ChannelRuntime,
    request: WebhookRequest,
    key: string,
    rows: readonly OutboxRow[],
  ): Promise<IngressAnswer | null> {
    const commands = rows.map((row) => this.command(row));
    const answer = await this.write(channel, request, commands);
    if (!answer) return null;
    try {
      await this.parts.database.transaction((unit) => this.store(key, answer, rows, unit));
    } catch (error) {
      if ((error as { code?: unknown }).code === duplicateKey) return this.known(key);
      if (error instanceof SentMeanwhile) return null;
      throw error;
    }
    await this.release(channel, rows);
    return answer;
  }

  private async stopgap(channel: ChannelRuntime, request: WebhookRequest, key: string): Promise<IngressAnswer> {
    return (await this.settle(channel, request, key, [])) ?? busy();
  }

  private command(row: OutboxRow): SendCommand {
    return { messageId: row._id, attempt: 1, ...openLetter(this.parts.vault, row._id, row.sealed ?? '') };
  }

  /** Null: the plugin threw, hung or answered nothing that can be sent. */
  private async write(
    channel: ChannelRuntime,
    request: WebhookRequest,
    messages: readonly SendCommand[],
  ): Promise<IngressAnswer | null> {
    try {
      const given = await channel.call(writingDeadline, undefined, async (context) =>
        channel.account.plugin.operational?.answer?.(request, messages, context),
      );
      return pluginAnswer(checked(given));
    } catch (error) {
      this.parts.log.error({ err: error, channel: channel.id }, 'a plugin could not answer a webhook');
      channel.degrade('The plugin could not answer a webhook.');
      return null;
    }
  }

  private async store(key: string, answer: IngressAnswer, rows: readonly OutboxRow[], unit: UnitOfWork): Promise<void> {
    const { collections, vault, retention, now } = this.parts;
    const sealed = vault.seal(answer, sealContext(key));
    const purgeAt = new Date(now() + retention);
    await collections.answers.insertOne({ _id: key, sealed, purgeAt }, { session: unit.session });
    for (const { _id } of rows) {
      const row = await collections.outbox.findOne({ _id, state: 'open' }, { session: unit.session });
      if (!row) throw new SentMeanwhile();
      await moveMessage(this.parts, row, { status: 'SENT', at: new Date(now()) }, ledgerSlot(key), unit);
    }
  }

  /** Later messages to the person were put off behind the held ones: now they may go. */
  private async release(channel: ChannelRuntime, rows: readonly OutboxRow[]): Promise<void> {
    const now = this.parts.now();
    for (const { lane, dueAt } of rows.slice(0, 1)) {
      const behind = { $gte: dueAt, $lte: new Date(dueAt.getTime() + answerAllowance) };
      await this.parts.collections.outbox.updateMany(
        { pending: true, lane, state: 'open', dueAt: behind },
        { $set: { dueAt: new Date(now) } },
      );
    }
    if (rows.length > 0) this.parts.wake(channel.id);
  }
}

function checked(answer: WebhookAnswer | undefined): WebhookAnswer {
  if (
    typeof answer?.body !== 'string' ||
    !Number.isInteger(answer.status) ||
    answer.status < 200 ||
    answer.status > 599
  )
    throw new TypeError('answer returned no { status, body }');
  return answer;
}
