import { type MapPoint, renderImportanceMap } from '../../charts/importance-map.js';
import type { ImportancePerformance } from '../../../domain/satisfaction/index.js';
import type { ReportContext } from '../context.js';
import { type Markup, markup } from '../markup.js';
import { type Row, table } from '../table.js';

/** An importance-performance map and its table for every target construct; nothing where it was not computed. */
export function importanceSection(context: ReportContext): Markup {
  const map = context.analysis.importancePerformance;
  if (!map) return markup``;
  return markup`<section id="importance">${context.targets.map((target, index) => targetMap(context, map, target, `ipma-${index}`))}</section>`;
}

interface Entry extends MapPoint {
  readonly construct: string;
  readonly raw: number;
}

function entriesFor(context: ReportContext, map: ImportancePerformance, target: string): Entry[] {
  return map.importance.flatMap(({ from, to, value }): Entry[] => {
    const score = map.constructs.find(({ construct }) => construct === from);
    if (to !== target || !score) return [];
    return [
      {
        construct: from,
        label: context.label(from),
        importance: value,
        performance: score.performance,
        raw: score.raw,
      },
    ];
  });
}

function targetMap(context: ReportContext, map: ImportancePerformance, target: string, id: string): Markup {
  const { texts, format } = context;
  const entries = entriesFor(context, map, target);
  if (entries.length === 0) return markup``;
  const heading = texts.sections.importanceMap(context.label(target));
  const description = entries
    .map(
      ({ label, importance, performance }) =>
        `${label}: ${format.decimal(importance)}; ${format.decimal(performance, 1)}.`,
    )
    .join(' ');
  const chart = renderImportanceMap(
    entries,
    {
      title: heading,
      description,
      horizontal: texts.columns.importance,
      vertical: texts.columns.performance,
      quadrants: texts.quadrants,
    },
    format.decimal,
    id,
  );
  return markup`<h2>${heading}</h2>
<figure><div class="scroll figure-frame" role="region" tabindex="0" aria-label="${heading}">${chart}</div><figcaption><p>${texts.notes.importance(context.label(target))}</p></figcaption></figure>
${cautions(context, map).map((caution) => markup`<p class="note">${caution}</p>`)}
${entriesTable(context, map, target, entries, heading)}
<h3>${texts.sections.importanceItems}</h3>${itemsTable(context, map, entries)}<p class="note">${texts.notes.importanceItems}</p>
`;
}

function cautions({ texts, analysis }: ReportContext, map: ImportancePerformance): string[] {
  const negative = map.items.filter(({ weight }) => weight < 0).map(({ item, construct }) => `${item} (${construct})`);
  return [
    ...(negative.length > 0 ? [texts.notes.negativeWeights(negative.join(', '))] : []),
    ...(analysis.estimate.model.interactions.length > 0 ? [texts.notes.averageModerator] : []),
  ];
}

function entriesTable(
  context: ReportContext,
  map: ImportancePerformance,
  target: string,
  entries: readonly Entry[],
  caption: string,
): Markup {
  const { texts, format } = context;
  const { columns } = texts;
  const own = map.constructs.find(({ construct }) => construct === target);
  const rows = [...entries]
    .sort((a, b) => b.importance - a.importance)
    .map((entry): Row => [
      entry.construct,
      format.decimal(entry.importance),
      format.decimal(entry.performance, 1),
      format.decimal(entry.raw, 2),
    ]);
  const targetRow: Row[] = own
    ? [[`${target} (${texts.targetLabel})`, '–', format.decimal(own.performance, 1), format.decimal(own.raw, 2)]]
    : [];
  return table(texts, {
    caption,
    columns: [
      { heading: columns.construct },
      ...[columns.importance, columns.performance, columns.rawScore].map((heading) => ({ heading, numeric: true })),
    ],
    groups: [{ rows: [...rows, ...targetRow] }],
  });
}

function itemsTable(context: ReportContext, map: ImportancePerformance, entries: readonly Entry[]): Markup {
  const { texts, format } = context;
  const { columns, sections } = texts;
  const worded = map.items.some(({ item }) => context.presentation.labelOf(item) !== undefined);
  const worth = new Map(entries.map(({ construct, importance }) => [construct, importance]));
  const rows = map.items
    .flatMap(({ item, construct, weight, performance }) => {
      const importance = worth.get(construct);
      return importance === undefined ? [] : [{ item, construct, performance, importance: importance * weight }];
    })
    .sort((a, b) => b.importance - a.importance)
    .map(({ item, construct, performance, importance }): Row => [
      item,
      ...(worded ? [context.presentation.labelOf(item) ?? ''] : []),
      construct,
      format.decimal(importance),
      format.decimal(performance, 1),
    ]);
  return table(texts, {
    caption: sections.importanceItems,
    columns: [
      { heading: columns.item },
      ...(worded ? [{ heading: columns.name }] : []),
      { heading: columns.construct },
      ...[columns.importance, columns.performance].map((heading) => ({ heading, numeric: true })),
    ],
    groups: [{ rows }],
  });
}
