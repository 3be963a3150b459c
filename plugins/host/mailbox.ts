import type { Database } from '../../subgraphs/kernel/database.js';
import type { Vault } from '../../subgraphs/kernel/crypto.js';
import type { Logger } from '../../subgraphs/kernel/logging.js';
import type { Mailbox, MailboxEntry } from '../sdk/index.js';
import type { HostCollections, MailRow } from './collections.js';
import { mailboxId } from './rows.js';
import { checkedValue, pageOf } from './storage.js';
import type { HostTuning } from './types.js';

export interface MailboxParts {
  readonly database: Database;
  readonly collections: HostCollections;
  readonly vault: Vault;
  readonly log: Logger;
  readonly tuning: HostTuning;
  readonly now: () => number;
}

/** Somebody who waits for what stands behind a sequence. */
interface Waiting {
  readonly after: number;
  readonly wake: () => void;
}

interface Sealed {
  readonly id: string;
  readonly value: unknown;
}

const largestValue = 256 * 1024;
/** Mailboxes that are looked at by one query. */
const lookedAtOnce = 1_000;
const duplicateKey = 11_000;

/**
 * The mailboxes of all channels. The counter of a mailbox moves in the transaction that writes the entry, so sequences
 * have no gaps, whatever process appends. Who waits is woken at once by this process, and by one shared look at the
 * counters for what others append.
 */
export class Mailboxes {
  private readonly waiting = new Map<string, Set<Waiting>>();
  /** The last append of each mailbox under way here: waiting for it is cheaper than conflicting with it. */
  private readonly tails = new Map<string, Promise<unknown>>();
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(private readonly parts: MailboxParts) {}

  /** The mailboxes of one channel, as its plugin sees them. */
  lend(channelId: string): Mailbox {
    const of = (address: string) => mailboxId(this.parts.vault, channelId, checkedText(address));
    return {
      append: async (address, { id, value }) => {
        const entry: Sealed = { id: checkedText(id), value: checkedValue(value, largestValue) };
        const mailbox = of(address);
        return this.inTurn(mailbox, () => this.append(mailbox, entry));
      },
      read: async (address, after, first = 100) => this.read(of(address), after, pageOf(first)),
      changed: async (address, after, signal) => this.changed(of(address), after, signal),
    };
  }

  /** Whoever waits is let go, and nobody waits any more. */
  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    for (const all of this.waiting.values()) for (const { wake } of [...all]) wake();
  }

  private inTurn<T>(mailbox: string, work: () => Promise<T>): Promise<T> {
    const turn = (this.tails.get(mailbox) ?? Promise.resolve()).then(work, work);
    this.tails.set(mailbox, turn);
    const leave = () => {
      if (this.tails.get(mailbox) === turn) this.tails.delete(mailbox);
    };
    void turn.then(leave, leave);
    return turn;
  }

  private async append(mailbox: string, entry: Sealed): Promise<number> {
    const _id = `${mailbox}/${this.parts.vault.lookupHash('channel-mail', entry.id)}`;
    for (;;) {
      const known = await this.parts.collections.mail.findOne({ _id }, { projection: { sequence: 1 } });
      if (known) return known.sequence;
      try {
        const sequence = await this.write(mailbox, _id, entry);
        this.arrived(mailbox, sequence);
        return sequence;
      } catch (error) {
        // Another process appended the same entry, or opened the mailbox, in the same moment.
        if ((error as { code?: unknown }).code !== duplicateKey) throw error;
      }
    }
  }

  private write(mailbox: string, _id: string, entry: Sealed): Promise<number> {
    const { database, collections, vault, tuning, now } = this.parts;
    const at = new Date(now());
    const sealed = vault.seal(entry, sealContext(_id));
    const purgeAt = new Date(at.getTime() + tuning.retention);
    return database.transaction(async ({ session }) => {
      const counter = await collections.mailboxes.findOneAndUpdate(
        { _id: mailbox },
        { $inc: { last: 1 } },
        { upsert: true, returnDocument: 'after', session },
      );
      const sequence = counter!.last;
      await collections.mail.insertOne({ _id, mailbox, sequence, at, sealed, purgeAt }, { session });
      return sequence;
    });
  }

  private async read(mailbox: string, after: number, first: number): Promise<MailboxEntry[]> {
    const rows = await this.parts.collections.mail
      .find({ mailbox, sequence: { $gt: after } })
      .sort({ sequence: 1 })
      .limit(first)
      .toArray();
    return rows.map((row) => this.open(row));
  }

  private open({ _id, sequence, at, sealed }: MailRow): MailboxEntry {
    return { sequence, at, ...this.parts.vault.open<Sealed>(sealed, sealContext(_id)) };
  }

  private changed(mailbox: string, after: number, signal: AbortSignal): Promise<void> {
    if (this.stopped || signal.aborted) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const leave = () => {
        signal.removeEventListener('abort', wake);
        const all = this.waiting.get(mailbox);
        all?.delete(entry);
        if (all?.size === 0) this.waiting.delete(mailbox);
      };
      const wake = () => {
        leave();
        resolve();
      };
      const entry: Waiting = { after, wake };
      this.waiting.set(mailbox, (this.waiting.get(mailbox) ?? new Set()).add(entry));
      signal.addEventListener('abort', wake, { once: true });
      this.look([mailbox]).then(
        () => this.lookAgain(),
        (error: unknown) => {
          leave();
          reject(error instanceof Error ? error : new Error('the mailbox could not be looked at'));
        },
      );
    });
  }

  private lookAgain(): void {
    if (this.timer !== undefined || this.stopped || this.waiting.size === 0) return;
    this.timer = setTimeout(() => {
      void this.look([...this.waiting.keys()])
        .catch((error: unknown) => this.parts.log.warn({ err: error }, 'mailboxes could not be looked at; tried again'))
        .then(() => {
          this.timer = undefined;
          this.lookAgain();
        });
    }, this.parts.tuning.pollInterval);
  }

  private async look(mailboxes: readonly string[]): Promise<void> {
    for (let from = 0; from < mailboxes.length; from += lookedAtOnce) {
      const some = mailboxes.slice(from, from + lookedAtOnce);
      const counters = await this.parts.collections.mailboxes.find({ _id: { $in: some } }).toArray();
      for (const { _id, last } of counters) this.arrived(_id, last);
    }
  }

  private arrived(mailbox: string, last: number): void {
    for (const { after, wake } of [...(this.waiting.get(mailbox) ?? [])]) if (last > after) wake();
  }
}

const sealContext = (rowId: string) => `channel-mail:${rowId}`;

function checkedText(text: string): string {
  if (typeof text === 'string' && text.length > 0 && text.length <= 1_000) return text;
  throw new TypeError('An address of a mailbox, and the id of an entry, are texts of 1 to 1,000 characters.');
}
