/**
 * Lets work on one key run one after the other in this process. Correctness stands in the database; this only spares
 * transactions that would otherwise conflict, and be run again, all the time.
 */
export class Lanes {
  private readonly last = new Map<string, Promise<unknown>>();

  /** Runs work after all that was given before under the same key; null: at once. Answers as the work does. */
  async run<T>(key: string | null, work: () => Promise<T>): Promise<T> {
    if (key === null) return work();
    const before = this.last.get(key) ?? Promise.resolve();
    const mine = before.then(work, work);
    this.last.set(key, mine);
    try {
      return await mine;
    } finally {
      if (this.last.get(key) === mine) this.last.delete(key);
    }
  }
}
