import type { Point } from './diagram-model.js';

/** One cubic Bézier piece: start, two control points, end. */
export type Curve = readonly [Point, Point, Point, Point];

/** A straight piece, as a curve. */
export function line(from: Point, to: Point): Curve {
  return [from, from, to, to];
}

/** The point at `t` (0 to 1) of a curve. */
export function pointOn(curve: Curve, t: number): Point {
  const u = 1 - t;
  const weights = [u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t];
  return {
    x: curve.reduce((sum, point, index) => sum + (weights[index] ?? 0) * point.x, 0),
    y: curve.reduce((sum, point, index) => sum + (weights[index] ?? 0) * point.y, 0),
  };
}

/** Points along joined curves about `step` units apart, both ends included. */
export function samplePoints(curves: readonly Curve[], step = 6): Point[] {
  const points: Point[] = [];
  for (const curve of curves) {
    const length = Math.hypot(curve[3].x - curve[0].x, curve[3].y - curve[0].y);
    const pieces = Math.max(4, Math.ceil(length / step));
    for (let piece = points.length === 0 ? 0 : 1; piece <= pieces; piece++) points.push(pointOn(curve, piece / pieces));
  }
  return points;
}

/** SVG path data of joined curves, coordinates rounded to a tenth. */
export function pathData(curves: readonly Curve[]): string {
  const text = (point: Point) => `${round(point.x)} ${round(point.y)}`;
  const first = curves[0];
  if (first === undefined) return '';
  return `M${text(first[0])}${curves.map((curve) => `C${text(curve[1])},${text(curve[2])},${text(curve[3])}`).join('')}`;
}

/** A coordinate as the SVG states it: one decimal is a tenth of a pixel. */
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}
