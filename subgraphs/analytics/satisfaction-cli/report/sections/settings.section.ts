import type { ReportContext } from '../context.js';
import { type Markup, markup } from '../markup.js';
import { type Row, table } from '../table.js';

/** Answers by item, settings with seed and data, and how to read the report. */
export function settingsSection(context: ReportContext): Markup {
  const { texts } = context;
  return markup`<section id="data"><h2>${texts.sections.settings}</h2>
${settingsTable(context)}
<h3>${texts.sections.descriptives}</h3>${descriptivesTable(context)}<p class="note">${texts.notes.descriptives}</p>
</section>
<section id="reading"><h2>${texts.sections.reading}</h2>
<ul>${[...texts.reading, ...texts.conventions].map((sentence) => markup`<li>${sentence}</li>`)}</ul>
</section>`;
}

function settingsTable(context: ReportContext): Markup {
  const { texts } = context;
  return table(texts, {
    caption: texts.sections.settings,
    columns: [{ heading: texts.columns.setting }, { heading: texts.columns.value }],
    groups: [{ rows: [...dataRows(context), ...methodRows(context)] }],
  });
}

function dataRows({ analysis, provenance, presentation, texts, format, language }: ReportContext): Row[] {
  const { estimate } = analysis;
  const names = texts.settings;
  const scale = estimate.model.responseScale;
  const label = presentation.dataLabel === 'synthetic' ? texts.notes.syntheticTitle : presentation.dataLabel;
  return [
    [names.dataFile, label ? `${provenance.dataFile} (${label})` : provenance.dataFile],
    [names.checksum, markup`<code>${provenance.dataSha256}</code>`],
    [names.modelFile, provenance.modelFile],
    [names.cases, format.whole(estimate.n)],
    [names.casesLeftOut, format.whole(estimate.casesLeftOut)],
    [names.missingCells, format.whole(estimate.missingCells)],
    [
      names.responseScale,
      scale ? scale.map((end) => format.decimal(end, end % 1 === 0 ? 0 : 2)).join('–') : names.observedScale,
    ],
    [names.created, createdAt(provenance.created, language)],
    [names.program, provenance.program],
  ];
}

function methodRows({ analysis, texts, format }: ReportContext): Row[] {
  const { estimate, bootstrap } = analysis;
  const { settings } = estimate;
  const names = texts.settings;
  const treatment = settings.missing === 'casewise' ? names.casewise : names.meanReplacement;
  const resamples = bootstrap
    ? texts.findings.of(format.whole(bootstrap.used), format.whole(bootstrap.requested))
    : names.none;
  return [
    [names.missingTreatment, treatment],
    [names.scheme, names.schemes[settings.innerWeighting]],
    [names.stopCriterion, settings.stopCriterion.toExponential(0)],
    [names.iterations, format.whole(estimate.weightUpdates)],
    [names.resamples, resamples],
    ...(bootstrap
      ? [[names.seed, String(bootstrap.seed)] as Row, [names.confidence, format.percent(0.95)] as Row]
      : []),
  ];
}

function createdAt(date: Date, language: 'id' | 'en'): Markup {
  const written = new Intl.DateTimeFormat(language === 'id' ? 'id-ID' : 'en-GB', {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone: 'Asia/Jakarta',
  }).format(date);
  return markup`<time datetime="${date.toISOString()}">${written} WIB</time>`;
}

function descriptivesTable({ analysis, texts, format }: ReportContext): Markup {
  const { columns, sections } = texts;
  const rows = analysis.estimate.descriptions.map((item): Row => [
    item.item,
    format.whole(item.missing),
    format.decimal(item.mean, 2),
    format.decimal(item.median, 1),
    format.decimal(item.min, 0),
    format.decimal(item.max, 0),
    format.decimal(item.sd, 2),
    format.decimal(item.skewness, 2),
    format.decimal(item.kurtosis, 2),
  ]);
  const numbers = [
    columns.missing,
    columns.rawScore,
    columns.median,
    columns.minimum,
    columns.maximum,
    columns.standardDeviation,
    columns.skewness,
    columns.kurtosis,
  ];
  return table(texts, {
    caption: sections.descriptives,
    columns: [{ heading: columns.item }, ...numbers.map((heading) => ({ heading, numeric: true }))],
    groups: [{ rows }],
  });
}
