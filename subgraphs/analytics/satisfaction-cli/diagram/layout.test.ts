import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { samplePoints } from './curves.js';
import { type Box, boxesOverlap, type DiagramModel } from './diagram-model.js';
import { assignLayers, hasCycle } from './layers.js';
import { type DiagramLayout, layoutDiagram } from './layout.js';

const edge = (from: string, to: string) => ({ from, to, label: '0,123***', tone: 'positive' as const, strength: 0.3 });
const node = (id: string) => ({ id, name: `Construct ${id}`, details: ['4 items · λ 0,80–0,84'] });

const study: DiagramModel = {
  nodes: ['CRM', 'SQ', 'TRUST', 'SAT', 'GOV'].map(node),
  edges: [
    edge('CRM', 'TRUST'),
    edge('SQ', 'TRUST'),
    edge('CRM', 'SAT'),
    edge('SQ', 'SAT'),
    edge('TRUST', 'SAT'),
    edge('GOV', 'SAT'),
  ],
  moderations: [{ ...edge('TRUST', 'SAT'), moderator: 'GOV' }],
};

const inside = (box: Box, x: number, y: number) =>
  x > box.x + 1 && x < box.x + box.width - 1 && y > box.y + 1 && y < box.y + box.height - 1;

function expectReadable(layout: DiagramLayout): void {
  const boxes = layout.nodes.map(({ box }) => box);
  const labels = layout.lines.map(({ label }) => label);
  expect(layout.conflicts).toBe(0);
  boxes.forEach((box, index) =>
    boxes.slice(index + 1).forEach((other) => expect(boxesOverlap(box, other)).toBe(false)),
  );
  labels.forEach((label, index) => {
    expect([...boxes, ...labels.slice(index + 1)].some((other) => boxesOverlap(label, other))).toBe(false);
    expect(label.x).toBeGreaterThanOrEqual(0);
    expect(label.y).toBeGreaterThanOrEqual(0);
    expect(label.x + label.width).toBeLessThanOrEqual(layout.width);
    expect(label.y + label.height).toBeLessThanOrEqual(layout.height);
  });
  for (const { curves } of layout.lines) {
    for (const { x, y } of samplePoints(curves)) expect(boxes.some((box) => inside(box, x, y))).toBe(false);
  }
}

describe('path diagram', () => {
  test('stands causes left of effects and the moderator beside the path it moderates', () => {
    const layout = layoutDiagram(study);
    const x = (id: string) => layout.nodes.find((placed) => placed.id === id)?.box.x ?? 0;
    expect(x('CRM')).toBe(x('SQ'));
    expect(x('TRUST')).toBeGreaterThan(x('CRM'));
    expect(x('GOV')).toBe(x('TRUST'));
    expect(x('SAT')).toBeGreaterThan(x('TRUST'));
    expectReadable(layout);
  });

  test('draws a moderation to a dot on the line it moderates', () => {
    const layout = layoutDiagram(study);
    const moderation = layout.lines.find(({ kind }) => kind === 'moderation');
    const focal = layout.lines.find(({ kind, index }) => kind === 'edge' && index === 4);
    const { x = 0, y = 0 } = moderation?.dot ?? {};
    const distances = samplePoints(focal?.curves ?? [], 1).map((point) => Math.hypot(point.x - x, point.y - y));
    expect(Math.min(...distances)).toBeLessThan(1.5);
  });

  test('is the same every time', () => {
    expect(layoutDiagram(study)).toEqual(layoutDiagram(study));
  });

  test('refuses a cycle', () => {
    const arrows = [edge('A', 'B'), edge('B', 'A')];
    expect(hasCycle(['A', 'B'], arrows)).toBe(true);
    expect(() => assignLayers(['A', 'B'], arrows)).toThrow(/cycle/);
  });

  test('keeps boxes, labels and lines of any model of three to eight constructs apart', () => {
    fc.assert(
      fc.property(anyModel(), (model) => expectReadable(layoutDiagram(model))),
      { numRuns: 60, verbose: 1 },
    );
  });
});

/** Random recursive models: paths run from earlier to later letters; sometimes a moderation of one of the paths. */
function anyModel(): fc.Arbitrary<DiagramModel> {
  return fc.integer({ min: 3, max: 8 }).chain((size) => {
    const ids = [...'ABCDEFGH'].slice(0, size);
    const pairs = ids.flatMap((from, index) => ids.slice(index + 1).map((to) => [from, to] as const));
    return fc
      .record({
        paths: fc.subarray(pairs, { minLength: 2, maxLength: Math.min(pairs.length, 14) }),
        focal: fc.nat(),
        moderator: fc.nat(),
        moderated: fc.boolean(),
      })
      .map(({ paths, focal, moderator, moderated }) => {
        const [from, to] = paths[focal % paths.length] ?? ['A', 'B'];
        const candidates = ids.filter((id) => id !== from && id < to);
        const chosen = candidates[moderator % Math.max(1, candidates.length)];
        const moderation = moderated && chosen !== undefined ? [{ ...edge(from, to), moderator: chosen }] : [];
        return { nodes: ids.map(node), edges: paths.map(([a, b]) => edge(a, b)), moderations: moderation };
      });
  });
}
