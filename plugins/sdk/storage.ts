/** A value with the version that stood when it was read. */
export interface StoredValue<T = unknown> {
  readonly value: T;
  /** 1 for the first write; moves with every write. */
  readonly version: number;
}

/** An entry of a listing. */
export interface StoredEntry<T = unknown> extends StoredValue<T> {
  readonly key: string;
}

/**
 * What a channel keeps between calls: small values under keys, shared by all processes, sealed at rest, on disk when a
 * write resolves. Each account has its own. Keys are at most 200 characters of `A-Z a-z 0-9 . _ : / -` and hold nothing
 * personal (they are stored in clear); a value is JSON of at most 256 kB.
 */
export interface PluginStorage {
  /** Null: nothing stands there, or it has expired. */
  get<T = unknown>(key: string): Promise<StoredValue<T> | null>;
  /**
   * Writes a value. With `expected` only while that version stands (0: while nothing stands).
   * @returns false when another version stands: nothing was written, read again
   */
  put(
    key: string,
    value: unknown,
    options?: { readonly expected?: number; readonly expiresAt?: Date },
  ): Promise<boolean>;
  delete(key: string): Promise<void>;
  /** Entries whose key begins with `prefix`, in the order of their keys, behind `after`; at most 100 (default). */
  list<T = unknown>(
    prefix: string,
    options?: { readonly after?: string; readonly first?: number },
  ): Promise<readonly StoredEntry<T>[]>;
}

/** Something laid down for one addressee. */
export interface MailboxEntry {
  /** Counts up by one per address, from 1, without gaps: a reader that remembers the last one misses nothing. */
  readonly sequence: number;
  readonly id: string;
  readonly at: Date;
  readonly value: unknown;
}

/**
 * Where a channel lays down what its addressees fetch by themselves (a web chat, an app's inbox): one gap-free list per
 * address, kept as long as the host keeps settled rows. Addresses are hashed and values sealed at rest.
 */
export interface Mailbox {
  /** Lays an entry down; an id that is there already changes nothing. Answers the entry's sequence. */
  append(address: string, entry: { readonly id: string; readonly value: unknown }): Promise<number>;
  /** Entries behind a sequence, oldest first; at most 100. */
  read(address: string, after: number, first?: number): Promise<readonly MailboxEntry[]>;
  /** Resolves once something stands behind `after`, by whatever process; also when the signal ends. */
  changed(address: string, after: number, signal: AbortSignal): Promise<void>;
}
