import type { DiagramModel } from './diagram-model.js';
import type { LayeredDiagram, Slot } from './layers.js';

const crossingCost = 10;
const moderatorDistanceCost = 6;
const slopeCost = 0.05;
const evaluationBudget = 40_000;

interface Problem {
  readonly lanes: readonly (readonly string[])[];
  readonly segments: readonly (readonly (readonly [string, string])[])[];
  readonly neighbours: readonly (readonly [string, string])[];
}

/**
 * The same layers with their slots reordered so that few lines cross and a moderator stands beside the path it
 * moderates. Local search (moving one slot, or all lanes of a long line at once) from a few deterministic starts; the
 * same model always gives the same picture.
 */
export function orderLayers(diagram: LayeredDiagram, model: DiagramModel): Slot[][] {
  const problem = describe(diagram, model);
  const given = diagram.layers.map((layer) => [...layer]);
  const starts = [given, given.map((layer) => [...layer].reverse()), ...shuffled(given, 6)];
  const evaluations = { left: evaluationBudget };
  let best = given;
  let bestCost = cost(problem, given);
  for (const start of starts) {
    const candidate = improve(problem, start, evaluations);
    const candidateCost = cost(problem, candidate);
    if (candidateCost < bestCost - 1e-9) [best, bestCost] = [candidate, candidateCost];
  }
  return best;
}

function describe(diagram: LayeredDiagram, model: DiagramModel): Problem {
  const segments: [string, string][][] = diagram.layers.map(() => []);
  const layerOf = new Map(diagram.layers.flat().map((slot) => [slot.id, slot.layer]));
  const lastSlot = (chain: LayeredDiagram['chains'][number]) => chain.slots[chain.slots.length - 1] ?? chain.target;
  const neighbours: [string, string][] = [];
  for (const chain of diagram.chains) {
    const stops = chain.kind === 'edge' ? [...chain.slots, chain.target] : chain.slots;
    stops.slice(1).forEach((to, index) => {
      const from = stops[index] ?? to;
      segments[layerOf.get(from) ?? 0]?.push([from, to]);
    });
    if (chain.kind === 'edge') continue;
    const moderation = model.moderations[chain.index];
    const focal = diagram.chains.find(
      (other) => other.kind === 'edge' && other.slots[0] === moderation?.from && other.target === moderation?.to,
    );
    if (focal) neighbours.push([lastSlot(chain), lastSlot(focal)]);
  }
  const lanes = diagram.chains.map((chain) => chain.slots.slice(1)).filter((ids) => ids.length > 0);
  return { lanes, segments, neighbours };
}

function cost(problem: Problem, layers: readonly (readonly Slot[])[]): number {
  const rank = new Map<string, number>();
  const share = new Map<string, number>();
  for (const layer of layers) {
    layer.forEach((slot, index) => {
      rank.set(slot.id, index);
      share.set(slot.id, (index + 1) / (layer.length + 1));
    });
  }
  const at = (map: Map<string, number>, id: string) => map.get(id) ?? 0;
  let total = 0;
  for (const segments of problem.segments) {
    const ends = segments.map(([from, to]) => [at(rank, from), at(rank, to)] as const);
    for (let i = 0; i < ends.length; i++) {
      for (let j = i + 1; j < ends.length; j++) total += crosses(ends[i], ends[j]) ? crossingCost : 0;
    }
    for (const [from, to] of segments) total += slopeCost * Math.abs(at(share, from) - at(share, to)) * 10;
  }
  for (const [a, b] of problem.neighbours) {
    total += moderatorDistanceCost * Math.max(0, Math.abs(at(rank, a) - at(rank, b)) - 1);
  }
  return total;
}

function crosses(a: readonly [number, number] | undefined, b: readonly [number, number] | undefined): boolean {
  return a !== undefined && b !== undefined && (a[0] - b[0]) * (a[1] - b[1]) < 0;
}

function improve(problem: Problem, start: Slot[][], evaluations: { left: number }): Slot[][] {
  let current = start;
  let currentCost = cost(problem, current);
  for (let improved = true; improved && evaluations.left > 0;) {
    improved = false;
    for (const candidate of moves(current, problem)) {
      if (evaluations.left-- <= 0) break;
      const candidateCost = cost(problem, candidate);
      if (candidateCost >= currentCost - 1e-9) continue;
      [current, currentCost, improved] = [candidate, candidateCost, true];
      break;
    }
  }
  return current;
}

function* moves(layers: Slot[][], problem: Problem): Generator<Slot[][]> {
  for (const [index, first] of problem.lanes.entries()) {
    for (const second of problem.lanes.slice(index + 1)) yield layers.map((layer) => exchange(layer, first, second));
    yield layers.map((layer) => [...layer].sort((a, b) => Number(first.includes(b.id)) - Number(first.includes(a.id))));
    yield layers.map((layer) => [...layer].sort((a, b) => Number(first.includes(a.id)) - Number(first.includes(b.id))));
  }
  for (const [index, layer] of layers.entries()) {
    for (let from = 0; from < layer.length; from++) {
      for (let to = 0; to < layer.length; to++) {
        const slot = layer[from];
        if (from === to || slot === undefined) continue;
        const rest = layer.filter((_, position) => position !== from);
        const moved = [...rest.slice(0, to), slot, ...rest.slice(to)];
        yield layers.map((other, position) => (position === index ? moved : other));
      }
    }
  }
}

/** Lets two long lines change places in a layer that both pass. */
function exchange(layer: Slot[], first: readonly string[], second: readonly string[]): Slot[] {
  const [a, b] = [first, second].map((ids) => layer.findIndex((slot) => ids.includes(slot.id)));
  if (a === undefined || b === undefined || a < 0 || b < 0) return layer;
  const [slotA, slotB] = [layer[a], layer[b]];
  return layer.map((slot, index) => (index === a ? slotB : index === b ? slotA : slot) ?? slot);
}

function shuffled(layers: Slot[][], count: number): Slot[][][] {
  let state = 12345;
  const next = () => (state = (Math.imul(state, 1103515245) + 12345) >>> 0) / 2 ** 32;
  return Array.from({ length: count }, () =>
    layers.map((layer) =>
      layer
        .map((slot) => ({ slot, key: next() }))
        .sort((a, b) => a.key - b.key)
        .map(({ slot }) => slot),
    ),
  );
}
