import type { Vault } from '../../subgraphs/kernel/crypto.js';
import type { PluginStorage, StoredEntry, StoredValue } from '../sdk/index.js';
import type { HostCollections, StorageRow } from './collections.js';

export interface StorageParts {
  readonly collections: HostCollections;
  readonly vault: Vault;
  readonly now: () => number;
}

const longestKey = 200;
const largestValue = 256 * 1024;
const largestPage = 100;
const duplicateKey = 11_000;

/** Above every character of a key. */
const behindAll = '\u007f';

type Expiry = { readonly expiresAt?: Date };

/** The storage of one channel, as its plugin sees it. */
export function openStorage(parts: StorageParts, channelId: string): PluginStorage {
  const rows = new StorageRows(parts, channelId);
  return {
    async get<T>(key: string): Promise<StoredValue<T> | null> {
      checkKey(key);
      const entry = await rows.find<T>(key);
      return entry && { value: entry.value, version: entry.version };
    },
    async put(key, value, { expected, expiresAt } = {}) {
      checkKey(key);
      checkOptions(expected, expiresAt);
      return rows.put(key, checkedValue(value, largestValue), expected, expiresAt ? { expiresAt } : {});
    },
    async delete(key) {
      checkKey(key);
      await rows.delete(key);
    },
    async list<T>(prefix: string, { after = '', first = largestPage }: { after?: string; first?: number } = {}) {
      if (prefix !== '') checkKey(prefix);
      return rows.list<T>(prefix, after, pageOf(first));
    },
  };
}

/**
 * The rows of one channel's storage: one per key, sealed. A row whose time is up counts as gone from that moment on,
 * whenever the database takes it away; what is written over it begins again with version 1.
 */
class StorageRows {
  constructor(
    private readonly parts: StorageParts,
    private readonly channelId: string,
  ) {}

  async find<T>(key: string): Promise<StoredEntry<T> | null> {
    const row = await this.rows.findOne({ _id: this.id(key), ...this.live() });
    return row && this.open<T>(row);
  }

  async put(key: string, value: unknown, expected: number | undefined, expiry: Expiry): Promise<boolean> {
    const sealed = this.parts.vault.seal(value, this.context(key));
    if (expected === 0) return this.begin(key, sealed, expiry);
    if (expected !== undefined) return this.replace(key, sealed, expiry, expected);
    // Between two looks somebody may write, delete or let expire: each round is decided by the database.
    for (;;) {
      if (await this.replace(key, sealed, expiry)) return true;
      if (await this.begin(key, sealed, expiry)) return true;
    }
  }

  async delete(key: string): Promise<void> {
    await this.rows.deleteOne({ _id: this.id(key) });
  }

  async list<T>(prefix: string, after: string, first: number): Promise<StoredEntry<T>[]> {
    const from = after >= prefix ? { $gt: this.id(after) } : { $gte: this.id(prefix) };
    const rows = await this.rows
      .find({ _id: { ...from, $lt: this.id(prefix + behindAll) }, ...this.live() })
      .sort({ _id: 1 })
      .limit(first)
      .toArray();
    return rows.map((row) => this.open<T>(row));
  }

  private get rows() {
    return this.parts.collections.storage;
  }

  private id(key: string): string {
    return `${this.channelId}/${key}`;
  }

  private context(key: string): string {
    return `channel-storage:${this.id(key)}`;
  }

  private live() {
    return { $or: [{ expiresAt: { $exists: false } }, { expiresAt: { $gt: new Date(this.parts.now()) } }] };
  }

  private open<T>({ key, sealed, version }: StorageRow): StoredEntry<T> {
    return { key, value: this.parts.vault.open<T>(sealed, this.context(key)), version };
  }

  /** Writes over what stands there. */
  private async replace(key: string, sealed: string, { expiresAt }: Expiry, expected?: number): Promise<boolean> {
    const version = expected === undefined ? {} : { version: expected };
    const expiry = expiresAt
      ? { $set: { sealed, expiresAt } }
      : { $set: { sealed }, $unset: { expiresAt: '' as const } };
    const standing = { _id: this.id(key), ...version, ...this.live() };
    const { matchedCount } = await this.rows.updateOne(standing, { ...expiry, $inc: { version: 1 } });
    return matchedCount === 1;
  }

  /** Writes where nothing stands. */
  private async begin(key: string, sealed: string, expiry: Expiry): Promise<boolean> {
    const _id = this.id(key);
    const row: StorageRow = { _id, channelId: this.channelId, key, sealed, version: 1, ...expiry };
    const over = await this.rows.replaceOne({ _id, expiresAt: { $lte: new Date(this.parts.now()) } }, row);
    if (over.matchedCount === 1) return true;
    try {
      await this.rows.insertOne(row);
      return true;
    } catch (error) {
      if ((error as { code?: unknown }).code === duplicateKey) return false;
      throw error;
    }
  }
}

function checkKey(key: string): void {
  if (typeof key === 'string' && key.length <= longestKey && /^[\w.:/-]+$/.test(key)) return;
  throw new TypeError(`A storage key is 1 to ${longestKey} characters of A-Z a-z 0-9 . _ : / -`);
}

function checkOptions(expected: number | undefined, expiresAt: Date | undefined): void {
  if (expected !== undefined && (!Number.isInteger(expected) || expected < 0))
    throw new TypeError('`expected` is a version: 0 for nothing, or what get() gave.');
  if (expiresAt !== undefined && Number.isNaN(expiresAt.getTime())) throw new TypeError('`expiresAt` is no date.');
}

/**
 * A value that may be kept.
 * @throws TypeError for what is no JSON, RangeError for too much of it
 */
export function checkedValue(value: unknown, limit: number): unknown {
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) throw new TypeError('A stored value is JSON; undefined and functions are none.');
  if (Buffer.byteLength(text) > limit)
    throw new RangeError(`A stored value holds at most ${limit / 1024} kB of JSON: keep it in parts.`);
  return value;
}

/** How many entries a listing gives. */
export function pageOf(first: number): number {
  if (!Number.isInteger(first) || first < 1) throw new TypeError('`first` is a number of entries, 1 to 100.');
  return Math.min(first, largestPage);
}
