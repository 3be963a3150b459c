import { samplePoints } from './curves.js';
import { type Box, boxesOverlap, type Point } from './diagram-model.js';
import type { Route } from './routes.js';

/** A label to place: which route it belongs to and the size of its box. */
export interface LabelRequest {
  readonly route: Route;
  readonly width: number;
  readonly height: number;
}

/** Boxes for the labels, in the order asked, and how many still touch something they must not. */
export interface LabelPlacement {
  readonly boxes: readonly Box[];
  readonly conflicts: number;
}

const cost = { box: 1000, dot: 200, foreignLine: 15, offCentre: 8 };
const dotRadius = 6;
const passes = 12;

interface Candidate {
  readonly box: Box;
  readonly cost: number;
}

/**
 * Places each label on its own line, clear of constructs, other labels and dots, and where it can be of other lines.
 * Coordinate descent over points sampled along each line; deterministic.
 */
export function placeLabels(
  requests: readonly LabelRequest[],
  routes: readonly Route[],
  nodes: readonly Box[],
): LabelPlacement {
  const sampled = new Map(routes.map((route) => [route, samplePoints(route.curves)]));
  const dots = routes.flatMap((route) => (route.dot ? [dotBox(route.dot)] : []));
  const choices = requests.map((request) => candidates(request, sampled, nodes, dots));
  const chosen = choices.map((options) => cheapest(options, []));
  for (let pass = 0, changed = true; changed && pass < passes; pass++) {
    changed = false;
    choices.forEach((options, index) => {
      const others = chosen.flatMap((choice, other) => (other === index || !choice ? [] : [choice.box]));
      const best = cheapest(options, others);
      if (best === chosen[index]) return;
      chosen[index] = best;
      changed = true;
    });
  }
  const boxes = chosen.map((choice) => choice?.box ?? { x: 0, y: 0, width: 0, height: 0 });
  return { boxes, conflicts: countConflicts(boxes, nodes, dots) };
}

function candidates(
  { route, width, height }: LabelRequest,
  sampled: ReadonlyMap<Route, readonly Point[]>,
  nodes: readonly Box[],
  dots: readonly Box[],
): Candidate[] {
  const points = sampled.get(route) ?? [];
  const usable = clearOfEnds(points);
  return usable.map((point, index) => {
    const box = { x: point.x - width / 2, y: point.y - height / 2, width, height };
    const touched = nodes.filter((node) => boxesOverlap(box, node, 5)).length;
    const onDot = dots.filter((dot) => boxesOverlap(box, dot, 3)).length;
    const crossed = [...sampled].filter(
      ([other, line]) => other !== route && line.some((at) => inside(at, box)),
    ).length;
    const offCentre = Math.abs(index / Math.max(1, usable.length - 1) - 0.5);
    return {
      box,
      cost: touched * cost.box + onDot * cost.dot + crossed * cost.foreignLine + offCentre * cost.offCentre,
    };
  });
}

/** Leaves out the start of the line and its arrow head, unless the line is too short for that. */
function clearOfEnds(points: readonly Point[]): readonly Point[] {
  const [start, end] = [points[0], points.at(-1)];
  if (start === undefined || end === undefined) return points;
  const far = (from: Point, at: Point, distance: number) => Math.hypot(at.x - from.x, at.y - from.y) >= distance;
  const clear = points.filter((at) => far(start, at, 14) && far(end, at, 24));
  return clear.length > 0 ? clear : points;
}

function cheapest(options: readonly Candidate[], others: readonly Box[]): Candidate | undefined {
  let best: Candidate | undefined;
  let bestCost = Infinity;
  for (const option of options) {
    if (option.cost >= bestCost) continue;
    const total = option.cost + cost.box * others.filter((other) => boxesOverlap(option.box, other, 4)).length;
    if (total < bestCost) [best, bestCost] = [option, total];
  }
  return best;
}

function countConflicts(boxes: readonly Box[], nodes: readonly Box[], dots: readonly Box[]): number {
  let conflicts = 0;
  boxes.forEach((box, index) => {
    const obstacles = [...nodes, ...dots, ...boxes.slice(index + 1)];
    conflicts += obstacles.filter((obstacle) => boxesOverlap(box, obstacle)).length;
  });
  return conflicts;
}

function dotBox(dot: Point): Box {
  return { x: dot.x - dotRadius, y: dot.y - dotRadius, width: 2 * dotRadius, height: 2 * dotRadius };
}

function inside(point: Point, box: Box): boolean {
  return point.x >= box.x && point.x <= box.x + box.width && point.y >= box.y && point.y <= box.y + box.height;
}
