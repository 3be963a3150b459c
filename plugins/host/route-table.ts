import type { Route } from '../sdk/index.js';

export { routeFaults } from '../sdk/route-check.js';

/** Where a path leads. */
export type Match =
  | { readonly route: Route<unknown>; readonly parameters: Readonly<Record<string, string>> }
  /** Methods that the path takes; empty: nothing is there. */
  | { readonly allowed: readonly string[] };

const segmentsOf = (path: string) => (path === '' ? [] : path.split('/'));

/**
 * Finds the route of a path (segments without a slash at either end, as they came in the URL). A literal segment goes
 * before a parameter.
 */
export function matchRoute(routes: readonly Route<unknown>[], method: string, path: string): Match {
  const given = segmentsOf(path);
  const found = routes
    .map((route) => ({ route, declared: segmentsOf(route.path) }))
    .filter(({ declared }) => fits(declared, given))
    .sort((one, other) => rank(other.declared).localeCompare(rank(one.declared)));
  const match = found.find(({ route }) => route.method === method);
  const parameters = match && valuesOf(match.declared, given);
  if (match && parameters) return { route: match.route, parameters };
  return { allowed: match ? [] : [...new Set(found.map(({ route }) => route.method))].sort() };
}

const fits = (declared: readonly string[], given: readonly string[]) =>
  declared.length === given.length &&
  declared.every((segment, place) => (segment.startsWith(':') ? given[place] !== '' : segment === given[place]));

/** Sorts literal segments before parameters, from the left. */
const rank = (declared: readonly string[]) => declared.map((segment) => (segment.startsWith(':') ? '0' : '1')).join('');

/** Null: a value is not encoded as URLs are. */
function valuesOf(declared: readonly string[], given: readonly string[]): Record<string, string> | null {
  try {
    return Object.fromEntries(
      declared.flatMap((segment, place) =>
        segment.startsWith(':') ? [[segment.slice(1), decodeURIComponent(given[place] ?? '')]] : [],
      ),
    );
  } catch {
    return null;
  }
}
