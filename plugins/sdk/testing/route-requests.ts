import { PayloadTooLarge, type Route, type RouteRequest } from '../index.js';
import { mutant } from './fuzz.js';
import { accountUnderTest } from './serving.js';
import { hubUnderTest, type RouteSample } from './subject.js';
import { bytesOf, type World } from './world.js';

const usualBytes = 64 * 1024;
const odd = [
  '',
  ' ',
  '0',
  '-1',
  'a',
  '..',
  '../../etc/passwd',
  '%00',
  '\u0000',
  "'; DROP TABLE x; --",
  '<script>alert(1)</script>',
  '{"$gt":""}',
  '__proto__',
  'constructor',
  'x'.repeat(3_000),
  '😀',
  '2026-13-45',
  '9'.repeat(40),
];
const headerNames = [
  'content-type',
  'authorization',
  'cookie',
  'origin',
  'referer',
  'last-event-id',
  'if-none-match',
  'accept',
  'accept-language',
  'user-agent',
  'x-forwarded-for',
  'range',
];

const pick = <T>(list: readonly T[], random: () => number): T => list[Math.floor(random() * list.length)] as T;

/** A request of the kit, with the route that takes it. */
export interface RouteCall {
  readonly route: Route<unknown>;
  /** The request, anew each time: a body is read once. */
  request(): RouteRequest;
}

const given = ({ subject }: World, { method, path }: Route<unknown>) =>
  (subject.requests ?? []).filter((sample) => sample.method === method && sample.path === path);

/** Whether the subject says what a route takes. */
export const hasSample = (world: World, route: Route<unknown>): boolean => given(world, route).length > 0;

/** The samples of a subject for a route; a bare one where there is none. */
export function samplesFor(world: World, route: Route<unknown>): readonly RouteSample[] {
  return hasSample(world, route) ? given(world, route) : [{ method: route.method, path: route.path }];
}

/** The request of a sample as it stands; parameters that it leaves open are `a`. */
export function soundCall(route: Route<unknown>, sample: RouteSample): RouteCall {
  const { headers = {}, query = '', body = '' } = sample;
  const parameters = Object.fromEntries(namesOf(route).map((name) => [name, sample.parameters?.[name] ?? 'a']));
  const json = typeof body === 'string' || Buffer.isBuffer(body) ? {} : { 'content-type': 'application/json' };
  return callOf(route, { parameters, query, headers: { ...json, ...headers }, bytes: bytesOf(body) });
}

interface Parts {
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: string;
  readonly headers: RouteRequest['headers'];
  readonly bytes: Buffer;
  readonly remoteAddress?: string;
}

function callOf(route: Route<unknown>, { query, bytes, remoteAddress = '192.0.2.1', ...rest }: Parts): RouteCall {
  const { method } = route;
  const request = () => ({
    ...rest,
    method,
    remoteAddress,
    query: new URLSearchParams(query),
    baseUrl: `${hubUnderTest}/channels/${accountUnderTest}`,
    body: chunks(bytes, route),
  });
  return { route, request };
}

/** A request that is almost like a sample, or nothing like it. */
export function oddCall(route: Route<unknown>, sample: RouteSample, random: () => number): RouteCall {
  const sound = soundCall(route, sample).request();
  const parameters = Object.fromEntries(
    namesOf(route).map((name) => {
      const known = sample.parameters?.[name];
      return [name, known !== undefined && random() < 0.6 ? known : pick(odd, random) || 'a'];
    }),
  );
  const query = new URLSearchParams(sample.query);
  for (const name of [...query.keys()]) if (random() < 0.3) query.set(name, pick(odd, random));
  if (random() < 0.2) query.append(pick(odd, random), pick(odd, random));
  const headers: Record<string, string | undefined> = { ...sound.headers };
  for (const name of Object.keys(headers)) if (random() < 0.1) headers[name] = pick(odd, random);
  if (random() < 0.3) headers[pick(headerNames, random)] = pick(odd, random);
  if (random() < 0.1) headers[pick(headerNames, random)] = undefined;
  const remoteAddress = `192.0.2.${Math.floor(random() * 255)}`;
  const bytes = oddBody(route, sample, random);
  return callOf(route, { parameters, query: query.toString(), headers, remoteAddress, bytes });
}

function oddBody(
  { maximumBytes = usualBytes }: Route<unknown>,
  { body = '' }: RouteSample,
  random: () => number,
): Buffer {
  const chance = random();
  if (chance < 0.05) return Buffer.alloc(maximumBytes + 1, 'a');
  if (chance < 0.15) return Buffer.from(Array.from({ length: 64 }, () => Math.floor(random() * 256)));
  if (chance < 0.2) return Buffer.alloc(0);
  return bytesOf(mutant(body, random));
}

const namesOf = ({ path }: Route<unknown>) =>
  path.split('/').flatMap((segment) => (segment.startsWith(':') ? [segment.slice(1)] : []));

/** The body in two pieces, up to the size that the route declares. */
async function* chunks(bytes: Buffer, { maximumBytes = usualBytes }: Route<unknown>): AsyncGenerator<Buffer> {
  await Promise.resolve();
  if (bytes.length > maximumBytes) throw new PayloadTooLarge(maximumBytes);
  const half = Math.floor(bytes.length / 2);
  for (const part of [bytes.subarray(0, half), bytes.subarray(half)]) if (part.length > 0) yield part;
}
