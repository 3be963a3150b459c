import { jsonAnswer, readBody, type GraphExtension, type GraphResolver, type Route } from '../../plugins/sdk/index.js';
import type { ConformanceSubject } from '../../plugins/sdk/testing/index.js';
import { answer, graph, noteRoute, poll, servicesSubject, type Config, type ServiceChange } from './sound-services.js';

type Poll = typeof poll;
type Answer = typeof answer;

const polls = (changed: Poll) => servicesSubject({ operational: { poll: changed } });
const answers = (changed: Answer) => servicesSubject({ operational: { answer: changed } });
const route = (handle: Route<Config>['handle'], more: Partial<Route<Config>> = {}) =>
  servicesSubject({ operational: { routes: [{ ...noteRoute, handle, ...more }] } });
const graphs = (changed: Partial<GraphExtension<Config>>) => servicesSubject({ graph: { ...graph, ...changed } });
const greets = (sampleChannelGreeting: GraphResolver<Config>) =>
  graphs({ resolvers: { ...graph.resolvers, Query: { sampleChannelGreeting } } });
const without = (change: ServiceChange['subject']) => servicesSubject({ subject: change });
const forgetful = new Map<string, number>();
let counter = 0;

/** A bad habit in what a plugin serves, and the rule that must catch it. */
export const brokenServices: readonly (readonly [rule: string, habit: string, subject: ConformanceSubject<Config>])[] =
  [
    [
      'poll.items',
      'gives the first of several',
      polls(async (context, checkpoint) => {
        const { items, checkpoint: next } = await poll(context, checkpoint);
        return { items: items.slice(0, 1), checkpoint: next };
      }),
    ],
    [
      'poll.items',
      'gives the same again and again',
      polls(async (context, checkpoint) => {
        const { items } = await poll(context, null);
        return { items, checkpoint };
      }),
    ],
    ['poll.items', 'has no provider in its subject', without({ polled: undefined })],
    [
      'poll.checkpoint',
      'counts its calls in the checkpoint',
      polls(async (context, checkpoint) => {
        const [place = '0', calls = '0'] = (checkpoint ?? '').split('/');
        const found = await poll(context, place);
        return { items: found.items, checkpoint: `${found.checkpoint}/${Number(calls) + 1}` };
      }),
    ],
    [
      'poll.again',
      'makes keys of its own',
      polls(async (context, checkpoint) => {
        const found = await poll(context, checkpoint);
        return { ...found, items: found.items.map((item) => ({ ...item, externalId: String((counter += 1)) })) };
      }),
    ],
    [
      'poll.again',
      'remembers in the process what it gave',
      polls(async (context, checkpoint) => {
        const { apiBase } = context.config;
        const place = Math.max(forgetful.get(apiBase) ?? 0, Number(checkpoint ?? 0));
        const found = await poll(context, String(place));
        forgetful.set(apiBase, Number(found.checkpoint));
        return found;
      }),
    ],
    [
      'poll.down',
      'takes no answer for nothing new',
      polls((context, checkpoint) => poll(context, checkpoint).catch(() => ({ items: [], checkpoint }))),
    ],
    [
      'poll.garbage',
      'stops at a broken thing',
      polls(async (context, checkpoint) => {
        const place = Number(checkpoint ?? 0);
        const response = await context.fetch(`${context.config.apiBase}/letters?after=${place}`, {
          signal: context.signal,
        });
        const found = (await response.json()) as { id: unknown }[];
        if (found.some(({ id }) => typeof id !== 'number')) throw new Error('A letter is broken.');
        return poll(context, checkpoint);
      }),
    ],
    [
      'poll.deadline',
      'does not pass the signal on',
      polls((context, checkpoint) => poll({ ...context, signal: new AbortController().signal }, checkpoint)),
    ],
    [
      'answer.pure',
      'tells the time',
      answers((request, messages, context) => {
        const given = answer(request, messages, context) as { status: number; body: string };
        return { ...given, body: given.body.replace('<Response>', `<Response at="${+context.now()}">`) };
      }),
    ],
    [
      'answer.stopgap',
      'has nothing to say by itself',
      answers((request, messages, context) =>
        messages.length === 0 ? { status: 204, body: '' } : answer(request, messages, context),
      ),
    ],
    [
      'answer.form',
      'puts words into markup as they are',
      answers((_request, messages) => {
        const words = messages.map(({ content }) => ('text' in content ? content.text : '')).join(' ');
        return {
          status: 200,
          headers: { 'content-type': 'text/xml' },
          body: `<Response><Say>${words}</Say></Response>`,
        };
      }),
    ],
    [
      'answer.form',
      'puts words into JSON as they are',
      answers((_request, messages) => {
        const words = messages.map(({ content }) => ('text' in content ? content.text : '')).join(' ');
        return { status: 200, headers: { 'content-type': 'application/json' }, body: `{"say":"${words}"}` };
      }),
    ],
    [
      'answer.deadline',
      'asks somebody without the signal',
      answers(async (request, messages, context) => {
        await context.fetch(context.config.apiBase);
        return answer(request, messages, context);
      }),
    ],
    ['routes.form', 'has a path with a slash before it', route(noteRoute.handle, { path: '/notes' })],
    [
      'routes.form',
      'has two routes for one path',
      servicesSubject({ operational: { routes: [noteRoute, { ...noteRoute, path: 'notes/:other' }] } }),
    ],
    ['routes.fuzz', 'has no request in its subject', without({ requests: [] })],
    [
      'routes.fuzz',
      'trusts the shape of a body',
      route(async (request) => {
        const { note } = JSON.parse((await readBody(request)).toString()) as { note: string };
        return jsonAnswer(200, { length: note.length });
      }),
    ],
    [
      'routes.fuzz',
      'puts what comes into a header',
      route(({ parameters }) => Promise.resolve({ status: 303, headers: { location: `/notes/${parameters.place}` } })),
    ],
    ['routes.fuzz', 'answers no status', route(() => Promise.resolve({ status: 0 }))],
    [
      'routes.fuzz',
      'hands over what has no sender',
      route(async (_request, { receive }) => {
        const content = { kind: 'text', text: 'Halo' } as const;
        await receive([{ kind: 'message', accountKey: 'a', externalId: '1', at: null, sender: { key: '' }, content }]);
        return jsonAnswer(200, {});
      }),
    ],
    [
      'routes.deadline',
      'waits for the hub without end',
      route(async (_request, { config, fetch }) => {
        await fetch(config.apiBase);
        return jsonAnswer(200, {});
      }),
    ],
    [
      'routes.secrets',
      'answers with its settings',
      route((_request, { config }) => Promise.resolve(jsonAnswer(200, { config }))),
    ],
    [
      'graph.form',
      'forgets to describe a field',
      graphs({ sdl: 'extend type Channel { notes: Int }', resolvers: { Channel: { notes: () => 1 } } }),
    ],
    [
      'graph.form',
      'answers a type that is nowhere',
      graphs({
        sdl: 'extend type Channel { "Notes." notes: SampleChannelNote }',
        resolvers: { Channel: { notes: () => 1 } },
      }),
    ],
    ['graph.answers', 'answers null where its SDL promises words', greets(() => ({ words: null }))],
    [
      'graph.answers',
      'trusts its arguments',
      greets((_source, { name }) => ({ words: (JSON.parse(name as string) as { words: string }).words })),
    ],
    [
      'graph.deadline',
      'waits without the signal',
      greets(async (_source, _parameters, { config, fetch }) => {
        await fetch(config.apiBase);
        return { words: 'Halo' };
      }),
    ],
    [
      'graph.redaction',
      'quotes what was sent',
      greets((_source, { name }) => {
        throw new Error(`${String(name)} is no name`);
      }),
    ],
    [
      'graph.redaction',
      "passes on the provider's words",
      greets(async (_source, _parameters, { config, fetch, signal }) => {
        const response = await fetch(config.apiBase, { signal });
        throw new Error(((await response.json()) as { message: string }).message);
      }),
    ],
  ];
