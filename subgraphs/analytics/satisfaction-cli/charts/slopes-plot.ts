import { round } from '../diagram/curves.js';
import { textWidth, wrapText } from '../diagram/text-width.js';
import { type Markup, markup } from '../report/markup.js';
import type { ChartWords } from './forest-plot.js';
import { roundScale } from './scale.js';

/** Words of the plot that depend on the language. */
export interface SlopeWords extends ChartWords {
  readonly horizontal: string;
  readonly vertical: string;
  /** What stands under a place on the horizontal axis. */
  readonly levelLabel: (level: number) => string;
}

/** One line of the plot; its label stands at its end. */
export interface SlopesLine {
  readonly label: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

const width = 760;
const height = 360;
const frame = { left: 64, top: 16, bottom: 306 };
const dashes = ['7 4', '', '2 4'];
const labelGap = 18;

/** Expected outcome over the predictor, a labelled line for each level of the moderator; dots and ticks at whole standard deviations. */
export function renderSlopesPlot(
  drawn: readonly SlopesLine[],
  words: SlopeWords,
  decimal: (value: number, digits: number) => string,
  id: string,
): Markup {
  const labels = drawn.map((line) => wrapText(line.label, 240, 13, 1, true)[0] ?? '');
  const right = width - Math.min(260, Math.max(...labels.map((label) => textWidth(label, 13, true)))) - 18;
  const points = drawn.flatMap((line) => line.points);
  const vertical = roundScale(
    points.map((point) => point.y),
    frame.bottom,
    frame.top,
    5,
  );
  const stops = [...new Set(points.map((point) => point.x))].filter(Number.isInteger).sort((a, b) => a - b);
  const [low = 0, high = 1] = [stops[0], stops.at(-1)];
  const x = (value: number) => round(frame.left + 26 + ((value - low) / (high - low || 1)) * (right - frame.left - 46));
  const y = (value: number) => round(vertical.at(value));
  const ends = labelHeights(drawn.map((line) => y(line.points.at(-1)?.y ?? 0)));
  const lines = drawn.map((line, index) => {
    const path = line.points.map((point, turn) => `${turn === 0 ? 'M' : 'L'}${x(point.x)} ${y(point.y)}`).join('');
    const end = ends[index] ?? 0;
    return markup`<path class="sp-line sp-${index % 3}" stroke-dasharray="${dashes[index % 3] ?? ''}" d="${path}"/>
${line.points.filter((point) => Number.isInteger(point.x)).map((point) => markup`<circle class="sp-dot sp-${index % 3}" cx="${x(point.x)}" cy="${y(point.y)}" r="4"/>`)}
<text class="sp-label sp-${index % 3}" x="${right}" y="${end}" font-size="13" dominant-baseline="central">${labels[index]}</text>
`;
  });
  const middle = (frame.top + frame.bottom) / 2;
  return markup`<svg class="chart" role="img" aria-labelledby="${id}-title ${id}-desc" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" xmlns="http://www.w3.org/2000/svg">
<title id="${id}-title">${words.title}</title><desc id="${id}-desc">${words.description}</desc>
${vertical.ticks.map((tick) => markup`<line class="grid" x1="${frame.left}" x2="${right - 8}" y1="${y(tick)}" y2="${y(tick)}"/><text class="tick" x="${frame.left - 8}" y="${y(tick)}" font-size="12" text-anchor="end" dominant-baseline="central">${decimal(tick, vertical.digits)}</text>`)}
${stops.map((stop) => markup`<text class="tick" x="${x(stop)}" y="${frame.bottom + 20}" font-size="12" text-anchor="middle">${words.levelLabel(stop)}</text>`)}
<text class="axis-title" x="${(frame.left + right) / 2}" y="${height - 10}" font-size="13" text-anchor="middle">${words.horizontal}</text>
<text class="axis-title" x="16" y="${middle}" font-size="13" text-anchor="middle" transform="rotate(-90 16 ${middle})">${wrapText(words.vertical, 290, 13, 1)[0]}</text>
${lines}</svg>`;
}

/** Moves labels apart that would stand on each other, keeping their order. */
function labelHeights(wanted: readonly number[]): number[] {
  const order = wanted.map((_, index) => index).sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0));
  const placed = [...wanted];
  order.forEach((index, turn) => {
    const above = order[turn - 1];
    if (above !== undefined) placed[index] = Math.max(placed[index] ?? 0, (placed[above] ?? 0) + labelGap);
  });
  const overflow = Math.max(0, Math.max(...placed) - frame.bottom);
  return placed.map((place) => place - overflow);
}
