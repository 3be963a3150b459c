import type { Document } from '../bson/values.js';
import { isDocument } from '../bson/values.js';

/** The first part of a dotted path. */
export const rootOf = (path: string): string => {
  const dot = path.indexOf('.');
  return dot < 0 ? path : path.slice(0, dot);
};

function collect(filter: Document, roots: Set<string>): boolean {
  for (const [name, value] of Object.entries(filter)) {
    if (!name.startsWith('$')) roots.add(rootOf(name));
    else if (name === '$comment') continue;
    else if (!(name === '$and' || name === '$or' || name === '$nor') || !Array.isArray(value)) return false;
    else if (!value.every((part) => isDocument(part) && collect(part, roots))) return false;
  }
  return true;
}

/** The top-level fields a filter looks at, or null when that cannot be told (e.g. $expr). */
export function rootsOfFilter(filter: Document): Set<string> | null {
  const roots = new Set<string>();
  return collect(filter, roots) ? roots : null;
}
