import type { InnerWeighting, Interaction, Mode, Path, PathModel } from './model.types.js';

/** A construct as a run of columns in the matrix of items; a product term is a run of one behind the items. */
export interface Block {
  readonly name: string;
  readonly kind: Mode | 'interaction';
  readonly start: number;
  readonly length: number;
}

/** A structure to iterate on: its blocks, and for each block (by place in `blocks`) its neighbours. */
export interface Stage {
  readonly blocks: readonly Block[];
  readonly predecessors: readonly Int32Array[];
  readonly successors: readonly Int32Array[];
  /** Columns of the correlation matrix in use. */
  readonly width: number;
  readonly weighting: InnerWeighting;
}

export interface Product {
  readonly name: string;
  readonly iv: Block;
  readonly moderator: Block;
  readonly column: number;
}

/** The model compiled to numbers. */
export interface Layout {
  readonly items: readonly string[];
  readonly products: readonly Product[];
  /** Items and product terms: the side of the correlation matrix. */
  readonly width: number;
  /** Main effects only; null without interactions. */
  readonly first: Stage | null;
  readonly final: Stage;
  /** Ends of every path of the model, as places in `final.blocks`, in the model's order. */
  readonly sources: Int32Array;
  readonly targets: Int32Array;
}

/** Constructs in the order of the structural table: all sources as they come, then the targets not yet named. */
function structureOrder(paths: readonly Path[]): string[] {
  return [...new Set([...paths.map(({ from }) => from), ...paths.map(({ to }) => to)])];
}

/**
 * Stage 1 of a two-stage moderation holds the main effects (Henseler & Chin 2010): the model's paths without the
 * interactions. A constituent that no such path names would have no score, so it gets its direct path to the outcome.
 */
function mainEffects(model: PathModel, interactions: readonly Interaction[]): Path[] {
  const names = new Set(model.interactions.map(({ name }) => name));
  const paths = model.paths.filter(({ from }) => !names.has(from));
  const placed = new Set(paths.flatMap(({ from, to }) => [from, to]));
  for (const { name, iv, moderator } of interactions) {
    for (const part of new Set([iv, moderator])) {
      if (placed.has(part)) continue;
      paths.push(...model.paths.filter(({ from }) => from === name).map(({ to }) => ({ from: part, to })));
      placed.add(part);
    }
  }
  return paths;
}

function toStage(
  paths: readonly Path[],
  blockOf: ReadonlyMap<string, Block>,
  width: number,
  weighting: InnerWeighting,
): Stage {
  const order = structureOrder(paths);
  const place = new Map(order.map((name, index) => [name, index]));
  const neighbours = (near: 'from' | 'to', far: 'from' | 'to') =>
    order.map((name) =>
      Int32Array.from(paths.filter((path) => path[near] === name).map((path) => place.get(path[far])!)),
    );
  return {
    blocks: order.map((name) => blockOf.get(name)!),
    predecessors: neighbours('to', 'from'),
    successors: neighbours('from', 'to'),
    width,
    weighting,
  };
}

/** Items in the order of the structure, and where each construct's run begins. */
function placeItems(model: PathModel, order: readonly string[]): { items: string[]; blockOf: Map<string, Block> } {
  const items: string[] = [];
  const blockOf = new Map<string, Block>();
  for (const name of order) {
    const construct = model.constructs.find((candidate) => candidate.name === name);
    if (!construct) continue;
    blockOf.set(name, { name, kind: construct.mode, start: items.length, length: construct.items.length });
    items.push(...construct.items);
  }
  return { items, blockOf };
}

/**
 * Compiles a checked model; interactions without a path are passed over. The columns are those of `widest`,
 * a model of the same constructs with more paths.
 */
export function toLayout(model: PathModel, weighting: InnerWeighting, widest: PathModel = model): Layout {
  const sources = new Set(model.paths.map(({ from }) => from));
  const interactions = model.interactions.filter(({ name }) => sources.has(name));
  const stageOne = interactions.length > 0 ? mainEffects(model, interactions) : [];
  const { items, blockOf } = placeItems(
    widest,
    structureOrder([...widest.paths, ...mainEffects(widest, widest.interactions)]),
  );
  const products = interactions.map(({ name, iv, moderator }, index) => {
    const column = items.length + index;
    blockOf.set(name, { name, kind: 'interaction', start: column, length: 1 });
    return { name, iv: blockOf.get(iv)!, moderator: blockOf.get(moderator)!, column };
  });
  const width = items.length + products.length;
  const final = toStage(model.paths, blockOf, width, weighting);
  const place = new Map(final.blocks.map(({ name }, index) => [name, index]));
  return {
    items,
    products,
    width,
    first: products.length > 0 ? toStage(stageOne, blockOf, items.length, weighting) : null,
    final,
    sources: Int32Array.from(model.paths.map(({ from }) => place.get(from)!)),
    targets: Int32Array.from(model.paths.map(({ to }) => place.get(to)!)),
  };
}
