import type { DiagramModel } from './diagram-model.js';

/** A place in a layer: a construct, or the lane in which a long line passes the layer. */
export interface Slot {
  readonly id: string;
  readonly kind: 'node' | 'lane';
  readonly layer: number;
}

/**
 * One line through the layers. `slots` names the places from its source to the layer before its target;
 * `target` is the construct it enters, for a moderation the construct its focal path enters.
 */
export interface Chain {
  readonly kind: 'edge' | 'moderation';
  readonly index: number;
  readonly slots: readonly string[];
  readonly target: string;
}

/** The constructs in layers from cause to effect, with lanes for the lines that pass a layer. */
export interface LayeredDiagram {
  readonly layers: readonly (readonly Slot[])[];
  readonly chains: readonly Chain[];
}

interface Arrow {
  readonly from: string;
  readonly to: string;
}

/**
 * Layer of each construct: the longest path that leads to it (Sugiyama, Tagawa & Toda 1981), with constructs that
 * nothing leads to moved right, next to the first construct they lead to. Throws on a cycle.
 */
export function assignLayers(ids: readonly string[], arrows: readonly Arrow[]): Map<string, number> {
  const layers = new Map<string, number>();
  const visiting = new Set<string>();
  const place = (id: string): number => {
    const known = layers.get(id);
    if (known !== undefined) return known;
    if (visiting.has(id)) throw new Error(`the paths form a cycle through '${id}'`);
    visiting.add(id);
    const causes = arrows.filter((arrow) => arrow.to === id).map((arrow) => place(arrow.from) + 1);
    const layer = Math.max(0, ...causes);
    layers.set(id, layer);
    return layer;
  };
  ids.forEach(place);
  for (const id of ids) {
    const effects = arrows.filter((arrow) => arrow.from === id).map((arrow) => layers.get(arrow.to) ?? 0);
    const isSource = !arrows.some((arrow) => arrow.to === id);
    if (isSource && effects.length > 0) layers.set(id, Math.min(...effects) - 1);
  }
  return layers;
}

/** True when the arrows can be followed round in a circle. */
export function hasCycle(ids: readonly string[], arrows: readonly Arrow[]): boolean {
  try {
    assignLayers(ids, arrows);
    return false;
  } catch {
    return true;
  }
}

const laneId = (kind: string, index: number, layer: number) => `${kind} ${index} @${layer}`;

/** Places constructs and lanes in layers, in the order of the model; `ordering.ts` improves the order. */
export function layerDiagram(model: DiagramModel): LayeredDiagram {
  const ids = model.nodes.map((node) => node.id);
  const pulls = model.moderations.map(({ moderator, to }) => ({ from: moderator, to }));
  const layerOf = assignLayers(ids, [...model.edges, ...pulls]);
  const depth = Math.max(0, ...layerOf.values()) + 1;
  const layers: Slot[][] = Array.from({ length: depth }, () => []);
  for (const id of ids) {
    const layer = layerOf.get(id) ?? 0;
    layers[layer]?.push({ id, kind: 'node', layer });
  }
  const chain = (kind: Chain['kind'], index: number, from: string, to: string): Chain => {
    const slots = [from];
    for (let layer = (layerOf.get(from) ?? 0) + 1; layer < (layerOf.get(to) ?? 0); layer++) {
      const id = laneId(kind, index, layer);
      layers[layer]?.push({ id, kind: 'lane', layer });
      slots.push(id);
    }
    return { kind, index, slots, target: to };
  };
  const chains = [
    ...model.edges.map((edge, index) => chain('edge', index, edge.from, edge.to)),
    ...model.moderations.map((moderation, index) => chain('moderation', index, moderation.moderator, moderation.to)),
  ];
  return { layers, chains };
}
