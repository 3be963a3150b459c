import type { ChannelPlugin } from './channel.js';
import type { Route } from './routes.js';

const methods = ['GET', 'POST', 'PUT', 'DELETE'];
const segmentForm = /^(:[a-zA-Z][a-zA-Z0-9]*|[\w.~-]+)$/;
const segmentsOf = (path: string) => (path === '' ? [] : path.split('/'));

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
