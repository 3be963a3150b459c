import type { Verdict } from '../../domain/satisfaction/index.js';
import { type SizeMeasure, sizeMeasures, type Texts } from '../texts/text.types.js';
import { type Insert, type Markup, markup } from './markup.js';

/** A column: its heading, and whether it holds numbers (set flush right). */
export interface Column {
  readonly heading: Insert;
  readonly numeric?: boolean;
}

/** A cell; `mark` sets it off ('own' for a diagonal or own construct, 'good', 'acceptable' or 'poor' for a verdict). */
export type Cell = Insert | MarkedCell;

interface MarkedCell {
  readonly content: Insert;
  readonly mark: string;
}

/** A table row whose first cell is the row's heading. */
export type Row = readonly Cell[];

/** A table whose groups of rows each have a heading of their own; give one group without heading for a plain table. */
export interface TableContent {
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly groups: readonly { readonly heading?: Insert; readonly rows: readonly Row[] }[];
}

/** Tables up to this many rows are not split between printed pages. */
const shortTable = 10;

/** An accessible table: caption, scopes, and a frame that scrolls sideways on narrow screens. */
export function table(texts: Texts, { caption, columns, groups }: TableContent): Markup {
  const head = columns.map((column) => markup`<th scope="col"${numeric(column)}>${column.heading}</th>`);
  const bodies = groups.map(
    ({ heading, rows }) =>
      markup`<tbody>${heading !== undefined && markup`<tr class="group"><th scope="rowgroup" colspan="${columns.length}">${heading}</th></tr>`}${rows.map((row) => tableRow(row, columns))}</tbody>
`,
  );
  const length = groups.reduce((sum, { rows }) => sum + rows.length, 0);
  return markup`<div class="scroll${length <= shortTable ? ' short' : ''}" role="region" tabindex="0" aria-label="${texts.scrollable}: ${caption}"><table>
<caption>${caption}</caption>
<thead><tr>${head}</tr></thead>
${bodies}</table></div>`;
}

function tableRow(row: Row, columns: readonly Column[]): Markup {
  const cells = row.map((cell, index) => {
    const { content, mark }: MarkedCell = isMarked(cell) ? cell : { content: cell, mark: '' };
    if (index === 0) return markup`<th scope="row">${content}</th>`;
    const classes = [columns[index]?.numeric ? 'number' : '', mark].filter(Boolean).join(' ');
    return classes ? markup`<td class="${classes}">${content}</td>` : markup`<td>${content}</td>`;
  });
  return markup`<tr>${cells}</tr>
`;
}

function isMarked(cell: Cell): cell is MarkedCell {
  return typeof cell === 'object' && cell !== null && 'mark' in cell;
}

function numeric(column: Column): Markup | false {
  return column.numeric === true && markup` class="number"`;
}

const signs = { good: '✓', acceptable: '○', poor: '✗', undefined: '–' } as const;

/** A verdict as sign, word and colour; nothing where there is none. */
export function verdictBadge(texts: Texts, verdict: Pick<Verdict, 'rating' | 'measure'> | undefined): Markup {
  if (verdict === undefined) return markup``;
  const { rating, measure } = verdict;
  const size = sizeMeasures.find((known): known is SizeMeasure => known === measure);
  if (size) {
    const tone = rating === 'poor' || rating === 'undefined' ? 'neutral' : rating;
    return markup`<span class="badge ${tone}">${texts.sizes[size][rating]}</span>`;
  }
  return markup`<span class="badge ${rating === 'undefined' ? 'neutral' : rating}"><span aria-hidden="true">${signs[rating]}</span> ${texts.ratings[rating]}</span>`;
}
