import type { Mailbox, MailboxEntry, PluginStorage, StoredEntry } from '../index.js';

interface Kept {
  readonly text: string;
  readonly version: number;
  readonly expiresAt: number;
}

/** A storage in this process's memory, for tests of plugins. Values are kept as JSON, as the host does. */
export function memoryStorage(now: () => number = Date.now): PluginStorage {
  const rows = new Map<string, Kept>();
  const standing = (key: string) => {
    const row = rows.get(key);
    return row && row.expiresAt > now() ? row : undefined;
  };
  return {
    get<T>(key: string) {
      const row = standing(key);
      return Promise.resolve(row ? { value: JSON.parse(row.text) as T, version: row.version } : null);
    },
    put(key, value, { expected, expiresAt } = {}) {
      const version = standing(key)?.version ?? 0;
      if (expected !== undefined && expected !== version) return Promise.resolve(false);
      rows.set(key, { text: JSON.stringify(value), version: version + 1, expiresAt: expiresAt?.getTime() ?? Infinity });
      return Promise.resolve(true);
    },
    delete(key) {
      rows.delete(key);
      return Promise.resolve();
    },
    list<T>(prefix: string, { after = '', first = 100 }: { after?: string; first?: number } = {}) {
      const keys = [...rows.keys()].filter((key) => key.startsWith(prefix) && key > after && standing(key)).sort();
      const entries = keys.slice(0, Math.min(first, 100)).map((key): StoredEntry<T> => {
        const { text, version } = rows.get(key)!;
        return { key, value: JSON.parse(text) as T, version };
      });
      return Promise.resolve(entries);
    },
  };
}

/** A mailbox in this process's memory, for tests of plugins. */
export function memoryMailbox(now: () => number = Date.now): Mailbox {
  const boxes = new Map<string, MailboxEntry[]>();
  const waiting = new Set<() => void>();
  const box = (address: string) => {
    const known = boxes.get(address) ?? [];
    boxes.set(address, known);
    return known;
  };
  return {
    append(address, { id, value }) {
      const entries = box(address);
      const known = entries.find((entry) => entry.id === id);
      if (known) return Promise.resolve(known.sequence);
      const sequence = entries.length + 1;
      entries.push({ sequence, id, at: new Date(now()), value: JSON.parse(JSON.stringify(value)) as unknown });
      for (const wake of [...waiting]) wake();
      return Promise.resolve(sequence);
    },
    read: (address, after, first = 100) =>
      Promise.resolve(
        box(address)
          .filter(({ sequence }) => sequence > after)
          .slice(0, Math.min(first, 100)),
      ),
    changed: (address, after, signal) =>
      new Promise((resolve) => {
        const look = () => {
          if (!signal.aborted && box(address).length <= after) return;
          waiting.delete(look);
          signal.removeEventListener('abort', look);
          resolve();
        };
        waiting.add(look);
        signal.addEventListener('abort', look);
        look();
      }),
  };
}
