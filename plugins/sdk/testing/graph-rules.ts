import { execute, isObjectType, Kind, parse, type DocumentNode, type GraphQLField, type GraphQLSchema } from 'graphql';
import { operationFor, personalArgument } from './graph-operations.js';
import { extendedGraph, isProgrammingFault, type GraphCall } from './graph-schema.js';
import { hanging } from './outcome-rules.js';
import { seededRandom } from './random.js';
import { NotApplicable, type Finding } from './report.js';
import { call, grace, type Fetch } from './sending.js';
import { ServiceDesk, viewers, type ServeOptions } from './serving.js';
import { secretsOf, type Rule, type World } from './world.js';

/** Calls of each field in one rule. */
const rounds = 24;

/** What a plugin adds to the hub's graph. */
export const graphRules: readonly Rule[] = [
  {
    id: 'graph.form',
    proves: 'The extension of the graph keeps the rules of the host: names, descriptions, nullability, resolvers.',
    check: async ({ plugin }) => {
      if (!plugin.graph) return noGraph();
      const built = await extendedGraph(plugin);
      return 'fault' in built ? built.fault : null;
    },
  },
  {
    id: 'graph.answers',
    proves:
      'Every field answers whatever its SDL allows, for whoever asks, with what its SDL promises or a GraphFault.',
    check: ofGraphs(answers),
  },
  {
    id: 'graph.deadline',
    proves: 'Every field ends with its AbortSignal, whatever it waits for.',
    check: ofGraphs(deadlines),
  },
  {
    id: 'graph.redaction',
    proves: 'No error of a field tells a secret of the configuration, or what a person sent.',
    check: ofGraphs(redacts),
  },
];

const noGraph = () => new NotApplicable('the plugin adds nothing to the graph');

/** One field under a type of the hub. */
interface Asked {
  readonly schema: GraphQLSchema;
  readonly type: string;
  readonly field: GraphQLField<unknown, unknown>;
}

function ofGraphs(check: (world: World, fields: readonly Asked[]) => Promise<Finding>): Rule['check'] {
  return async (world) => {
    if (!world.plugin.graph) return noGraph();
    const built = await extendedGraph(world.plugin);
    if ('fault' in built) return `graph.form must hold first: ${built.fault}`;
    return check(world, fieldsOf(built.schema, built.document));
  };
}

function fieldsOf(schema: GraphQLSchema, document: DocumentNode): Asked[] {
  return document.definitions.flatMap((definition) => {
    if (definition.kind !== Kind.OBJECT_TYPE_EXTENSION) return [];
    const type = schema.getType(definition.name.value);
    if (!isObjectType(type)) return [];
    return (definition.fields ?? []).map(({ name }) => {
      return { schema, type: type.name, field: type.getFields()[name.value]! };
    });
  });
}

/** How a call ended: the faults that an answer holds, and what resolvers threw. */
interface Told {
  readonly faults: readonly string[];
  readonly thrown: readonly unknown[];
}

async function ask(
  world: World,
  desk: ServiceDesk,
  asked: Asked,
  random: () => number,
  options: ServeOptions & { readonly wait?: number; readonly words?: readonly string[] } = {},
): Promise<Told | 'late'> {
  const { schema, type, field } = asked;
  const document = parse(operationFor(schema, type, field, random, options.words));
  const thrown: unknown[] = [];
  const run = async (signal: AbortSignal) => {
    const contextValue: GraphCall = { service: desk.context(signal, options), threw: (error) => thrown.push(error) };
    const { errors = [] } = await execute({ schema, document, contextValue });
    return errors.filter(({ originalError }) => !thrown.includes(originalError)).map(({ message }) => message);
  };
  const ended = await call(world, `${type}.${field.name}`, run, options.wait);
  if (ended === 'late') return 'late';
  return 'thrown' in ended ? { faults: [ended.thrown.message], thrown } : { faults: ended.value, thrown };
}

async function answers(world: World, fields: readonly Asked[]): Promise<Finding> {
  const random = seededRandom(world.seed);
  const desk = new ServiceDesk(world);
  for (const asked of fields) {
    const place = `${asked.type}.${asked.field.name}`;
    for (let round = 0; round < rounds; round++) {
      const told = await ask(world, desk, asked, random, { viewer: viewers[round % viewers.length] ?? null });
      if (told === 'late') return `${place} does not end: pass \`signal\` to every wait`;
      if (told.faults[0] !== undefined) return `seed ${world.seed}: ${place} breaks its SDL: ${told.faults[0]}`;
      const fault = told.thrown.find(isProgrammingFault);
      if (fault !== undefined)
        return `seed ${world.seed}: ${place} threw ${nameOf(fault)}: check what you read, and throw GraphFault for what a caller did wrong`;
    }
  }
  return desk.strangeItem && `a field hands over what cannot be stored: ${desk.strangeItem}`;
}

const nameOf = (error: unknown) => (error instanceof Error ? error.name : 'something that is no Error');

async function deadlines(world: World, fields: readonly Asked[]): Promise<Finding> {
  const random = seededRandom(world.seed);
  const desk = new ServiceDesk(world);
  for (const asked of fields) {
    for (const viewer of viewers) {
      const options = { viewer, fetch: hanging, hubHangs: true, wait: 100 };
      if ((await ask(world, desk, asked, random, options)) === 'late')
        return `${asked.type}.${asked.field.name} does not end ${grace} ms after its signal ended: pass \`signal\` to every request and wait`;
    }
  }
  return null;
}

async function redacts(world: World, fields: readonly Asked[]): Promise<Finding> {
  const random = seededRandom(world.seed);
  const desk = new ServiceDesk(world);
  const words = [personalArgument, ...secretsOf(world)];
  for (const asked of fields) {
    for (let round = 0; round < rounds; round++) {
      const viewer = viewers[round % viewers.length] ?? null;
      // Every second time all texts are the person's; between them there are some that lead a field further.
      const texted = round % 2 === 0 ? { words: [personalArgument] } : {};
      const told = await ask(world, desk, asked, random, { viewer, fetch: telling(words), ...texted });
      const texts = told === 'late' ? [] : told.thrown.map(textOf);
      const word = words.find((each) => texts.some((text) => text.includes(each)));
      if (word !== undefined)
        return `${asked.type}.${asked.field.name} tells ${word === personalArgument ? 'what a person sent' : 'a secret of the configuration'} in an error: use your own words`;
    }
  }
  return null;
}

/** The whole text of an error that the plugin made itself; of one that it lets through, only what it adds. */
const textOf = (error: unknown) => (error instanceof Error ? `${error.name}: ${error.message}` : String(error));

/** Half of the requests fail in words that quote them, as those of real providers do. */
function telling(words: readonly string[]): Fetch {
  let count = 0;
  return (input) => {
    count += 1;
    if (count % 2 === 0) return Promise.reject(new TypeError(`fetch failed: ${words.join(' ')}`));
    const message = `${String(input)} ${words.join(' ')}`;
    return Promise.resolve(new Response(JSON.stringify({ error: { message }, message }), { status: 400 }));
  };
}
