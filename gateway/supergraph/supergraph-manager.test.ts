import { afterEach, describe, expect, it } from '@jest/globals';
import type { SubgraphSource } from '../../schema/index.js';
import { defaultLimits } from '../limits.js';
import { fixtureLog } from '../testing/fixture-hub.js';
import { SupergraphManager } from './supergraph-manager.js';

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@override"]) ';

/** Alone it has no query; `where` is looser than what stock promises. */
const items = link + 'type Item @key(fields: "id") @shareable { id: ID! where: String label: String }';
const stock =
  link + 'type Query { items: [Item!]! } type Item @key(fields: "id") @shareable { id: ID! where: String! }';

const managers: SupergraphManager[] = [];
afterEach(() => Promise.all(managers.splice(0).map((manager) => manager.stop())));

/** A manager of subgraphs behind URLs that answer with the SDL in `answers`; without one they are down. */
function managing(answers: Record<string, string | undefined>, published: Record<string, string> = {}) {
  const manager = new SupergraphManager({
    sources: Object.keys(answers).map((name) => ({ name, url: `http://${name}.invalid/graphql` })),
    fetchSdl: (name) => {
      const sdl = answers[name];
      return sdl === undefined ? Promise.reject(new Error('it is down')) : Promise.resolve(sdl);
    },
    published,
    limits: defaultLimits,
    pollInterval: 60_000,
    log: fixtureLog(),
  });
  managers.push(manager);
  return manager;
}

const statuses = (manager: SupergraphManager) => manager.states().map(({ name, status }) => `${name} ${status}`);
const typeOf = (manager: SupergraphManager, type: string, field: string) =>
  (manager.current?.supergraph.schema.toConfig().types.find(({ name }) => name === type) as any) // eslint-disable-line @typescript-eslint/no-explicit-any -- an object type
    ?.getFields()
    [field]?.type.toString();

describe('subgraphs that are found at the same time', () => {
  it('are composed together, whatever the first of them would have promised alone', async () => {
    for (const answers of [
      { items, stock },
      { stock, items },
    ]) {
      const manager = managing(answers);
      await manager.start();
      expect(statuses(manager).sort()).toEqual(['items ready', 'stock ready']);
      expect(typeOf(manager, 'Item', 'where')).toBe('String');
      expect(manager.current?.generation).toBe(1);
    }
  });

  it('may move a field between them in one step', async () => {
    const answers: Record<string, string | undefined> = { items, stock };
    const manager = managing(answers);
    await manager.start();
    answers.items = items.replace(' label: String', '');
    await manager.reload();
    expect(statuses(manager)).toContain('items refused');
    answers.stock = stock.replace('where: String!', 'where: String! label: String');
    await manager.reload();
    expect(statuses(manager).sort()).toEqual(['items ready', 'stock ready']);
    expect(typeOf(manager, 'Item', 'label')).toBe('String');
    expect(manager.current?.generation).toBe(2);
  });

  it('are taken one by one when one of them does not fit', async () => {
    const answers: Record<string, string | undefined> = { items: undefined, stock };
    const manager = managing(answers);
    await manager.start();
    expect(statuses(manager)).toEqual(['items unavailable', 'stock ready']);
    answers.items = link + 'type Item @key(fields: "id") { id: Int! }';
    answers.stock = stock.replace('where: String!', 'where: String! row: Int');
    await manager.reload();
    expect(statuses(manager)).toEqual(['items refused', 'stock ready']);
    expect(typeOf(manager, 'Item', 'row')).toBe('Int');
  });
});

describe('what a subgraph has beyond the published SDL', () => {
  const more = stock.replace('where: String!', 'where: String! berth: String');

  it('may go again; what is published may not', async () => {
    const answers = { items, stock: more };
    const manager = managing(answers, { items, stock });
    await manager.start();
    expect(typeOf(manager, 'Item', 'berth')).toBe('String');
    answers.stock = stock;
    await manager.reload();
    expect(statuses(manager)).toContain('stock ready');
    expect(typeOf(manager, 'Item', 'berth')).toBeUndefined();
    answers.stock = stock.replace('items: [Item!]!', 'all: [Item!]!');
    await manager.reload();
    expect(statuses(manager)).toContain('stock refused');
    expect(typeOf(manager, 'Query', 'items')).toBe('[Item!]!');
  });
});

describe('a subgraph in this process', () => {
  it('tells of a new schema, which is served at once unless it does not compose', async () => {
    let sdl = stock;
    const listeners = new Set<() => void>();
    const change = (next: string) => {
      sdl = next;
      listeners.forEach((listener) => listener());
    };
    const source: SubgraphSource = {
      name: 'stock',
      get sdl() {
        return sdl;
      },
      execute: () => Promise.resolve({}),
      onReplaced(listener) {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
    };
    const { published, limits, log } = { published: { stock }, limits: defaultLimits, log: fixtureLog() };
    const fetchSdl = () => Promise.reject(new Error('nobody is asked'));
    const manager = new SupergraphManager({
      sources: [source],
      fetchSdl,
      published,
      limits,
      pollInterval: 60_000,
      log,
    });
    await manager.start();
    let replaced = 0;
    manager.onReplaced(() => (replaced += 1));
    change(stock.replace('where: String!', 'where: String! berth: String'));
    expect(typeOf(manager, 'Item', 'berth')).toBe('String');
    change(stock.replace('where: String!', 'where: Nothing'));
    expect(statuses(manager)).toEqual(['stock refused']);
    expect(typeOf(manager, 'Item', 'berth')).toBe('String');
    expect(replaced).toBe(1);
    await manager.stop();
    expect(listeners.size).toBe(0);
  });
});
