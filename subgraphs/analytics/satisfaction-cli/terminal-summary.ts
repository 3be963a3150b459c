import { pathKey, type ReportContext } from './report/context.js';
import { significanceStars } from './report/format.js';
import { sizeMeasures } from './texts/text.types.js';

/** The results in a few lines for a terminal: paths with t, p and interval, explained variance, checks that failed. */
export function terminalSummary(context: ReportContext): string {
  const { analysis, texts, format, presentation } = context;
  const { estimate, bootstrap } = analysis;
  const synthetic = presentation.dataLabel === 'synthetic' ? [`[${texts.notes.syntheticTitle}]`] : [];
  const rows = estimate.paths.map(({ from, to, coefficient }) => {
    const statistic = context.statistic('paths', pathKey(from, to));
    const name = context.chain([from, to]);
    if (!statistic) return [name, format.decimal(coefficient)];
    const stars = significanceStars(statistic.pCases);
    const p = format.probability(statistic.pCases);
    return [
      name,
      `${format.decimal(coefficient)}${stars}`,
      `t ${format.decimal(statistic.t, 2)}`,
      `p ${p}`,
      format.interval(statistic.percentile),
    ];
  });
  const explained = estimate.quality.flatMap(({ construct, structure }) =>
    structure ? [[`R² ${construct}`, format.decimal(structure.r2)]] : [],
  );
  const sizes: readonly string[] = sizeMeasures;
  const poor = context.verdicts.filter(({ rating, measure }) => rating === 'poor' && !sizes.includes(measure));
  return [
    `${presentation.title || texts.report} ${synthetic.join('')}`.trim(),
    `n = ${format.whole(estimate.n)}${bootstrap ? `; ${texts.settings.resamples}: ${format.whole(bootstrap.used)}; ${texts.settings.seed}: ${bootstrap.seed}` : ''}`,
    '',
    ...aligned(rows),
    '',
    ...aligned(explained),
    '',
    ...(poor.length === 0
      ? []
      : [
          `${texts.ratings.poor}:`,
          ...aligned(
            poor.map((verdict) => [
              texts.measures[verdict.measure].name,
              context.subject(verdict.subject),
              format.decimal(verdict.value),
              `(${texts.measures[verdict.measure].rule})`,
            ]),
          ),
          '',
        ]),
  ].join('\n');
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, index) => (widths[index] = Math.max(widths[index] ?? 0, cell.length)));
  return rows.map((row) => `  ${row.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join('  ')}`.trimEnd());
}
