import { type Markup, markup } from '../report/markup.js';
import { pathData, round } from './curves.js';
import type { DiagramEdge, DiagramModel, Tone } from './diagram-model.js';
import { layoutDiagram, metrics, type PlacedLine, type PlacedNode } from './layout.js';

/** Words that describe the diagram to readers who cannot see it. */
export interface DiagramWords {
  readonly title: string;
  readonly description: string;
}

const tones: readonly Tone[] = ['positive', 'negative', 'weak', 'untested'];

/** The path diagram as inline SVG; classes `pd-*` are coloured by the report's style sheet. `id` must be unique on the page. */
export function renderPathDiagram(model: DiagramModel, words: DiagramWords, id: string): Markup {
  const layout = layoutDiagram(model);
  const [width, height] = [Math.ceil(layout.width), Math.ceil(layout.height)];
  const edgeOf = (line: PlacedLine) => (line.kind === 'edge' ? model.edges : model.moderations)[line.index];
  const drawn = layout.lines.flatMap((line) => {
    const edge = edgeOf(line);
    return edge ? [{ line, edge }] : [];
  });
  return markup`<svg class="pd" role="img" aria-labelledby="${id}-title ${id}-desc" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" data-conflicts="${layout.conflicts}" xmlns="http://www.w3.org/2000/svg">
<title id="${id}-title">${words.title}</title>
<desc id="${id}-desc">${words.description}</desc>
<defs>${tones.map((tone) => arrowHead(tone, id))}</defs>
<g>${drawn.map(({ line, edge }) => renderLine(line, edge, id))}</g>
<g>${layout.nodes.map(renderNode)}</g>
<g>${drawn.map(({ line, edge }) => renderLabel(line, edge))}</g>
</svg>`;
}

function arrowHead(tone: Tone, id: string): Markup {
  return markup`<marker id="${id}-${tone}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="10" markerHeight="10" markerUnits="userSpaceOnUse" orient="auto"><path class="pd-head pd-${tone}" d="M0 0.5L10 5L0 9.5Z"/></marker>`;
}

function renderLine(line: PlacedLine, edge: DiagramEdge, id: string): Markup {
  const strokeWidth = round(1.4 + 3.6 * Math.min(1, edge.strength));
  const dot =
    line.dot &&
    markup`<circle class="pd-dot pd-${edge.tone}" cx="${round(line.dot.x)}" cy="${round(line.dot.y)}" r="5"/>`;
  const head = line.kind === 'edge' && markup` marker-end="url(#${id}-${edge.tone})"`;
  return markup`<path class="pd-line pd-${edge.tone} pd-${line.kind}" stroke-width="${strokeWidth}" d="${pathData(line.curves)}"${head}/>${dot}`;
}

function renderLabel(line: PlacedLine, edge: DiagramEdge): Markup {
  const { x, y, width, height } = line.label;
  return markup`<g class="pd-label" data-box="${[x, y, width, height].map(round).join(' ')}"><rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" rx="${round(height / 2)}"/><text class="pd-${edge.tone}" x="${round(x + width / 2)}" y="${round(y + height / 2)}" font-size="${metrics.labelSize}" text-anchor="middle" dominant-baseline="central">${edge.label}</text></g>`;
}

function renderNode(node: PlacedNode): Markup {
  const { box } = node;
  const centre = round(box.x + box.width / 2);
  const lines = [
    ...node.nameLines.map((text) => ({ text, kind: 'name', size: metrics.nameSize })),
    ...node.details.map((text) => ({ text, kind: 'detail', size: metrics.detailSize })),
  ];
  const top = box.y + box.height / 2 - ((lines.length - 1) * metrics.lineHeight) / 2;
  const texts = lines.map(
    (line, index) =>
      markup`<text class="pd-${line.kind}" x="${centre}" y="${round(top + index * metrics.lineHeight)}" font-size="${line.size}" text-anchor="middle" dominant-baseline="central">${line.text}</text>`,
  );
  return markup`<g class="pd-node"><rect x="${round(box.x)}" y="${round(box.y)}" width="${box.width}" height="${box.height}" rx="12"/>${texts}</g>`;
}
