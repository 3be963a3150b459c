import { type ForestRow, renderForestPlot } from '../../charts/forest-plot.js';
import type { BootstrapStatistic } from '../../../domain/satisfaction/index.js';
import { pathKey, type ReportContext, toneOf } from '../context.js';
import { significanceStars } from '../format.js';
import type { SizeMeasure } from '../../texts/text.types.js';
import { type Insert, type Markup, markup } from '../markup.js';
import { type Cell, type Column, type Row, table, verdictBadge } from '../table.js';

/** Paths, their intervals, explained variance, indirect and total effects. */
export function structureSection(context: ReportContext): Markup {
  const { sections, notes } = context.texts;
  const { bootstrap, estimate } = context.analysis;
  const note = bootstrap ? `${notes.paths(context.format.whole(bootstrap.used))} ${notes.stars}` : notes.noBootstrap;
  return markup`<section id="structure"><h2>${sections.structure}</h2>
<h3>${sections.paths}</h3>${pathsTable(context)}<p class="note">${note}</p>
${bootstrap && forest(context)}
<h3>${sections.sizes}</h3>${sizesTable(context)}<p class="note">${rule(context, 'f2')} ${notes.vif}</p>
<h3>${sections.explained}</h3>${explainedTable(context)}<p class="note">${rule(context, 'r2')} ${rule(context, 'q2')}</p>
${estimate.indirectEffects.length > 0 && indirect(context)}
<h3>${sections.total}</h3>${totalTable(context)}
</section>`;
}

function rule({ texts }: ReportContext, measure: SizeMeasure): string {
  return `${texts.measures[measure].name}: ${texts.measures[measure].rule}.`;
}

/** Cells that follow an estimate from its bootstrap: mean, SD, t, p, two intervals and the result. */
function inferenceCells(context: ReportContext, statistic: BootstrapStatistic | undefined): Cell[] {
  if (!statistic) return [];
  const { decimal, probability, interval } = context.format;
  const significant = statistic.pCases < 0.05;
  return [
    decimal(statistic.mean),
    decimal(statistic.sd),
    decimal(statistic.t, 2),
    probability(statistic.pCases),
    interval(statistic.percentile),
    interval(statistic.bca),
    markup`<span class="badge ${significant ? 'good' : 'neutral'}">${significant ? context.texts.significant : context.texts.notSignificant}</span>`,
  ];
}

/** Headings for `inferenceCells`; none without a bootstrap. */
function inferenceColumns({ texts: { columns }, analysis }: ReportContext): Column[] {
  if (!analysis.bootstrap) return [];
  const numeric = [columns.mean, columns.standardDeviation, columns.t, columns.p, columns.percentile, columns.bca];
  return [...numeric.map((heading) => ({ heading, numeric: true })), { heading: columns.result }];
}

function estimateCell(context: ReportContext, value: number, statistic: BootstrapStatistic | undefined): Insert {
  const stars = statistic ? significanceStars(statistic.pCases) : '';
  return markup`<strong>${context.format.decimal(value)}</strong><span class="stars">${stars}</span>`;
}

function pathsTable(context: ReportContext): Markup {
  const { columns, sections } = context.texts;
  const rows = context.analysis.estimate.paths.map(({ from, to, coefficient }): Row => {
    const statistic = context.statistic('paths', pathKey(from, to));
    return [
      context.chain([from, to]),
      estimateCell(context, coefficient, statistic),
      ...inferenceCells(context, statistic),
    ];
  });
  return table(context.texts, {
    caption: sections.paths,
    columns: [{ heading: columns.path }, { heading: columns.coefficient, numeric: true }, ...inferenceColumns(context)],
    groups: [{ rows }],
  });
}

function sizesTable(context: ReportContext): Markup {
  const { columns, sections } = context.texts;
  const { decimal } = context.format;
  const rows = context.analysis.estimate.paths.map(({ from, to, f2, vif }): Row => {
    const key = pathKey(from, to);
    return [
      context.chain([from, to]),
      decimal(f2),
      verdictBadge(context.texts, context.verdict('f2', key)),
      decimal(vif, 2),
      verdictBadge(context.texts, context.verdict('vif_inner', key)),
    ];
  });
  return table(context.texts, {
    caption: sections.sizes,
    columns: [
      { heading: columns.path },
      { heading: columns.f2, numeric: true },
      { heading: columns.verdict },
      { heading: columns.vif, numeric: true },
      { heading: columns.verdict },
    ],
    groups: [{ rows }],
  });
}

function forest(context: ReportContext): Markup {
  const { sections, notes } = context.texts;
  const { decimal, interval } = context.format;
  const rows = context.analysis.estimate.paths.flatMap(({ from, to, coefficient }): ForestRow[] => {
    const statistic = context.statistic('paths', pathKey(from, to));
    if (!statistic) return [];
    return [
      {
        label: context.chain([from, to]),
        value: coefficient,
        interval: statistic.percentile,
        text: `${decimal(coefficient)} ${interval(statistic.percentile)}`,
        tone: toneOf(coefficient, statistic),
      },
    ];
  });
  const description = rows.map((row) => `${row.label}: ${row.text}.`).join(' ');
  return markup`<figure><h3>${sections.intervals}</h3><div class="scroll figure-frame" role="region" tabindex="0" aria-label="${sections.intervals}">${renderForestPlot(rows, { title: sections.intervals, description }, decimal, 'forest')}</div><figcaption><p>${notes.intervals}</p></figcaption></figure>`;
}

function explainedTable(context: ReportContext): Markup {
  const { columns, sections } = context.texts;
  const { decimal, interval } = context.format;
  const { estimate, bootstrap, blindfolds = [] } = context.analysis;
  const rows = estimate.quality.flatMap(({ construct, structure }): Row[] => {
    if (!structure) return [];
    const statistic = context.statistic('r2', construct);
    const q2 = blindfolds.map((result) => result.q2.find((entry) => entry.construct === construct)?.q2);
    return [
      [
        construct,
        decimal(structure.r2),
        decimal(structure.r2Adjusted),
        ...(statistic ? [interval(statistic.percentile)] : []),
        ...q2.map((value) => (value === undefined ? '–' : decimal(value))),
        verdictBadge(context.texts, context.verdict('r2', construct)),
        ...(blindfolds.length > 0 ? [verdictBadge(context.texts, context.verdict('q2', construct))] : []),
      ],
    ];
  });
  return table(context.texts, {
    caption: sections.explained,
    columns: [
      { heading: columns.construct },
      { heading: columns.r2, numeric: true },
      { heading: columns.r2Adjusted, numeric: true },
      ...(bootstrap ? [{ heading: columns.percentile, numeric: true }] : []),
      ...blindfolds.map(({ omissionDistance }) => ({ heading: columns.q2(omissionDistance), numeric: true })),
      { heading: `${columns.verdict} (R²)` },
      ...(blindfolds.length > 0 ? [{ heading: `${columns.verdict} (Q²)` }] : []),
    ],
    groups: [{ rows }],
  });
}

function indirect(context: ReportContext): Markup {
  const { columns, sections, notes } = context.texts;
  const rows = context.analysis.estimate.indirectEffects.map(({ through, value }): Row => {
    const statistic = context.statistic('specific_indirect', through.join(' -> '));
    return [context.chain(through), estimateCell(context, value, statistic), ...inferenceCells(context, statistic)];
  });
  const content = table(context.texts, {
    caption: sections.indirect,
    columns: [
      { heading: columns.effect },
      { heading: columns.coefficient, numeric: true },
      ...inferenceColumns(context),
    ],
    groups: [{ rows }],
  });
  return markup`<h3>${sections.indirect}</h3>${content}<p class="note">${notes.indirect}</p>`;
}

function totalTable(context: ReportContext): Markup {
  const { columns, sections } = context.texts;
  const rows = context.analysis.estimate.totalEffects.map(({ from, to, value }): Row => {
    const statistic = context.statistic('total_effects', pathKey(from, to));
    return [context.chain([from, to]), estimateCell(context, value, statistic), ...inferenceCells(context, statistic)];
  });
  return table(context.texts, {
    caption: sections.total,
    columns: [
      { heading: columns.effect },
      { heading: columns.coefficient, numeric: true },
      ...inferenceColumns(context),
    ],
    groups: [{ rows }],
  });
}
