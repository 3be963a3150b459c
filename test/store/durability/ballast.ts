import type { Collection } from 'mongodb';
import { isLoss } from './writers.js';

/** A large document whose updates fill the store's log, so that it is compacted under load. */
export interface Load {
  _id: number;
  n: number;
  body: string;
}

const documents = 4;
const bodyLength = 400_000;

/** Updates large documents in turn and remembers how often each was acknowledged. */
export class Ballast {
  readonly #acknowledged = Array.from({ length: documents }, () => 0);
  readonly #underWay = Array.from({ length: documents }, () => false);
  readonly #unexpected: string[] = [];

  /** Stores the documents; once, before the first run. */
  async prepare(loads: Collection<Load>): Promise<void> {
    const body = 'ballast '.repeat(bodyLength / 8);
    await loads.insertMany(Array.from({ length: documents }, (_, _id) => ({ _id, n: 0, body })));
  }

  /** Updates until the server is gone. */
  async run(loads: Collection<Load>): Promise<void> {
    try {
      for (let turn = 0; ; turn++) await this.#update(loads, turn % documents);
    } catch (error) {
      if (!isLoss(error)) this.#unexpected.push(`ballast: ${String(error)}`);
    }
  }

  async #update(loads: Collection<Load>, id: number): Promise<void> {
    this.#underWay[id] = true;
    await loads.updateOne({ _id: id }, { $inc: { n: 1 } });
    this.#underWay[id] = false;
    this.#acknowledged[id]!++;
  }

  /** Returns the faults and takes what is stored as the state to go on from. */
  async verify(loads: Collection<Load>): Promise<string[]> {
    const faults = [...this.#unexpected];
    const stored = await loads.find().sort({ _id: 1 }).toArray();
    for (let id = 0; id < documents; id++) {
      const [n, acknowledged] = [stored[id]?.n ?? -1, this.#acknowledged[id] ?? 0];
      const most = acknowledged + (this.#underWay[id] ? 1 : 0);
      if (n < acknowledged || n > most) faults.push(`ballast ${id} has ${n}, acknowledged ${acknowledged}`);
      this.#acknowledged[id] = n;
      this.#underWay[id] = false;
    }
    return faults;
  }
}
