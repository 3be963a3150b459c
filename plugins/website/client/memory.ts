/** What a device remembers of a visitor. */
export interface Memory {
  get(key: string): string | null;
  set(key: string, value: string | null): void;
}

/**
 * The browser's storage under a prefix; null removes. Where the browser allows none (a blocked third-party frame, a private
 * window) it lasts as long as the page.
 */
export function openMemory(storage: () => Storage, prefix: string): Memory {
  const fallback = new Map<string, string>();
  const attempt = <T>(work: (store: Storage) => T): T | undefined => {
    try {
      return work(storage());
    } catch {
      return undefined;
    }
  };
  return {
    get: (key) => attempt((store) => store.getItem(`${prefix}${key}`)) ?? fallback.get(key) ?? null,
    set(key, value) {
      if (value === null) {
        fallback.delete(key);
        attempt((store) => store.removeItem(`${prefix}${key}`));
        return;
      }
      fallback.set(key, value);
      attempt((store) => store.setItem(`${prefix}${key}`, value));
    },
  };
}
