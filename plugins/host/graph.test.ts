import { describe, expect, it } from '@jest/globals';
import { buildASTSchema, parse } from 'graphql';
import type { BuiltSchema, SchemaExtension } from '../../subgraphs/kernel/subgraph.js';
import type { ChannelPlugin } from '../sdk/index.js';
import { GraphExtensions } from './graph.js';

const coreSdl = 'type Query { channels: [Channel!]! } type Channel @key(fields: "id") { id: ID! }';
const schema = buildASTSchema(parse('type Query { a: Int }'));
const nobody = { channels: () => [], serve: () => Promise.reject(new Error('nobody is asked')) };

const pluginOf = (id: string, field: string) =>
  ({
    id,
    graph: { sdl: `extend type Channel { "A." ${field}: Int }`, resolvers: { Channel: { [field]: () => 1 } } },
  }) as unknown as ChannelPlugin;

/** Extensions over a subgraph that takes down what it was asked to build, to compose and to serve. */
function extensions(composes: (sdl: string) => readonly string[] = () => []) {
  const seen = { built: 0, composed: 0, served: [] as BuiltSchema[] };
  const graph = new GraphExtensions({
    host: nobody,
    subgraph: {
      coreSdl,
      extended(of: readonly SchemaExtension[]) {
        seen.built += 1;
        const fields = of.flatMap(({ resolvers }) => Object.keys(resolvers['Channel'] ?? {}));
        return { sdl: fields.join(' '), schema };
      },
      replace: (built) => void seen.served.push(built),
    },
    composes(sdl) {
      seen.composed += 1;
      return composes(sdl);
    },
  });
  return { graph, seen };
}

const open = (graph: GraphExtensions, plugins: readonly ChannelPlugin[]) => {
  graph.prepare(plugins);
  const faults = plugins.map((plugin) => {
    const found = graph.faultsOf(plugin);
    if (found.length === 0) graph.enter(plugin);
    return found;
  });
  graph.publish();
  return faults;
};

describe('plugins that extend the graph together', () => {
  it('are built and composed once when all of them fit', () => {
    const { graph, seen } = extensions();
    const [one, two] = [pluginOf('satu', 'one'), pluginOf('dua', 'two')];
    expect(open(graph, [one, two, one, pluginOf('tiga', 'three')])).toEqual([[], [], [], []]);
    expect(seen).toMatchObject({ built: 1, composed: 1, served: [{ sdl: 'one two three' }] });
    graph.publish();
    expect(seen.served).toHaveLength(1);
  });

  it('are checked one by one when one of them does not compose, and that one is left out', () => {
    const { graph, seen } = extensions((sdl) => (sdl.includes('two') ? ['two is not right'] : []));
    const two = pluginOf('dua', 'two');
    const faults = open(graph, [pluginOf('satu', 'one'), two, two, pluginOf('tiga', 'three')]);
    const refused = ['graph: it does not compose with the hub: two is not right'];
    expect(faults).toEqual([[], refused, refused, []]);
    expect(seen.served).toMatchObject([{ sdl: 'one three' }]);
    // Together, then each once: what was refused is not tried again.
    expect(seen.composed).toBe(4);
  });

  it('do not take a field from one another, now or later', () => {
    const { graph } = extensions();
    const clash = 'graph: Channel.one is there already, by the plugin satu';
    expect(open(graph, [pluginOf('satu', 'one'), pluginOf('dua', 'one')])).toEqual([[], [clash]]);
    expect(open(graph, [pluginOf('tiga', 'one')])).toEqual([[clash]]);
  });

  it('are one plugin for one id', () => {
    const { graph } = extensions();
    const again = open(graph, [pluginOf('satu', 'one'), pluginOf('satu', 'other')]);
    expect(again).toEqual([[], ['graph: another plugin satu has extended the graph already']]);
  });

  it('are refused with words when the extension is none at all', () => {
    const { graph } = extensions();
    const odd = { id: 'satu', graph: { sdl: 'extend type Channel { "A." a: Int }', resolvers: { Channel: null } } };
    expect(open(graph, [odd as unknown as ChannelPlugin])).toEqual([['graph: Channel.a has no resolver']]);
    expect(open(graph, [{ id: 'dua', graph: null } as unknown as ChannelPlugin])).toEqual([
      ['graph.sdl is not a text'],
    ]);
    expect(open(graph, [{ graph: 7 } as unknown as ChannelPlugin])).toEqual([[]]);
  });
});
