import { round } from '../diagram/curves.js';
import { type Box, boxesOverlap } from '../diagram/diagram-model.js';
import { textWidth, wrapText } from '../diagram/text-width.js';
import { type Markup, markup } from '../report/markup.js';
import type { ChartWords } from './forest-plot.js';
import { roundScale } from './scale.js';

/** A construct on the map. */
export interface MapPoint {
  readonly label: string;
  readonly importance: number;
  readonly performance: number;
}

/** Words of the map that depend on the language. */
export interface MapWords extends ChartWords {
  readonly horizontal: string;
  readonly vertical: string;
  readonly quadrants: Readonly<Record<'improve' | 'keep' | 'low' | 'surplus', string>>;
}

const width = 760;
const height = 440;
const frame: Box = { x: 64, y: 14, width: 680, height: 366 };
const fontSize = 13;

/** The importance-performance map with quadrants at the means (Ringle & Sarstedt 2016). `id` must be unique on the page. */
export function renderImportanceMap(
  points: readonly MapPoint[],
  words: MapWords,
  decimal: (value: number, digits: number) => string,
  id: string,
): Markup {
  const right = frame.x + frame.width;
  const bottom = frame.y + frame.height;
  const horizontal = roundScale([0, ...points.map((point) => point.importance)], frame.x, right);
  const vertical = roundScale(spread(points.map((point) => point.performance)), bottom, frame.y, 5);
  const x = (value: number) => round(horizontal.at(value));
  const y = (value: number) => round(vertical.at(value));
  const mean = (of: (point: MapPoint) => number) => points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [meanX, meanY] = [x(mean((point) => point.importance)), y(mean((point) => point.performance))];
  const places = points.map((point) => ({ x: x(point.importance), y: y(point.performance) }));
  const labels = placeLabels(points, places);
  const middle = frame.y + frame.height / 2;
  return markup`<svg class="chart" role="img" aria-labelledby="${id}-title ${id}-desc" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" xmlns="http://www.w3.org/2000/svg">
<title id="${id}-title">${words.title}</title><desc id="${id}-desc">${words.description}</desc>
<rect class="quadrant" x="${meanX}" y="${meanY}" width="${round(right - meanX)}" height="${round(bottom - meanY)}"/>
${horizontal.ticks.map((tick) => markup`<line class="grid" x1="${x(tick)}" x2="${x(tick)}" y1="${frame.y}" y2="${bottom}"/><text class="tick" x="${x(tick)}" y="${bottom + 18}" font-size="12" text-anchor="middle">${decimal(tick, horizontal.digits)}</text>`)}
${vertical.ticks.map((tick) => markup`<line class="grid" x1="${frame.x}" x2="${right}" y1="${y(tick)}" y2="${y(tick)}"/><text class="tick" x="${frame.x - 8}" y="${y(tick)}" font-size="12" text-anchor="end" dominant-baseline="central">${decimal(tick, vertical.digits)}</text>`)}
<line class="mean" x1="${meanX}" x2="${meanX}" y1="${frame.y}" y2="${bottom}"/><line class="mean" x1="${frame.x}" x2="${right}" y1="${meanY}" y2="${meanY}"/>
${corners(words.quadrants, right, bottom)}
<text class="axis-title" x="${frame.x + frame.width / 2}" y="${height - 14}" font-size="13" text-anchor="middle">${words.horizontal}</text>
<text class="axis-title" x="16" y="${middle}" font-size="13" text-anchor="middle" transform="rotate(-90 16 ${middle})">${words.vertical}</text>
${points.map(
  (
    point,
    index,
  ) => markup`<g><title>${point.label}: ${decimal(point.importance, 3)}; ${decimal(point.performance, 1)}</title><circle class="map-dot" cx="${places[index]?.x}" cy="${places[index]?.y}" r="6"/><text class="map-label" x="${labels[index]?.x}" y="${labels[index]?.y}" font-size="${fontSize}" dominant-baseline="central">${shortLabel(point.label)}</text></g>
`,
)}</svg>`;
}

/** At least ten points of performance, so that small differences do not look large. */
function spread(values: readonly number[]): number[] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const missing = Math.max(0, 10 - (high - low)) / 2;
  return [Math.max(0, low - missing), Math.min(100, high + missing)];
}

function corners(quadrants: MapWords['quadrants'], right: number, bottom: number): Markup {
  const corner = (text: string, x: number, y: number, anchor: string) =>
    markup`<text class="corner" x="${x}" y="${y}" font-size="12" text-anchor="${anchor}">${text}</text>`;
  return markup`${corner(quadrants.surplus, frame.x + 8, frame.y + 18, 'start')}${corner(quadrants.keep, right - 8, frame.y + 18, 'end')}${corner(quadrants.low, frame.x + 8, bottom - 10, 'start')}${corner(quadrants.improve, right - 8, bottom - 10, 'end')}`;
}

const shortLabel = (label: string) => wrapText(label, 220, fontSize, 1)[0] ?? '';

/** Start of each label: beside, above or below its dot, where it meets the least. Returned as left end and middle height. */
function placeLabels(
  points: readonly MapPoint[],
  places: readonly { x: number; y: number }[],
): { x: number; y: number }[] {
  const dots = places.map(({ x, y }): Box => ({ x: x - 7, y: y - 7, width: 14, height: 14 }));
  const cornerZones = [frame.y, frame.y + frame.height - 28].flatMap((y) => [
    { x: frame.x, y, width: 150, height: 26 },
    { x: frame.x + frame.width - 150, y, width: 150, height: 26 },
  ]);
  const taken: Box[] = [];
  return points.map((point, index) => {
    const size = { width: textWidth(shortLabel(point.label), fontSize, true), height: 17 };
    const { x, y } = places[index] ?? { x: 0, y: 0 };
    const options = [
      { x: x + 11, y: y - 8.5 },
      { x: x - 11 - size.width, y: y - 8.5 },
      ...[-26, 9, -40, 24].map((rise) => ({ x: x - size.width / 2, y: y + rise })),
      ...[-24, 8].flatMap((rise) => [
        { x: x + 6, y: y + rise },
        { x: x - 6 - size.width, y: y + rise },
      ]),
    ].map((corner): Box => ({ ...corner, ...size }));
    const cost = (box: Box) =>
      1000 * outside(box) +
      100 * taken.filter((other) => boxesOverlap(box, other, 1)).length +
      60 * dots.filter((dot, other) => other !== index && boxesOverlap(box, dot)).length +
      20 * cornerZones.filter((zone) => boxesOverlap(box, zone)).length;
    const best = options.reduce((chosen, option) => (cost(option) < cost(chosen) ? option : chosen));
    taken.push(best);
    return { x: round(best.x), y: round(best.y + best.height / 2) };
  });
}

function outside(box: Box): number {
  const inside =
    box.x >= frame.x + 2 &&
    box.x + box.width <= frame.x + frame.width - 2 &&
    box.y >= frame.y + 2 &&
    box.y + box.height <= frame.y + frame.height - 2;
  return inside ? 0 : 1;
}
