import DataLoader from 'dataloader';
import type { RequestContext } from './context.js';

/** Fetches many rows at once; ids without a row are absent from the map. */
export type BatchFetch<T> = (context: RequestContext, ids: readonly string[]) => Promise<ReadonlyMap<string, T>>;

/**
 * A loader per request: `const byId = createLoader(fetch)`, then `byId(context).load(id)` gives the row or null.
 * Order and duplicates are the loader's concern, not the fetch's.
 */
export function createLoader<T>(fetch: BatchFetch<T>): (context: RequestContext) => DataLoader<string, T | null> {
  return (context) => {
    const known = context.cache.get(fetch) as DataLoader<string, T | null> | undefined;
    if (known) return known;
    const loader = new DataLoader<string, T | null>(async (ids) => {
      const rows = await fetch(context, ids);
      return ids.map((id) => rows.get(id) ?? null);
    });
    context.cache.set(fetch, loader);
    return loader;
  };
}
