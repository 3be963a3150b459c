import { renderSlopesPlot } from '../../charts/slopes-plot.js';
import type { SimpleSlopes } from '../../../domain/satisfaction/index.js';
import type { ReportContext } from '../context.js';
import { type Markup, markup } from '../markup.js';
import { type Row, table } from '../table.js';

/** Simple slopes of every moderation, as a plot and a table; nothing in a model without moderation. */
export function moderationSection(context: ReportContext): Markup {
  if (context.slopes.length === 0) return markup``;
  return markup`<section id="moderation">${context.slopes.map((slopes, index) => moderation(context, slopes, `slopes-${index}`))}</section>`;
}

function moderation(context: ReportContext, slopes: SimpleSlopes, id: string): Markup {
  const { texts, format } = context;
  const heading = texts.sections.moderation(`${slopes.iv} × ${slopes.moderator}`, slopes.outcome);
  const described = slopes.lines.map(
    (line) => `${slopes.moderator} ${texts.levels(line.level)}: ${texts.columns.slope} ${format.decimal(line.slope)}.`,
  );
  const plot = renderSlopesPlot(
    slopes,
    {
      title: heading,
      description: described.join(' '),
      horizontal: context.label(slopes.iv),
      vertical: context.label(slopes.outcome),
      lineLabel: (level) => `${slopes.moderator} ${texts.levels(level)}`,
      levelLabel: (level) => texts.levels(level),
    },
    format.decimal,
    id,
  );
  return markup`<h2>${heading}</h2>
<figure><div class="scroll figure-frame" role="region" tabindex="0" aria-label="${heading}">${plot}</div><figcaption><p>${texts.notes.slopes}</p></figcaption></figure>
${slopesTable(context, slopes, heading)}
`;
}

function slopesTable({ texts, format }: ReportContext, slopes: SimpleSlopes, caption: string): Markup {
  const { columns } = texts;
  const rows = slopes.lines.map((line): Row => [
    `${slopes.moderator} ${texts.levels(line.level)}`,
    format.decimal(line.slope),
    format.decimal(line.standardError),
    format.decimal(line.t, 2),
    format.probability(line.p),
  ]);
  return table(texts, {
    caption,
    columns: [
      { heading: columns.level },
      ...[columns.slope, columns.standardError, columns.t, columns.p].map((heading) => ({ heading, numeric: true })),
    ],
    groups: [{ rows }],
  });
}
