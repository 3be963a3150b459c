const maximum = 256;

interface Chunk<V> {
  keys: string[];
  values: V[];
}

/**
 * An ordered map from unique string keys (compared by code unit) to values, kept as a list of short sorted arrays:
 * one level is enough for millions of keys, and there is nothing to balance.
 */
export class SortedKeys<V> {
  private chunks: Chunk<V>[] = [{ keys: [], values: [] }];
  /** Grows with every change, so that a scan knows when its position is stale. */
  private changes = 0;
  size = 0;

  /** Index of the chunk that holds `key` or would hold it. */
  private chunkOf(key: string): number {
    let low = 0;
    let high = this.chunks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.chunks[middle]?.keys[0] ?? '') <= key) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Adds the key; an existing key keeps its value and false is returned. */
  add(key: string, value: V): boolean {
    const at = this.chunkOf(key);
    const chunk = this.chunks[at] as Chunk<V>;
    const position = lowerBound(chunk.keys, key);
    if (chunk.keys[position] === key) return false;
    if (position === chunk.keys.length) {
      chunk.keys.push(key);
      chunk.values.push(value);
    } else {
      chunk.keys.splice(position, 0, key);
      chunk.values.splice(position, 0, value);
    }
    if (chunk.keys.length > maximum) this.split(at, position);
    this.size++;
    this.changes++;
    return true;
  }

  /** Rising keys are the rule (ObjectIds, times): the last chunk is split at its end, so chunks stay full. */
  private split(at: number, position: number): void {
    const chunk = this.chunks[at] as Chunk<V>;
    const rising = at === this.chunks.length - 1 && position === maximum;
    const cut = rising ? maximum - 1 : maximum >> 1;
    this.chunks.splice(at + 1, 0, { keys: chunk.keys.splice(cut), values: chunk.values.splice(cut) });
  }

  /** Removes the key; false when it was not there. */
  delete(key: string): boolean {
    const at = this.chunkOf(key);
    const chunk = this.chunks[at] as Chunk<V>;
    const position = lowerBound(chunk.keys, key);
    if (chunk.keys[position] !== key) return false;
    chunk.keys.splice(position, 1);
    chunk.values.splice(position, 1);
    if (chunk.keys.length === 0 && this.chunks.length > 1) this.chunks.splice(at, 1);
    this.size--;
    this.changes++;
    return true;
  }

  get(key: string): V | undefined {
    const chunk = this.chunks[this.chunkOf(key)] as Chunk<V>;
    const position = lowerBound(chunk.keys, key);
    return chunk.keys[position] === key ? chunk.values[position] : undefined;
  }

  /** About how many keys lie in [low, high): exact to within one chunk's fill. */
  count(low: string, high: string): number {
    const first = this.chunkOf(low);
    const last = this.chunkOf(high);
    const start = lowerBound((this.chunks[first] as Chunk<V>).keys, low);
    const end = lowerBound((this.chunks[last] as Chunk<V>).keys, high);
    if (first === last) return Math.max(0, end - start);
    const average = this.size / this.chunks.length;
    return Math.max(0, Math.round((last - first) * average + end - start));
  }

  /** Values of keys in [low, high), rising. The map may change between steps: the scan goes on from its last key. */
  *ascending(low: string, high: string): Generator<V> {
    let at = this.chunkOf(low);
    let position = lowerBound((this.chunks[at] as Chunk<V>).keys, low);
    let seen = this.changes;
    for (;;) {
      const chunk = this.chunks[at];
      if (!chunk) return;
      const key = chunk.keys[position];
      if (key === undefined) {
        at++;
        position = 0;
        continue;
      }
      if (key >= high) return;
      yield chunk.values[position] as V;
      position++;
      if (seen !== this.changes) {
        at = this.chunkOf(key);
        position = lowerBound((this.chunks[at] as Chunk<V>).keys, key);
        if (this.chunks[at]?.keys[position] === key) position++;
        seen = this.changes;
      }
    }
  }

  /** Values of keys in [low, high), falling. */
  *descending(low: string, high: string): Generator<V> {
    let at = this.chunkOf(high);
    let position = lowerBound((this.chunks[at] as Chunk<V>).keys, high) - 1;
    let seen = this.changes;
    for (;;) {
      if (position < 0) {
        if (--at < 0) return;
        position = (this.chunks[at] as Chunk<V>).keys.length - 1;
        continue;
      }
      const chunk = this.chunks[at] as Chunk<V>;
      const key = chunk.keys[position] as string;
      if (key < low) return;
      yield chunk.values[position] as V;
      position--;
      if (seen !== this.changes) {
        at = this.chunkOf(key);
        position = lowerBound((this.chunks[at] as Chunk<V>).keys, key) - 1;
        seen = this.changes;
      }
    }
  }
}

/** First position in the sorted array whose key is not below `key`. */
function lowerBound(keys: string[], key: string): number {
  let low = 0;
  let high = keys.length;
  if (high > 0 && (keys[high - 1] as string) < key) return high;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((keys[middle] as string) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
