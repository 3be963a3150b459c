import { routeFaults } from '../route-check.js';
import { isGraphFault, type Route, type RouteAnswer } from '../index.js';
import { hanging } from './outcome-rules.js';
import { seededRandom } from './random.js';
import { NotApplicable, type Finding } from './report.js';
import { hasSample, oddCall, samplesFor, soundCall, type RouteCall } from './route-requests.js';
import { bounded, deadline, grace, type Ended } from './sending.js';
import { ServiceDesk, viewers, type ServeOptions } from './serving.js';
import { secretsOf, type Rule, type World } from './world.js';

/** Calls that run beside each other: routes may rightly wait until their signal ends. */
const abreast = 50;
/** Pieces of a streamed answer that are looked at, and the milliseconds that the kit waits for one. */
const pieces = 3;
const patience = 30;

/** Routes for browsers and apps. */
export const routeRules: readonly Rule[] = [
  {
    id: 'routes.form',
    proves: 'Routes are ones that a host can serve: methods, paths, limits, none twice.',
    check: ({ plugin }) => (hasRoutes(plugin.operational?.routes) ? (routeFaults(plugin)[0] ?? null) : noRoutes()),
  },
  {
    id: 'routes.fuzz',
    proves: 'Whatever comes, from whomever, a route answers with a valid status and never throws.',
    check: ofRoutes(fuzzed),
  },
  {
    id: 'routes.deadline',
    proves: 'A route ends with its AbortSignal, whatever it waits for.',
    check: ofRoutes(deadlines),
  },
  {
    id: 'routes.secrets',
    proves: 'No secret of the configuration stands in an answer of a route.',
    check: ofRoutes(secrets),
  },
];

const noRoutes = () => new NotApplicable('the plugin has no routes');
type Routes = readonly Route<unknown>[];
const hasRoutes = (routes: Routes | undefined): routes is Routes => routes !== undefined && routes.length > 0;

function ofRoutes(check: (world: World, routes: Routes) => Promise<Finding>): Rule['check'] {
  return async (world) => {
    const { routes } = world.plugin.operational ?? {};
    if (!hasRoutes(routes)) return noRoutes();
    const fault = routeFaults(world.plugin)[0];
    if (fault !== undefined) return `routes.form must hold first: ${fault}`;
    return world.witness.listen('a route', () => check(world, routes));
  };
}

const nameOf = ({ method, path }: Route<unknown>) => `${method} ${path || '(the channel itself)'}`;

const takesBody = ({ method }: Route<unknown>) => method === 'POST' || method === 'PUT';

/** What came of a call: the answer with the first pieces of its body. */
interface Answered {
  readonly answer: RouteAnswer;
  readonly text: string;
}

/** Serves one call; the signal ends when the answer was read, or after `wait` ms. */
async function serve(
  world: World,
  desk: ServiceDesk,
  { route, request }: RouteCall,
  options: ServeOptions & { readonly wait?: number },
): Promise<Ended<Answered>> {
  const { wait = deadline } = options;
  const end = new AbortController();
  const run = async (signal: AbortSignal): Promise<Answered> => {
    const both = AbortSignal.any([signal, end.signal]);
    const answer = await route.handle(request(), desk.context(both, options));
    const fault = answerFault(answer);
    if (fault) throw new Strange(fault);
    return { answer, text: await textOf(answer.body) };
  };
  try {
    return await bounded(world, nameOf(route), run, wait);
  } finally {
    end.abort();
  }
}

/** An answer that no host could give. */
class Strange extends Error {}

const headerName = /^[\w!#$%&'*+.^`|~-]+$/;
/** What HTTP allows in a header (RFC 9110, 5.5). */
const headerValue = /^[\t\x20-\x7e\x80-\xff]*$/;

const isHeaderValue = (value: unknown) => typeof value === 'string' && headerValue.test(value);

function answerFault(answer: RouteAnswer | undefined): string | null {
  const { status = 0, headers = {}, body } = answer ?? ({} as Partial<RouteAnswer>);
  if (!Number.isInteger(status) || status < 200 || status > 599)
    return `the answer has the status ${String(status)}: give one from 200 to 599`;
  const strange = Object.entries(headers).find(([name, value]) => !headerName.test(name) || !isHeaderValue(value));
  if (strange)
    return `the header ${JSON.stringify(strange[0])} cannot be sent: it holds what came in unchecked, or is no text`;
  const isBody = body === undefined || typeof body === 'string' || Buffer.isBuffer(body) || isStream(body);
  return isBody ? null : 'the body is no text, no bytes and no stream';
}

const isStream = (body: unknown): body is AsyncIterable<string | Buffer> =>
  typeof body === 'object' && body !== null && Symbol.asyncIterator in body;

async function textOf(body: RouteAnswer['body']): Promise<string> {
  if (!isStream(body)) return body === undefined ? '' : body.toString();
  const iterator = body[Symbol.asyncIterator]();
  let text = '';
  for (let count = 0; count < pieces; count++) {
    const step = await Promise.race([iterator.next(), after(patience)]);
    if (step === undefined || step.done) break;
    if (typeof step.value !== 'string' && !Buffer.isBuffer(step.value))
      throw new Strange('a piece of the stream is neither text nor bytes');
    text += step.value.toString();
  }
  // Not awaited: one that waits in `next` ends with its signal.
  void Promise.resolve(iterator.return?.()).catch(() => undefined);
  return text;
}

const after = (milliseconds: number) =>
  new Promise<undefined>((resolve) => void setTimeout(() => resolve(undefined), milliseconds));

/** Why a call is a breach; null: it is none. */
function breachOf(route: Route<unknown>, ended: Ended<Answered>): string | null {
  if (ended === 'late') return `${nameOf(route)} does not end: pass \`signal\` to every wait`;
  if (!('thrown' in ended)) return null;
  const { thrown } = ended;
  if (thrown instanceof Strange) return `${nameOf(route)}: ${thrown.message}`;
  if (thrown.name === 'PayloadTooLarge' || thrown.name === 'AbortError' || isGraphFault(thrown)) return null;
  return `${nameOf(route)} threw ${thrown.name}: check the shape of what you read, and answer what is wrong with it`;
}

/** What a call did wrong. */
interface Breach {
  readonly fault: string;
  /** Calls beside each other take time from one another: one that was late is called again alone. */
  alone?(): Promise<string | null>;
}

/** Makes calls beside each other until one is a breach, also alone. */
async function inTurns(
  count: number,
  work: (index: number) => Promise<Breach | null>,
): Promise<{ readonly index: number; readonly fault: string } | null> {
  for (let first = 0; first < count; first += abreast) {
    const turn = Array.from({ length: Math.min(abreast, count - first) }, (_, place) => work(first + place));
    for (const [place, breach] of (await Promise.all(turn)).entries()) {
      const fault = breach?.alone ? await breach.alone() : breach?.fault;
      if (fault) return { index: first + place, fault };
    }
  }
  return null;
}

async function fuzzed(world: World, routes: Routes): Promise<Finding> {
  const bare = routes.find((route) => takesBody(route) && !hasSample(world, route));
  if (bare)
    return `the subject has no sample of ${nameOf(bare)} in \`requests\`: without one every fuzzed body is refused at the door`;
  const random = seededRandom(world.seed);
  const desk = new ServiceDesk(world);
  const samples = routes.flatMap((route) => samplesFor(world, route).map((sample) => ({ route, sample })));
  const met = await inTurns(world.fuzz, async (index) => {
    const { route, sample } = samples[index % samples.length]!;
    const asked = random() < 0.1 ? soundCall(route, sample) : oddCall(route, sample, random);
    const options = { viewer: viewers[Math.floor(random() * viewers.length)] ?? null, wait: 100 };
    const ended = await serve(world, desk, asked, options);
    const fault = breachOf(route, ended);
    if (fault === null) return null;
    if (ended !== 'late') return { fault };
    return { fault, alone: async () => breachOf(route, await serve(world, desk, asked, options)) };
  });
  if (met) return `seed ${world.seed}, request ${met.index}: ${met.fault}`;
  if (Object.hasOwn(Object.prototype, 'polluted')) return 'a route wrote into Object.prototype';
  return desk.strangeItem && `a route hands over what cannot be stored: ${desk.strangeItem}`;
}

async function deadlines(world: World, routes: Routes): Promise<Finding> {
  const desk = new ServiceDesk(world);
  const calls = routes.flatMap((route) =>
    samplesFor(world, route).flatMap((sample) => viewers.map((viewer) => ({ route, sample, viewer }))),
  );
  const met = await inTurns(calls.length, async (index) => {
    const { route, sample, viewer } = calls[index]!;
    const options = { viewer, fetch: hanging, hubHangs: true, wait: 100 };
    const fault = `${nameOf(route)} does not end ${grace} ms after its signal ended: pass \`signal\` to every request and wait`;
    const ask = async () => ((await serve(world, desk, soundCall(route, sample), options)) === 'late' ? fault : null);
    return (await ask()) === null ? null : { fault, alone: ask };
  });
  return met && met.fault;
}

async function secrets(world: World, routes: Routes): Promise<Finding> {
  const random = seededRandom(world.seed);
  const desk = new ServiceDesk(world);
  const words = secretsOf(world);
  const samples = routes.flatMap((route) => samplesFor(world, route).map((sample) => ({ route, sample })));
  const sound = samples.length * viewers.length;
  const met = await inTurns(Math.max(200, sound), async (index) => {
    const { route, sample } = samples[index % samples.length]!;
    const asked = index < sound ? soundCall(route, sample) : oddCall(route, sample, random);
    const viewer = viewers[Math.floor(index / samples.length) % viewers.length] ?? null;
    const ended = await serve(world, desk, asked, { viewer, wait: 100 });
    if (ended === 'late' || 'thrown' in ended) return null;
    const { answer, text } = ended.value;
    const said = `${JSON.stringify(answer.headers ?? {})} ${text}`;
    const fault = `${nameOf(route)} answers with a secret of the configuration: never put settings into what you say`;
    return words.some((word) => said.includes(word)) ? { fault } : null;
  });
  return met && met.fault;
}
