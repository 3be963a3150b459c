/** An event source for fixtures: every reader gets what is published after it began, in order. */
export class Topic<T> {
  private readonly readers = new Set<Reader<T>>();

  /** Open readers. */
  get size(): number {
    return this.readers.size;
  }

  publish(value: T): void {
    for (const reader of this.readers) reader.push(value);
  }

  /** Ends all readers, or fails them. */
  end(error?: Error): void {
    for (const reader of [...this.readers]) reader.finish(error);
  }

  /** `first` comes before what is published from now on. */
  read(first: readonly T[] = []): AsyncIterableIterator<T> {
    const reader = new Reader<T>([...first], () => this.readers.delete(reader));
    this.readers.add(reader);
    return reader;
  }
}

class Reader<T> implements AsyncIterableIterator<T> {
  private wake: (() => void) | undefined;
  private ended = false;
  private error: Error | undefined;

  constructor(
    private readonly waiting: T[],
    private readonly onEnd: () => void,
  ) {}

  push(value: T): void {
    this.waiting.push(value);
    this.wake?.();
  }

  finish(error?: Error): void {
    this.ended = true;
    this.error = error;
    this.onEnd();
    this.wake?.();
  }

  async next(): Promise<IteratorResult<T>> {
    while (this.waiting.length === 0) {
      if (this.error) throw this.error;
      if (this.ended) return { done: true, value: undefined };
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
    return { done: false, value: this.waiting.shift()! };
  }

  return(): Promise<IteratorResult<T>> {
    this.waiting.length = 0;
    this.finish();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
