/** How a line is drawn: its sign when it is significant, or that it is not, or that nobody tested it. */
export type Tone = 'positive' | 'negative' | 'weak' | 'untested';

/** A construct: its box shows `name` (wrapped), then `details`, one short line each. */
export interface DiagramNode {
  readonly id: string;
  readonly name: string;
  readonly details: readonly string[];
}

/** A path between constructs. `strength` (absolute standardised coefficient) sets the width of the line. */
export interface DiagramEdge {
  readonly from: string;
  readonly to: string;
  readonly label: string;
  readonly tone: Tone;
  readonly strength: number;
}

/** A moderation: a dashed line from the moderator onto the path `from` -> `to`. */
export interface DiagramModeration extends DiagramEdge {
  readonly moderator: string;
}

/** What the path diagram shows. Edges must not form a cycle: a PLS path model is recursive. */
export interface DiagramModel {
  readonly nodes: readonly DiagramNode[];
  readonly edges: readonly DiagramEdge[];
  readonly moderations: readonly DiagramModeration[];
}

/** A point on the page, in SVG units. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** An upright box, in SVG units. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** True when the boxes, each grown by half of `clearance`, share any area. */
export function boxesOverlap(a: Box, b: Box, clearance = 0): boolean {
  return (
    a.x < b.x + b.width + clearance &&
    b.x < a.x + a.width + clearance &&
    a.y < b.y + b.height + clearance &&
    b.y < a.y + a.height + clearance
  );
}
