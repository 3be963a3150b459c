import type { LayeredDiagram, Slot } from './layers.js';

/** Room a slot needs across the direction of the paths, and the free space to its neighbour. */
export interface SlotSizes {
  readonly node: number;
  readonly lane: number;
  readonly spacing: number;
}

const sweeps = 160;
/** Long lines pull harder than short ones, so that they run straight (Brandes & Köpf 2001 call these inner segments). */
const pull = { laneToLane: 30, nodeToLane: 2, nodeToNode: 1 };

/**
 * Centre of every slot across the direction of the paths: near the mean of what it is joined to, in the given order
 * and without overlap. Each sweep solves one layer exactly (isotonic regression on the separations).
 */
export function crossCoordinates(
  layers: readonly (readonly Slot[])[],
  chains: LayeredDiagram['chains'],
  sizes: SlotSizes,
): Map<string, number> {
  const joined = joints(layers, chains);
  const centres = new Map<string, number>();
  for (const layer of layers) separate(layer, () => 0, sizes, centres);
  for (let sweep = 0; sweep < sweeps; sweep++) {
    const order = sweep % 2 === 0 ? layers : [...layers].reverse();
    for (const layer of order) {
      const wish = (slot: Slot) => weightedMean(joined.get(slot.id) ?? [], centres) ?? centres.get(slot.id) ?? 0;
      separate(layer, wish, sizes, centres);
    }
  }
  const lowest = Math.min(...layers.flat().map((slot) => (centres.get(slot.id) ?? 0) - half(slot, sizes)));
  for (const [id, centre] of centres) centres.set(id, centre - lowest);
  return centres;
}

const half = (slot: Slot, sizes: SlotSizes) => sizes[slot.kind] / 2;

type Joint = readonly [id: string, weight: number];

function joints(layers: readonly (readonly Slot[])[], chains: LayeredDiagram['chains']): Map<string, Joint[]> {
  const kinds = new Map(layers.flat().map((slot) => [slot.id, slot.kind]));
  const result = new Map<string, Joint[]>();
  const join = (a: string, b: string, weight: number) => result.set(a, [...(result.get(a) ?? []), [b, weight]]);
  for (const chain of chains) {
    const stops = chain.kind === 'edge' ? [...chain.slots, chain.target] : chain.slots;
    stops.slice(1).forEach((to, index) => {
      const from = stops[index] ?? to;
      const lanes = [from, to].filter((id) => kinds.get(id) === 'lane').length;
      const weight = lanes === 2 ? pull.laneToLane : lanes === 1 ? pull.nodeToLane : pull.nodeToNode;
      join(from, to, weight);
      join(to, from, weight);
    });
  }
  return result;
}

function weightedMean(joined: readonly Joint[], centres: Map<string, number>): number | undefined {
  let sum = 0;
  let weights = 0;
  for (const [id, weight] of joined) {
    sum += weight * (centres.get(id) ?? 0);
    weights += weight;
  }
  return weights > 0 ? sum / weights : undefined;
}

/** Nearest centres (least squares) to the wishes that keep order and separation: pool adjacent violators. */
function separate(
  layer: readonly Slot[],
  wish: (slot: Slot) => number,
  sizes: SlotSizes,
  centres: Map<string, number>,
): void {
  const offsets: number[] = [];
  layer.forEach((slot, index) => {
    const previous = layer[index - 1];
    offsets.push(previous ? (offsets[index - 1] ?? 0) + half(previous, sizes) + half(slot, sizes) + sizes.spacing : 0);
  });
  const pools: { mean: number; count: number }[] = [];
  layer.forEach((slot, index) => {
    let pool = { mean: wish(slot) - (offsets[index] ?? 0), count: 1 };
    for (let last = pools.at(-1); last && last.mean > pool.mean; last = pools.at(-1)) {
      const count = last.count + pool.count;
      pool = { mean: (last.mean * last.count + pool.mean * pool.count) / count, count };
      pools.pop();
    }
    pools.push(pool);
  });
  const bases = pools.flatMap((pool) => new Array<number>(pool.count).fill(pool.mean));
  layer.forEach((slot, index) => centres.set(slot.id, (bases[index] ?? 0) + (offsets[index] ?? 0)));
}
