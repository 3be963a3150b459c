import type { ConstructEstimate, ItemEstimate } from '../../../domain/satisfaction/index.js';
import type { ReportContext } from '../context.js';
import { type Markup, markup } from '../markup.js';
import { type Cell, type Row, table, verdictBadge } from '../table.js';

/** Constructs, loadings and weights, reliability and convergent validity. */
export function measurementSection(context: ReportContext): Markup {
  const { sections } = context.texts;
  return markup`<section id="measurement"><h2>${sections.measurement}</h2>
<h3>${sections.constructs}</h3>${constructsTable(context)}
<h3>${sections.itemQuality}</h3>${itemsTable(context)}
<h3>${sections.reliability}</h3>${reliabilityTable(context)}
</section>`;
}

/** Constructs measured by items, without products. */
export function measured(context: ReportContext): readonly ConstructEstimate[] {
  return context.analysis.estimate.quality.filter(({ kind }) => kind !== 'interaction');
}

function constructsTable(context: ReportContext): Markup {
  const { columns, sections, formative, reflective } = context.texts;
  const rows = measured(context).map(({ construct, kind }): Row => {
    const items = context.analysis.estimate.items.filter((item) => item.construct === construct);
    const names = items.map(({ item }) => item).join(', ');
    return [construct, context.label(construct), kind === 'B' ? formative : reflective, names];
  });
  return table(context.texts, {
    caption: sections.constructs,
    columns: [columns.construct, columns.name, columns.mode, columns.items].map((heading) => ({ heading })),
    groups: [{ rows }],
  });
}

function itemsTable(context: ReportContext): Markup {
  const { columns, sections } = context.texts;
  const { estimate, bootstrap } = context.analysis;
  const worded = estimate.items.some(({ item }) => context.presentation.labelOf(item) !== undefined);
  const interval = bootstrap ? [{ heading: columns.percentile, numeric: true }] : [];
  const groups = measured(context).map(({ construct }) => ({
    heading: `${construct}${context.label(construct) === construct ? '' : ` – ${context.label(construct)}`}`,
    rows: estimate.items.filter((item) => item.construct === construct).map((item) => itemRow(context, item, worded)),
  }));
  return table(context.texts, {
    caption: sections.itemQuality,
    columns: [
      { heading: columns.item },
      ...(worded ? [{ heading: columns.name }] : []),
      { heading: columns.loading, numeric: true },
      ...interval,
      { heading: columns.weight, numeric: true },
      ...interval,
      { heading: columns.vif, numeric: true },
      { heading: columns.verdict },
    ],
    groups,
  });
}

function itemRow(context: ReportContext, item: ItemEstimate, worded: boolean): Row {
  const { decimal, interval } = context.format;
  const key = `${item.item} | ${item.construct}`;
  const between = (group: 'outer_loadings' | 'outer_weights'): Cell[] => {
    if (!context.analysis.bootstrap) return [];
    const statistic = context.statistic(group, key);
    return [statistic ? interval(statistic.percentile) : '–'];
  };
  const vif = context.verdict('vif_item', item.item);
  return [
    item.item,
    ...(worded ? [context.presentation.labelOf(item.item) ?? ''] : []),
    decimal(item.loading),
    ...between('outer_loadings'),
    decimal(item.weight),
    ...between('outer_weights'),
    { content: decimal(item.vif, 2), mark: vif?.rating === 'poor' ? 'poor' : '' },
    verdictBadge(context.texts, item.mode === 'B' ? vif : context.verdict('loading', item.item)),
  ];
}

function reliabilityTable(context: ReportContext): Markup {
  const { columns, sections } = context.texts;
  const { decimal } = context.format;
  const rows = measured(context).map(({ construct, alpha, rhoA, rhoC, ave }): Row => {
    const judged = (measure: 'alpha' | 'rho_a' | 'rho_c' | 'ave', value: number): Cell[] => [
      decimal(value),
      verdictBadge(context.texts, context.verdict(measure, construct)),
    ];
    return [
      construct,
      ...judged('alpha', alpha),
      ...judged('rho_a', rhoA),
      ...judged('rho_c', rhoC),
      ...judged('ave', ave),
    ];
  });
  const pair = (heading: string) => [{ heading, numeric: true }, { heading: columns.verdict }];
  return table(context.texts, {
    caption: sections.reliability,
    columns: [
      { heading: columns.construct },
      ...pair(columns.alpha),
      ...pair(columns.rhoA),
      ...pair(columns.rhoC),
      ...pair(columns.ave),
    ],
    groups: [{ rows }],
  });
}
