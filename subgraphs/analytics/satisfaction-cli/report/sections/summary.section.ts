import type { Verdict } from '../../../domain/satisfaction/index.js';
import { pathKey, type ReportContext } from '../context.js';
import { type Markup, markup } from '../markup.js';
import { table, verdictBadge } from '../table.js';
import { sizeMeasures } from '../../texts/text.types.js';

/** The findings in a few sentences and cards, then every check with what misses it. */
export function summarySection(context: ReportContext): Markup {
  const { sections } = context.texts;
  return markup`<section id="summary"><h2>${sections.summary}</h2>
<div class="cards">${cards(context).map(
    (card) => markup`<div class="card"><p class="figure">${card.figure}</p><p>${card.caption}</p></div>`,
  )}</div>
<ul class="findings">${sentences(context).map((sentence) => markup`<li>${sentence}</li>`)}</ul>
${warnings(context).map((warning) => markup`<p class="warning" role="note">${warning}</p>`)}
<h3>${sections.checks}</h3>
${checksTable(context)}
</section>`;
}

interface Card {
  readonly figure: string;
  readonly caption: string;
}

function cards(context: ReportContext): Card[] {
  const { findings } = context.texts;
  const explained = context.targets.flatMap((target): Card[] => {
    const r2 = r2Of(context, target);
    return r2 === undefined
      ? []
      : [{ figure: context.format.decimal(r2), caption: findings.cardExplained(context.label(target)) }];
  });
  const strongest = context.targets.flatMap((target): Card[] => {
    const effect = strongestEffect(context, target);
    return effect
      ? [{ figure: context.label(effect.from), caption: findings.cardStrongest(context.label(target)) }]
      : [];
  });
  const tested = testedPaths(context);
  const count = (part: number, all: number) => findings.of(String(part), String(all));
  const significant = tested.filter((path) => path.p < 0.05).length;
  const { met, all } = checkCounts(context.verdicts);
  return [
    ...explained.slice(0, 2),
    ...strongest.slice(0, 1),
    ...(tested.length > 0 ? [{ figure: count(significant, tested.length), caption: findings.cardSignificant }] : []),
    ...(all > 0 ? [{ figure: count(met, all), caption: findings.cardChecks }] : []),
  ];
}

function sentences(context: ReportContext): string[] {
  const { findings } = context.texts;
  const { decimal, percent, probability } = context.format;
  const tested = testedPaths(context);
  const weak = tested.filter((path) => !(path.p < 0.05));
  const { met, all } = checkCounts(context.verdicts);
  const equals = (p: number) => (p < 0.0005 ? probability(p) : `= ${probability(p)}`);
  return [
    ...context.targets.flatMap((target) => {
      const r2 = r2Of(context, target);
      return r2 === undefined ? [] : [findings.explained(context.label(target), percent(r2))];
    }),
    ...context.targets.flatMap((target) => {
      const effect = strongestEffect(context, target);
      return effect
        ? [findings.strongest(context.label(effect.from), context.label(target), decimal(effect.value))]
        : [];
    }),
    ...(tested.length > 0
      ? [findings.significant(String(tested.length - weak.length), String(tested.length))]
      : [context.texts.notes.noBootstrap]),
    ...(weak.length > 0
      ? [findings.notSignificant(weak.map((path) => context.chain([path.from, path.to])).join(', '))]
      : []),
    ...mediationSentences(context, equals),
    ...moderationSentences(context, equals),
    findings.checks(String(met), String(all)),
  ];
}

/** Significant indirect effects, where there are few enough for a summary. */
function mediationSentences(context: ReportContext, equals: (p: number) => string): string[] {
  const significant = context.analysis.estimate.indirectEffects.flatMap(({ through, value }) => {
    const statistic = context.statistic('specific_indirect', through.join(' -> '));
    return statistic && statistic.pCases < 0.05 ? [{ through, value, p: statistic.pCases }] : [];
  });
  if (significant.length > 4) return [];
  return significant.map(({ through, value, p }) =>
    context.texts.findings.mediation(context.chain(through), context.format.decimal(value), equals(p)),
  );
}

function moderationSentences(context: ReportContext, equals: (p: number) => string): string[] {
  return context.slopes.flatMap(({ interaction, iv, moderator, outcome, quadratic }) => {
    const path = context.analysis.estimate.paths.find(({ from, to }) => from === interaction && to === outcome);
    const focal = context.analysis.estimate.paths.find(({ from, to }) => from === iv && to === outcome);
    const statistic = context.statistic('paths', pathKey(interaction, outcome));
    if (quadratic || path === undefined || statistic === undefined || !(statistic.pCases < 0.05)) return [];
    return context.texts.findings.moderation(
      context.label(moderator),
      context.label(iv),
      context.label(outcome),
      context.format.decimal(path.coefficient),
      equals(statistic.pCases),
      path.coefficient * (focal?.coefficient ?? 1) > 0 ? 'stronger' : 'weaker',
    );
  });
}

function warnings({ analysis, texts, format }: ReportContext): string[] {
  const { estimate, bootstrap } = analysis;
  const { notes } = texts;
  const failed = bootstrap ? bootstrap.requested - bootstrap.used : 0;
  return [
    ...(estimate.converged ? [] : [notes.notConverged(format.whole(estimate.settings.maxIterations))]),
    ...(bootstrap && failed > 0
      ? [notes.failedResamples(format.whole(failed), format.whole(bootstrap.requested))]
      : []),
    ...(bootstrap && bootstrap.used < 1000 ? [notes.fewResamples(format.whole(bootstrap.used))] : []),
    ...(estimate.items.some((item) => item.mode === 'B') ? [notes.modeB] : []),
  ];
}

function checksTable(context: ReportContext): Markup {
  const { texts } = context;
  const { columns, measures, ratings } = texts;
  const checks = checksOf(context.verdicts);
  const rows = [...new Set(checks.map(({ measure }) => measure))].map((measure) => {
    const list = checks.filter((verdict) => verdict.measure === measure);
    const named = (rating: Verdict['rating']) =>
      list.filter((verdict) => verdict.rating === rating).map((verdict) => context.subject(verdict.subject));
    const worst = (['poor', 'acceptable', 'good'] as const).find((rating) => named(rating).length > 0) ?? 'undefined';
    const places = (['poor', 'acceptable'] as const)
      .filter((rating) => named(rating).length > 0)
      .map((rating) => `${ratings[rating]}: ${shortList(named(rating))}`);
    return [
      measures[measure].name,
      measures[measure].rule,
      verdictBadge(texts, { rating: worst, measure }),
      texts.findings.of(String(named('good').length), String(list.length)),
      places.join('; ') || '–',
      list[0]?.source ?? '',
    ];
  });
  return table(texts, {
    caption: texts.sections.checks,
    columns: [
      { heading: columns.check },
      { heading: columns.rule },
      { heading: columns.verdict },
      { heading: columns.met },
      { heading: columns.subjects },
      { heading: columns.source },
    ],
    groups: [{ rows }],
  });
}

/** At most a dozen names; the tables below have them all. */
function shortList(names: readonly string[]): string {
  const shown = names.slice(0, 12).join(', ');
  return names.length > 12 ? `${shown}, … (+${names.length - 12})` : shown;
}

/** Verdicts that say whether a rule is met: not those of size, nor those that do not apply. */
function checksOf(verdicts: readonly Verdict[]): Verdict[] {
  const sizes: readonly string[] = sizeMeasures;
  return verdicts.filter(({ measure, rating }) => rating !== 'undefined' && !sizes.includes(measure));
}

function checkCounts(verdicts: readonly Verdict[]): { met: number; all: number } {
  const judged = checksOf(verdicts);
  return { met: judged.filter((verdict) => verdict.rating !== 'poor').length, all: judged.length };
}

function r2Of(context: ReportContext, construct: string): number | undefined {
  return context.analysis.estimate.quality.find((quality) => quality.construct === construct)?.structure?.r2;
}

function strongestEffect(context: ReportContext, target: string) {
  const interactions = new Set(context.analysis.estimate.model.interactions.map(({ name }) => name));
  const effects = context.analysis.estimate.totalEffects.filter(
    ({ from, to }) => to === target && !interactions.has(from),
  );
  return effects.reduce<(typeof effects)[number] | undefined>(
    (best, effect) => (best && Math.abs(best.value) >= Math.abs(effect.value) ? best : effect),
    undefined,
  );
}

function testedPaths(context: ReportContext): { from: string; to: string; p: number }[] {
  return context.analysis.estimate.paths.flatMap(({ from, to }) => {
    const statistic = context.statistic('paths', pathKey(from, to));
    return statistic ? [{ from, to, p: statistic.pCases }] : [];
  });
}
