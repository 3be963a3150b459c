import { conformance } from '../../hub/plugin-templates/channel/conformance.js';
import { sampleChannelPlugin } from '../../hub/plugin-templates/channel/plugin.js';
import {
  defineChannel,
  GraphFault,
  jsonAnswer,
  readJson,
  type ChannelPlugin,
  type GraphExtension,
  type InboundItem,
  type OperationalLevel,
  type Route,
} from '../../plugins/sdk/index.js';
import {
  startProviderServer,
  type ConformanceSubject,
  type PolledProvider,
  type ProviderAnswer,
} from '../../plugins/sdk/testing/index.js';

/** Settings of the sample channel. */
export type Config = (typeof conformance)['config'];
type Operational = OperationalLevel<Config>;

const textOf = (value: unknown) => (typeof value === 'string' && value !== '' && value.length <= 1_000 ? value : null);
const record = (value: unknown) =>
  (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;

/** What lies at the provider: the sound ones have an id. */
interface Letter {
  readonly id?: unknown;
}

async function letters(apiBase: string, after: number, ask: typeof globalThis.fetch, signal: AbortSignal) {
  const response = await ask(`${apiBase}/letters?after=${after}`, { signal });
  if (!response.ok) throw new Error('The provider did not answer.');
  return (await response.json()) as Letter[];
}

const itemOf = ({ id }: Letter): InboundItem => ({
  kind: 'message',
  accountKey: 'sample',
  externalId: `letter-${String(id)}`,
  at: null,
  sender: { key: 'person-000001' },
  content: { kind: 'text', text: 'Surat' },
});

/** Asks for letters behind the place that the checkpoint names; broken ones are passed over. */
export const poll: Required<Operational>['poll'] = async ({ config, fetch, signal }, checkpoint) => {
  const place = Number(checkpoint ?? 0);
  const found = await letters(config.apiBase, place, fetch, signal);
  const sound = found.filter(({ id }) => typeof id === 'number');
  return { items: sound.map(itemOf), checkpoint: sound.length === 0 ? checkpoint : String(place + found.length) };
};

const escaped = (text: string) =>
  text.replace(/[<>&"']/g, (sign) => `&#${sign.codePointAt(0)};`).replace(/[\u0000-\u001f]/g, ' '); // eslint-disable-line no-control-regex -- XML has none of these

/** Says what the hub says, as telephony wants it. */
export const answer: Required<Operational>['answer'] = (_request, messages) => {
  const texts = messages.map(({ content }) => ('text' in content ? content.text : content.kind));
  const said = texts.length > 0 ? texts : ['Mohon tunggu sebentar.'];
  return {
    status: 200,
    headers: { 'content-type': 'application/xml; charset=utf-8' },
    body: `<?xml version="1.0"?><Response>${said.map((text) => `<Say>${escaped(text)}</Say>`).join('')}</Response>`,
  };
};

/** Takes a note down and tells how many there are. */
export const noteRoute: Route<Config> = {
  method: 'POST',
  path: 'notes/:place',
  async handle(request, { storage, viewer }) {
    const note = textOf(record(await readJson(request)).note);
    if (note === null)
      return jsonAnswer(400, { error: { code: 'BAD_REQUEST', message: 'A note has 1 to 1000 signs.' } });
    const key = `notes/${encodeURIComponent(request.parameters.place!)
      .slice(0, 100)
      .replaceAll('%', '_')
      .replace(/[^\w.-]/g, '_')}`;
    const before = await storage.get<number>(key);
    const count = (before?.value ?? 0) + 1;
    await storage.put(key, count);
    return jsonAnswer(200, { count, signedIn: viewer !== null });
  },
};

/** Streams until its reader goes. */
export const newsRoute: Route<Config> = {
  method: 'GET',
  path: 'news',
  handle: (_request, { mailbox, signal }) =>
    Promise.resolve({
      status: 200,
      headers: { 'content-type': 'text/event-stream' },
      body: (async function* () {
        yield ': begin\n\n';
        await mailbox.changed('news', 0, signal);
      })(),
    }),
};

/** Counts notes, and answers a name. */
export const graph: GraphExtension<Config> = {
  sdl: `
    extend type Channel { "How many notes there are." notes("Of this place." place: String): Int }
    extend type Query { "A greeting." sampleChannelGreeting("Whom." name: String!, "When." at: DateTime): SampleChannelGreeting }
    "A greeting."
    type SampleChannelGreeting {
      "The words."
      words: String!
      "Where it is spoken."
      channel: Channel
      "It, so many times."
      repeated("How often." times: Int! = 2): [String!]!
    }
  `,
  resolvers: {
    Channel: { notes: (_source, { place }) => (place === undefined ? 0 : 1) },
    Query: {
      sampleChannelGreeting: async (_source, { name, at }, { config, fetch, signal, channelId }) => {
        if (textOf(name) === null) throw new GraphFault('BAD_USER_INPUT', 'A name has 1 to 1000 signs.');
        await fetch(`${config.apiBase}/greetings`, { signal }).catch(() => null);
        const year = at instanceof Date ? ` (${at.getUTCFullYear()})` : '';
        return { words: `Halo${year}`, channel: { id: channelId } };
      },
    },
    SampleChannelGreeting: {
      repeated: ({ words }, { times }) => Array.from({ length: Math.min(Math.max(Number(times), 0), 3) }, () => words),
    },
  },
};

/** A provider that must be asked. */
export async function startLetters(config: Config): Promise<PolledProvider<Config>> {
  const lying: Letter[] = [];
  let state: 'up' | 'down' | 'silent' = 'up';
  const give = (after: number): ProviderAnswer => ({ status: 200, json: lying.slice(after) });
  const server = await startProviderServer(({ query }) =>
    state === 'up' ? give(Number(query.get('after'))) : state === 'down' ? { status: 503, json: {} } : 'hang',
  );
  return {
    config: { ...config, apiBase: server.url },
    deliver(count) {
      for (let index = 0; index < count; index++) lying.push({ id: lying.length });
      return Promise.resolve();
    },
    deliverGarbage() {
      lying.push({ id: { broken: true } });
      return Promise.resolve();
    },
    become(next) {
      state = next;
      return Promise.resolve();
    },
    close: () => server.close(),
  };
}

/** What is changed of the sound subject. */
export interface ServiceChange {
  readonly operational?: Partial<Operational>;
  readonly graph?: GraphExtension<Config>;
  readonly subject?: Partial<ConformanceSubject<Config>>;
}

/** The sample channel with everything that it does not need: it polls, answers, has routes and extends the graph. */
export function servicesSubject(change: ServiceChange = {}): ConformanceSubject<Config> {
  const plugin: ChannelPlugin<Config> = defineChannel({
    ...sampleChannelPlugin,
    operational: {
      ...sampleChannelPlugin.operational,
      poll,
      answer,
      routes: [noteRoute, newsRoute],
      ...change.operational,
    },
    graph: change.graph ?? graph,
  });
  return {
    ...conformance,
    plugin,
    polled: () => startLetters(conformance.config),
    requests: [{ method: 'POST', path: 'notes/:place', parameters: { place: 'pontianak' }, body: { note: 'Halo' } }],
    ...change.subject,
  };
}
