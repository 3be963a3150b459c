import { changeStored } from '../storage.js';
import type { PluginStorage } from '../../sdk/index.js';

/** At most so many in a stretch of time. */
export interface Limit {
  /** Key of the storage; holds nothing personal. */
  readonly key: string;
  readonly most: number;
  /** Milliseconds. */
  readonly within: number;
}

/**
 * Takes one of every limit. Milliseconds until the next one is free, of the limit that has none left; 0: all were taken.
 * What an earlier limit of the list gave stays taken, so the narrowest ones come first.
 */
export async function takeEach(storage: PluginStorage, limits: readonly Limit[], now: Date): Promise<number> {
  for (const limit of limits) {
    const wait = await take(storage, limit, now.getTime());
    if (wait > 0) return wait;
  }
  return 0;
}

function take(storage: PluginStorage, { key, most, within }: Limit, now: number): Promise<number> {
  return changeStored<readonly number[], number>(storage, key, (stands) => {
    const recent = (stands ?? []).filter((at) => at > now - within);
    if (recent.length >= most) return { result: Math.max(recent[recent.length - most]! + within - now, 1) };
    return { value: [...recent, now], expiresAt: new Date(now + within), result: 0 };
  });
}

/** Takes one of a large number an hour, by clock hours: a count, where a list of instants would grow too long. */
export function takeOfHour(storage: PluginStorage, key: string, most: number, now: Date): Promise<number> {
  const hour = 3_600_000;
  const ends = (Math.floor(now.getTime() / hour) + 1) * hour;
  return changeStored<number, number>(storage, `${key}:${ends / hour}`, (stands) => {
    if ((stands ?? 0) >= most) return { result: ends - now.getTime() };
    return { value: (stands ?? 0) + 1, expiresAt: new Date(ends), result: 0 };
  });
}
