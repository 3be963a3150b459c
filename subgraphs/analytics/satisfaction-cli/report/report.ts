import { readFileSync } from 'node:fs';
import { type ReportContext, reportContext, type ReportInput } from './context.js';
import { type Markup, markup, raw } from './markup.js';
import { diagramSection } from './sections/diagram.section.js';
import { importanceSection } from './sections/importance.section.js';
import { measurementSection } from './sections/measurement.section.js';
import { moderationSection } from './sections/moderation.section.js';
import { predictionSection } from './sections/prediction.section.js';
import { settingsSection } from './sections/settings.section.js';
import { structureSection } from './sections/structure.section.js';
import { summarySection } from './sections/summary.section.js';
import { validitySection } from './sections/validity.section.js';

/**
 * The report as one HTML document that needs nothing else: no scripts, no fonts, no requests (its content security
 * policy forbids them). Everything that comes from files is escaped.
 */
export function renderReport(input: ReportInput): string {
  const context = reportContext(input);
  const { texts, presentation, language } = context;
  const title = presentation.title || texts.report;
  const style = raw(readFileSync(new URL('./report.css', import.meta.url), 'utf8'));
  return markup`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="generator" content="${context.provenance.program}">
<title>${title} – ${texts.report}</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<a class="skip" href="#summary">${texts.skip}</a>
${header(context, title)}
<main>
${contents(context)}
${summarySection(context)}
${diagramSection(context)}
${structureSection(context)}
${moderationSection(context)}
${measurementSection(context)}
${validitySection(context)}
${predictionSection(context)}
${importanceSection(context)}
${settingsSection(context)}
</main>
</body>
</html>
`.text;
}

function header({ texts, presentation, provenance, analysis, format }: ReportContext, title: string): Markup {
  const { notes, settings } = texts;
  const { dataLabel } = presentation;
  const banner =
    dataLabel === 'synthetic'
      ? markup`<aside class="synthetic" aria-label="${notes.syntheticTitle}"><strong>${notes.syntheticTitle}.</strong> ${notes.synthetic}</aside>`
      : dataLabel !== null && markup`<p class="label">${notes.dataLabel(dataLabel)}</p>`;
  const facts = [
    [settings.dataFile, provenance.dataFile],
    [settings.cases, format.whole(analysis.estimate.n)],
    ...(analysis.bootstrap ? [[settings.resamples, format.whole(analysis.bootstrap.used)]] : []),
  ];
  return markup`<header><p class="kind">${texts.report}</p><h1>${title}</h1><p>${texts.subtitle}</p>
<dl>${facts.map(([name, value]) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
${banner}</header>`;
}

function contents(context: ReportContext): Markup {
  const { sections } = context.texts;
  const entries: (readonly [string, string] | false)[] = [
    ['summary', sections.summary],
    ['diagram', sections.diagram],
    ['structure', sections.structure],
    context.slopes.length > 0 && ['moderation', sections.moderation('', '').split(':')[0] ?? ''],
    ['measurement', sections.measurement],
    ['validity', sections.validity],
    (context.analysis.predictions?.length ?? 0) > 0 && ['prediction', sections.prediction],
    Boolean(context.analysis.importancePerformance) && ['importance', sections.importanceMap('').split(':')[0] ?? ''],
    ['data', sections.settings],
    ['reading', sections.reading],
  ];
  const links = entries.flatMap((entry) => (entry ? [markup`<li><a href="#${entry[0]}">${entry[1]}</a></li>`] : []));
  return markup`<nav aria-label="${sections.contents}"><ul>${links}</ul></nav>`;
}
