import type { ChannelPlugin, Route } from '../sdk/index.js';

const methods = ['GET', 'POST', 'PUT', 'DELETE'];
const segmentForm = /^(:[a-zA-Z][a-zA-Z0-9]*|[\w.~-]+)$/;

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

/** Why a plugin's routes cannot be served; empty when they can. */
export function routeFaults({ operational }: ChannelPlugin): string[] {
  const routes = operational?.routes ?? [];
  const faults = routes.flatMap((route) => formFaults(route));
  const shapes = routes.map(({ method, path }) => `${method} ${path.replace(/:[^/]+/g, ':')}`);
  const twice = shapes.filter((shape, place) => shapes.indexOf(shape) !== place);
  return [...faults, ...[...new Set(twice)].map((shape) => `two routes answer ${shape}`)];
}

function formFaults({ method, path, maximumBytes = 1, deadline = 1, handle }: Route<unknown>): string[] {
  const name = `route ${method} "${path}"`;
  const names = segmentsOf(path).filter((segment) => segment.startsWith(':'));
  const checks: [boolean, string][] = [
    [!methods.includes(method), `has a method other than ${methods.join(', ')}`],
    [
      !segmentsOf(path).every((segment) => segmentForm.test(segment)),
      'has a path that is not like chat/:visit/messages',
    ],
    [new Set(names).size < names.length, 'names two parameters alike'],
    [!(maximumBytes > 0) || !(deadline > 0), 'has a limit that is not above 0'],
    [typeof handle !== 'function', 'has no handle'],
  ];
  return checks.filter(([broken]) => broken).map(([, fault]) => `${name} ${fault}`);
}
