import type { Tone } from '../diagram/diagram-model.js';
import { round } from '../diagram/curves.js';
import { textWidth, wrapText } from '../diagram/text-width.js';
import { type Markup, markup } from '../report/markup.js';
import { roundScale } from './scale.js';

/** One estimate with its interval. */
export interface ForestRow {
  readonly label: string;
  readonly value: number;
  readonly interval: readonly [number, number];
  readonly text: string;
  readonly tone: Tone;
}

/** Title and description of a chart for readers who cannot see it. */
export interface ChartWords {
  readonly title: string;
  readonly description: string;
}

const width = 760;
const rowHeight = 30;
const labelSize = 13;

/** Estimates as dots, intervals as bars, on one scale with a line at zero. `id` must be unique on the page. */
export function renderForestPlot(
  rows: readonly ForestRow[],
  words: ChartWords,
  decimal: (value: number, digits: number) => string,
  id: string,
): Markup {
  const labelWidth = Math.min(230, Math.max(...rows.map((row) => textWidth(row.label, labelSize))) + 12);
  const textRoom = Math.max(...rows.map((row) => textWidth(row.text, 12))) + 14;
  const scale = roundScale(
    [0, ...rows.flatMap((row) => [...row.interval, row.value])],
    labelWidth + 12,
    width - textRoom,
  );
  const bottom = 12 + rows.length * rowHeight;
  const at = (value: number) => round(scale.at(value));
  const ticks = scale.ticks.map(
    (tick) =>
      markup`<line class="${tick === 0 ? 'axis' : 'grid'}" x1="${at(tick)}" x2="${at(tick)}" y1="8" y2="${bottom}"/><text class="tick" x="${at(tick)}" y="${bottom + 18}" font-size="12" text-anchor="middle">${decimal(tick, scale.digits)}</text>`,
  );
  const marks = rows.map((row, index) => {
    const y = 12 + (index + 0.5) * rowHeight;
    const [low, high] = row.interval;
    const label = wrapText(row.label, labelWidth, labelSize, 1)[0] ?? '';
    return markup`<g class="fp-row"><title>${row.label}: ${row.text}</title>
<text x="${labelWidth}" y="${y}" font-size="${labelSize}" text-anchor="end" dominant-baseline="central">${label}</text>
<path class="pd-line pd-edge pd-${row.tone}" stroke-width="2" d="M${at(low)} ${y}H${at(high)}M${at(low)} ${y - 5}V${y + 5}M${at(high)} ${y - 5}V${y + 5}"/>
<circle class="pd-dot pd-${row.tone}" cx="${at(row.value)}" cy="${y}" r="5"/>
<text class="tick" x="${width}" y="${y}" font-size="12" text-anchor="end" dominant-baseline="central">${row.text}</text></g>
`;
  });
  return markup`<svg class="chart" role="img" aria-labelledby="${id}-title ${id}-desc" viewBox="0 0 ${width} ${bottom + 28}" width="${width}" height="${bottom + 28}" xmlns="http://www.w3.org/2000/svg">
<title id="${id}-title">${words.title}</title><desc id="${id}-desc">${words.description}</desc>
${ticks}${marks}</svg>`;
}
