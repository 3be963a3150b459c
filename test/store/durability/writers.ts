import { MongoError, MongoServerError, type Collection } from 'mongodb';
import type { Random } from '../support/random.js';

/** A document of the writers; `version` counts its updates. */
export interface Item {
  _id: string;
  writer: number;
  n: number;
  version: number;
  tags: string[];
  body: string;
}

/** What a document may look like after a crash: its last acknowledged version, or the one that was under way. */
interface Known {
  /** null: deleted, or never inserted. */
  acknowledged: number | null;
  underWay?: number | null;
}

/** The driver passes some errors of the socket on as they are, */
const socketErrors = new Set(['EPIPE', 'ECONNRESET']);
/** and asks them for a label that they do not have when they end a commit (`ClientSession.withTransaction`, driver 7.8). */
const unlabelled = 'hasErrorLabel is not a function';

/** True when the server went away, which is what ends a round; anything it answers is an error of its own. */
export const isLoss = (error: unknown): boolean =>
  error instanceof MongoError
    ? !(error instanceof MongoServerError)
    : socketErrors.has((error as { code?: string }).code ?? '') ||
      (error instanceof TypeError && error.message.includes(unlabelled));

const tagOf = (version: number): string => `v${version % 3}`;
const body = (writer: number): string => `writer ${writer} `.repeat(10);

/** Writers that insert, update and delete documents of their own and remember what was acknowledged. */
export class Writers {
  acknowledged = 0;
  readonly #unexpected: string[] = [];
  readonly #known = new Map<string, Known>();
  readonly #next: number[];
  readonly #random: Random;

  constructor(count: number, random: Random) {
    this.#next = Array.from({ length: count }, () => 0);
    this.#random = random;
  }

  /** Lets all writers write until the server is gone; returns when the last has noticed. */
  async run(items: Collection<Item>): Promise<void> {
    await Promise.all(this.#next.map((_, writer) => this.#write(items, writer)));
  }

  async #write(items: Collection<Item>, writer: number): Promise<void> {
    for (;;) {
      const before = this.#next[writer] ?? 0;
      const old = `${writer}-${this.#random.below(Math.max(before, 1))}`;
      const choice = this.#random.fraction();
      const step = choice < 0.6 || !this.#lives(old) ? this.#insert : choice < 0.85 ? this.#update : this.#remove;
      try {
        await step.call(this, items, writer, old);
        this.acknowledged++;
      } catch (error) {
        if (!isLoss(error)) this.#unexpected.push(`writer ${writer}: ${String(error)}`);
        return;
      }
    }
  }

  #lives(id: string): boolean {
    return typeof this.#known.get(id)?.acknowledged === 'number';
  }

  async #attempt(id: string, version: number | null, write: () => Promise<unknown>): Promise<void> {
    const acknowledged = this.#known.get(id)?.acknowledged ?? null;
    this.#known.set(id, { acknowledged, underWay: version });
    await write();
    this.#known.set(id, { acknowledged: version });
  }

  #insert(items: Collection<Item>, writer: number): Promise<void> {
    const n = this.#next[writer] ?? 0;
    this.#next[writer] = n + 1;
    const item = { _id: `${writer}-${n}`, writer, n, version: 1, tags: ['all', tagOf(1)], body: body(writer) };
    return this.#attempt(item._id, 1, () => items.insertOne(item));
  }

  #update(items: Collection<Item>, _writer: number, id: string): Promise<void> {
    const version = (this.#known.get(id)?.acknowledged ?? 0) + 1;
    return this.#attempt(id, version, async () => {
      const { matchedCount } = await items.updateOne(
        { _id: id },
        { $inc: { version: 1 }, $set: { 'tags.1': tagOf(version) } },
      );
      if (matchedCount !== 1) throw new Error(`${id} is gone`);
    });
  }

  #remove(items: Collection<Item>, _writer: number, id: string): Promise<void> {
    return this.#attempt(id, null, () => items.deleteOne({ _id: id }));
  }

  /**
   * Holds the stored documents against what was acknowledged and takes them as the state to go on from. Returns the
   * faults: an acknowledged write that is not there, or a state no write ever made.
   */
  verify(stored: Item[]): string[] {
    const faults = [...this.#unexpected];
    const versions = new Map(stored.map((item) => [item._id, item.version]));
    for (const item of stored) {
      if (item.tags[1] !== tagOf(item.version)) faults.push(`${item._id} is half updated`);
      if (!this.#known.has(item._id)) faults.push(`${item._id} was never written`);
    }
    for (const [id, known] of this.#known) {
      const version = versions.get(id) ?? null;
      const allowed = 'underWay' in known ? [known.acknowledged, known.underWay] : [known.acknowledged];
      if (!allowed.includes(version)) faults.push(`${id} has version ${version}, acknowledged ${known.acknowledged}`);
      this.#known.set(id, { acknowledged: version });
    }
    return faults;
  }
}
