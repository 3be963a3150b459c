import { crossCoordinates } from './coordinates.js';
import type { Curve } from './curves.js';
import type { Box, DiagramModel, Point } from './diagram-model.js';
import { placeLabels } from './labels.js';
import { layerDiagram } from './layers.js';
import { orderLayers } from './ordering.js';
import { type LayoutSizes, type Route, routeChains } from './routes.js';
import { textWidth, wrapText } from './text-width.js';

/** Type sizes and box widths of the diagram, in SVG units (1 unit is 1 CSS pixel at full size). */
export const metrics = {
  nodeWidth: 176,
  nameSize: 14,
  detailSize: 12,
  labelSize: 13,
  lineHeight: 17,
  nodePadding: 10,
  labelHeight: 21,
  labelPadding: 7,
} as const;

/** A construct with its box and the lines of text in it. */
export interface PlacedNode {
  readonly id: string;
  readonly box: Box;
  readonly nameLines: readonly string[];
  readonly details: readonly string[];
}

/** A drawn line with the box of its label; a moderation has the dot where it meets its path. */
export interface PlacedLine {
  readonly kind: 'edge' | 'moderation';
  readonly index: number;
  readonly curves: readonly Curve[];
  readonly label: Box;
  readonly dot?: Point;
}

/** A finished layout. `conflicts` counts labels that touch something; 0 unless the model is far beyond a page. */
export interface DiagramLayout {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly PlacedNode[];
  readonly lines: readonly PlacedLine[];
  readonly conflicts: number;
}

const margin = 14;
const attempts = 7;
/** Up to this many layers run left to right; deeper models run top to bottom, which suits a portrait page. */
const mostLayersAcross = 4;

/** Lays the diagram out; asks for more room, up to a few times, while labels touch. Deterministic. */
export function layoutDiagram(model: DiagramModel): DiagramLayout {
  const layered = layerDiagram(model);
  const layers = orderLayers(layered, model);
  const across = layers.length <= mostLayersAcross;
  const nodeHeight = tallestNode(model);
  const labelWidths = [...model.edges, ...model.moderations].map((edge) => labelWidth(edge.label));
  const widest = Math.max(0, ...labelWidths);
  let best: DiagramLayout | undefined;
  for (let attempt = 0; attempt < attempts; attempt++) {
    const sizes = layoutSizes(across, nodeHeight, widest, attempt, model.moderations.length > 0);
    const centres = crossCoordinates(layers, layered.chains, {
      node: sizes.nodeCross,
      lane: sizes.lane,
      spacing: sizes.spacing,
    });
    const routes = routeChains(layered, layers, model, centres, sizes).map((route) => onPage(route, across));
    const boxes = new Map(
      layers.flat().flatMap((slot) => {
        if (slot.kind === 'lane') return [];
        const main = slot.layer * (sizes.nodeMain + sizes.gap);
        const cross = (centres.get(slot.id) ?? 0) - sizes.nodeCross / 2;
        return [[slot.id, nodeBox(main, cross, sizes, across)] as const];
      }),
    );
    const layout = finish(model, routes, boxes);
    if (best === undefined || layout.conflicts < best.conflicts) best = layout;
    if (best.conflicts === 0) break;
  }
  return best ?? { width: 0, height: 0, nodes: [], lines: [], conflicts: 0 };
}

function layoutSizes(
  across: boolean,
  nodeHeight: number,
  widest: number,
  attempt: number,
  moderated: boolean,
): LayoutSizes {
  const room = attempt * 24;
  return across
    ? {
        nodeMain: metrics.nodeWidth,
        nodeCross: nodeHeight,
        lane: metrics.labelHeight + 8,
        spacing: 32 + attempt * 8,
        gap: Math.max(120, widest + 46) + (moderated ? 80 : 0) + room,
      }
    : {
        nodeMain: nodeHeight,
        nodeCross: metrics.nodeWidth,
        lane: widest + 6,
        spacing: 14 + attempt * 6,
        gap: 80 + (moderated ? 50 : 0) + room,
      };
}

function finish(model: DiagramModel, routes: readonly Route[], boxes: ReadonlyMap<string, Box>): DiagramLayout {
  const labelOf = (route: Route) =>
    (route.chain.kind === 'edge' ? model.edges : model.moderations)[route.chain.index]?.label ?? '';
  const placement = placeLabels(
    routes.map((route) => ({ route, width: labelWidth(labelOf(route)), height: metrics.labelHeight })),
    routes,
    [...boxes.values()],
  );
  const nowhere = { x: 0, y: 0, width: 0, height: 0 };
  const lines = routes.map((route, index): PlacedLine => ({
    kind: route.chain.kind,
    index: route.chain.index,
    curves: route.curves,
    label: placement.boxes[index] ?? nowhere,
    ...(route.dot ? { dot: route.dot } : {}),
  }));
  const nodes = model.nodes.map((node) => ({
    id: node.id,
    box: boxes.get(node.id) ?? nowhere,
    nameLines: nameLines(node.name),
    details: node.details,
  }));
  return fitToOrigin({ nodes, lines, conflicts: placement.conflicts });
}

function fitToOrigin(parts: Omit<DiagramLayout, 'width' | 'height'>): DiagramLayout {
  const boxes = [...parts.nodes.map((node) => node.box), ...parts.lines.map((drawn) => drawn.label)];
  const left = Math.min(...boxes.map((box) => box.x)) - margin;
  const top = Math.min(...boxes.map((box) => box.y)) - margin;
  const shift = <T extends Point>(point: T): T => ({ ...point, x: point.x - left, y: point.y - top });
  return {
    width: Math.max(...boxes.map((box) => box.x + box.width)) - left + margin,
    height: Math.max(...boxes.map((box) => box.y + box.height)) - top + margin,
    nodes: parts.nodes.map((node) => ({ ...node, box: shift(node.box) })),
    lines: parts.lines.map((drawn) => ({
      ...drawn,
      curves: drawn.curves.map(([a, b, c, d]) => [shift(a), shift(b), shift(c), shift(d)] as const),
      label: shift(drawn.label),
      ...(drawn.dot ? { dot: shift(drawn.dot) } : {}),
    })),
    conflicts: parts.conflicts,
  };
}

function onPage(route: Route, across: boolean): Route {
  if (across) return route;
  const turn = (point: Point): Point => ({ x: point.y, y: point.x });
  const curves = route.curves.map(([a, b, c, d]) => [turn(a), turn(b), turn(c), turn(d)] as const);
  return { chain: route.chain, curves, ...(route.dot ? { dot: turn(route.dot) } : {}) };
}

function nodeBox(main: number, cross: number, sizes: LayoutSizes, across: boolean): Box {
  return across
    ? { x: main, y: cross, width: sizes.nodeMain, height: sizes.nodeCross }
    : { x: cross, y: main, width: sizes.nodeCross, height: sizes.nodeMain };
}

function tallestNode(model: DiagramModel): number {
  const lines = model.nodes.map((node) => nameLines(node.name).length + node.details.length);
  return Math.max(1, ...lines) * metrics.lineHeight + 2 * metrics.nodePadding;
}

function nameLines(name: string): string[] {
  return wrapText(name, metrics.nodeWidth - 2 * metrics.nodePadding, metrics.nameSize, 4, true);
}

function labelWidth(label: string): number {
  return Math.ceil(textWidth(label, metrics.labelSize, true)) + 2 * metrics.labelPadding;
}
