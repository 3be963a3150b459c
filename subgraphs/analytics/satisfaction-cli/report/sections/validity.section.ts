import type { ReportContext } from '../context.js';
import { type Markup, markup } from '../markup.js';
import { type Cell, type Row, table, verdictBadge } from '../table.js';
import { measured } from './measurement.section.js';

/** Discriminant validity: Fornell-Larcker, HTMT and cross-loadings. */
export function validitySection(context: ReportContext): Markup {
  const { sections, notes } = context.texts;
  return markup`<section id="validity"><h2>${sections.validity}</h2>
<h3>${sections.fornellLarcker}</h3>${fornellLarckerTable(context)}<p class="note">${notes.fornellLarcker}</p>
<h3>${sections.htmt}</h3>${htmtTable(context)}<p class="note">${notes.htmt}</p>
<h3>${sections.crossLoadings}</h3>${crossLoadingsTable(context)}<p class="note">${notes.crossLoadings}</p>
</section>`;
}

type Entry = (row: number, column: number) => Cell;

/** Lower triangle of a matrix over the measured constructs; `entry` gets places in the order of the estimate. */
function triangle(context: ReportContext, entry: Entry, diagonal: Entry): Row[] {
  const { constructs } = context.analysis.estimate;
  const names = measured(context).map(({ construct }) => construct);
  return names.map((name, row): Row => {
    const place = constructs.indexOf(name);
    const cells = names.map((other, column): Cell => {
      if (column > row) return '';
      return column === row ? diagonal(place, place) : entry(place, constructs.indexOf(other));
    });
    return [name, ...cells];
  });
}

const at = (matrix: Float64Array, size: number, row: number, column: number) =>
  matrix[row * size + column] ?? Number.NaN;

function fornellLarckerTable(context: ReportContext): Markup {
  const { texts, format, analysis } = context;
  const { correlations, constructs, quality } = analysis.estimate;
  const aveOf = (row: number) => quality.find(({ construct }) => construct === constructs[row])?.ave ?? Number.NaN;
  const rows = triangle(
    context,
    (row, column) => format.decimal(at(correlations, constructs.length, row, column)),
    (row) => ({ content: format.decimal(Math.sqrt(aveOf(row))), mark: 'own' }),
  ).map((row): Row => [...row, verdictBadge(texts, context.verdict('fornell_larcker', String(row[0])))]);
  return matrixTable(context, texts.sections.fornellLarcker, rows, true);
}

function htmtTable(context: ReportContext): Markup {
  const { texts, format, analysis } = context;
  const { htmt, constructs } = analysis.estimate;
  const rows = triangle(
    context,
    (row, column) => {
      const [a, b] = [constructs[row], constructs[column]];
      const verdict = context.verdict('htmt', `${b} | ${a}`, `${a} | ${b}`);
      const value = format.decimal(at(htmt, constructs.length, row, column));
      return { content: verdict ? markup`${value} ${verdictBadge(texts, verdict)}` : value, mark: 'stacked' };
    },
    () => '',
  );
  return matrixTable(context, texts.sections.htmt, rows, false);
}

function matrixTable(context: ReportContext, caption: string, rows: readonly Row[], judged: boolean): Markup {
  const { columns } = context.texts;
  return table(context.texts, {
    caption,
    columns: [
      { heading: columns.construct },
      ...measured(context).map(({ construct }) => ({ heading: construct, numeric: true })),
      ...(judged ? [{ heading: columns.verdict }] : []),
    ],
    groups: [{ rows }],
  });
}

function crossLoadingsTable(context: ReportContext): Markup {
  const { texts, format, analysis } = context;
  const { constructs, items } = analysis.estimate;
  const names = measured(context).map(({ construct }) => construct);
  const rows = items
    .filter((item) => names.includes(item.construct))
    .map((item): Row => [
      item.item,
      ...names.map((name): Cell => {
        const value = format.decimal(item.crossLoadings[constructs.indexOf(name)] ?? Number.NaN);
        return { content: value, mark: name === item.construct ? 'own' : '' };
      }),
    ]);
  return table(texts, {
    caption: texts.sections.crossLoadings,
    columns: [{ heading: texts.columns.item }, ...names.map((heading) => ({ heading, numeric: true }))],
    groups: [{ rows }],
  });
}
