import type { PluginStorage } from '../sdk/index.js';

/** Tries of a change that others get in the way of; more than any real contention needs. */
const mostTries = 60;

/** What a change writes. `value` undefined: nothing is written. */
export interface Change<T, Result> {
  readonly value?: T;
  readonly expiresAt?: Date;
  readonly result: Result;
}

/**
 * Reads a value and writes another in its place, as one step: when somebody was quicker, `change` is asked again with what
 * stands there now. Rejects after many tries, having written nothing.
 */
export async function changeStored<T, Result>(
  storage: PluginStorage,
  key: string,
  change: (stands: T | null) => Change<T, Result>,
): Promise<Result> {
  for (let tries = 0; tries < mostTries; tries += 1) {
    const stored = await storage.get<T>(key);
    const { value, expiresAt, result } = change(stored?.value ?? null);
    if (value === undefined) return result;
    const options = { expected: stored?.version ?? 0, ...(expiresAt && { expiresAt }) };
    if (await storage.put(key, value, options)) return result;
  }
  throw new Error('a stored value changes too often');
}
