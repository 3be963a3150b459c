import { type Curve, line, pointOn } from './curves.js';
import type { DiagramModel, Point } from './diagram-model.js';
import type { Chain, LayeredDiagram, Slot } from './layers.js';

/** Sizes in layout coordinates: `main` runs with the paths (layer after layer), `cross` across them. */
export interface LayoutSizes {
  readonly nodeMain: number;
  readonly nodeCross: number;
  readonly lane: number;
  readonly spacing: number;
  readonly gap: number;
}

/** A drawn line. A moderation ends at `dot`, a point on the path it moderates. */
export interface Route {
  readonly chain: Chain;
  readonly curves: readonly Curve[];
  readonly dot?: Point;
}

interface Side {
  readonly out: Map<Chain, number>;
  readonly in: Map<Chain, number>;
}

const portSpacing = 22;

/**
 * Curves for every chain, in layout coordinates (x = main, y = cross). Lines cross layers only in their lanes, as
 * straight pieces, and bend only in the gaps between layers: so no line passes behind a construct.
 */
export function routeChains(
  diagram: LayeredDiagram,
  layers: readonly (readonly Slot[])[],
  model: DiagramModel,
  centres: ReadonlyMap<string, number>,
  sizes: LayoutSizes,
): Route[] {
  const slots = new Map(layers.flat().map((slot) => [slot.id, slot]));
  const ports = assignPorts(diagram, model, centres, sizes);
  const start = (layer: number) => layer * (sizes.nodeMain + sizes.gap);
  const cross = (id: string) => centres.get(id) ?? 0;

  const alongLanes = (chain: Chain): { curves: Curve[]; end: Point } => {
    const source = slots.get(chain.slots[0] ?? '');
    let end = { x: start(source?.layer ?? 0) + sizes.nodeMain, y: ports.out.get(chain) ?? 0 };
    const curves: Curve[] = [];
    for (const id of chain.slots.slice(1)) {
      const entry = { x: start(slots.get(id)?.layer ?? 0), y: cross(id) };
      const exit = { x: entry.x + sizes.nodeMain, y: entry.y };
      curves.push(bend(end, entry), line(entry, exit));
      end = exit;
    }
    return { curves, end };
  };

  const edges = diagram.chains.filter((chain) => chain.kind === 'edge');
  const routes = edges.map((chain): Route => {
    const { curves, end } = alongLanes(chain);
    const entry = { x: start(slots.get(chain.target)?.layer ?? 0), y: ports.in.get(chain) ?? 0 };
    return { chain, curves: [...curves, bend(end, entry)] };
  });
  const moderations = diagram.chains.filter((chain) => chain.kind === 'moderation');
  const seen = new Map<Route, number>();
  return [
    ...routes,
    ...moderations.flatMap((chain): Route[] => {
      const moderation = model.moderations[chain.index];
      const focal = routes.find(
        (route) => route.chain.slots[0] === moderation?.from && route.chain.target === moderation?.to,
      );
      const last = focal?.curves.at(-1);
      if (focal === undefined || last === undefined) return [];
      const turn = seen.get(focal) ?? 0;
      seen.set(focal, turn + 1);
      const dot = pointOn(last, [0.62, 0.45, 0.78][turn % 3] ?? 0.62);
      const { curves, end } = alongLanes(chain);
      return [{ chain, curves: [...curves, rise(end, dot)], dot }];
    }),
  ];
}

function bend(from: Point, to: Point): Curve {
  const reach = (to.x - from.x) / 2;
  return [from, { x: from.x + reach, y: from.y }, { x: to.x - reach, y: to.y }, to];
}

/** Leaves along the paths and meets the moderated path from the side. */
function rise(from: Point, dot: Point): Curve {
  const reach = dot.x - from.x;
  return [from, { x: from.x + reach * 0.6, y: from.y }, { x: dot.x, y: dot.y + (from.y - dot.y) * 0.55 }, dot];
}

/** Where each line leaves and enters a construct: spread over its side in the order of the other ends. */
function assignPorts(
  diagram: LayeredDiagram,
  model: DiagramModel,
  centres: ReadonlyMap<string, number>,
  sizes: LayoutSizes,
): Side {
  const cross = (id: string | undefined) => centres.get(id ?? '') ?? 0;
  const nextCross = (chain: Chain) => cross(chain.slots[1] ?? focalSlot(chain, diagram, model) ?? chain.target);
  const previousCross = (chain: Chain) => cross(chain.slots.at(-1));
  const leaving = groupBy(diagram.chains, (chain) => chain.slots[0] ?? '');
  const entering = groupBy(
    diagram.chains.filter((chain) => chain.kind === 'edge'),
    (chain) => chain.target,
  );
  return {
    out: spread(leaving, nextCross, cross, sizes.nodeCross),
    in: spread(entering, previousCross, cross, sizes.nodeCross),
  };
}

/** For a moderation: the last place of the path it moderates, on whose side its line should leave. */
function focalSlot(chain: Chain, diagram: LayeredDiagram, model: DiagramModel): string | undefined {
  if (chain.kind === 'edge') return undefined;
  const moderation = model.moderations[chain.index];
  const focal = diagram.chains.find(
    (other) => other.kind === 'edge' && other.slots[0] === moderation?.from && other.target === moderation?.to,
  );
  return focal?.slots.at(-1);
}

function spread(
  groups: Map<string, Chain[]>,
  otherEnd: (chain: Chain) => number,
  cross: (id: string) => number,
  side: number,
): Map<Chain, number> {
  const ports = new Map<Chain, number>();
  for (const [id, chains] of groups) {
    const sorted = [...chains].sort((a, b) => otherEnd(a) - otherEnd(b) || rank(a) - rank(b));
    const spacing = Math.min(portSpacing, (side - 16) / sorted.length);
    sorted.forEach((chain, index) => ports.set(chain, cross(id) + (index - (sorted.length - 1) / 2) * spacing));
  }
  return ports;
}

const rank = (chain: Chain) => (chain.kind === 'moderation' ? -1 : chain.index);

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}
