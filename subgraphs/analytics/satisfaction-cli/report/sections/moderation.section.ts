import { renderSlopesPlot, type SlopesLine } from '../../charts/slopes-plot.js';
import type { SimpleSlopes, SlopeLine } from '../../../domain/satisfaction/index.js';
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
    (line) => `${levelName(context, slopes, line)}: ${texts.columns.slope} ${format.decimal(line.slope)}.`,
  );
  const plot = renderSlopesPlot(
    slopes.quadratic
      ? [curve(context, slopes)]
      : slopes.lines.map((line) => ({ label: levelName(context, slopes, line), points: line.points })),
    {
      title: heading,
      description: described.join(' '),
      horizontal: context.label(slopes.iv),
      vertical: context.label(slopes.outcome),
      levelLabel: (level) => texts.levels(level),
    },
    format.decimal,
    id,
  );
  return markup`<h2>${heading}</h2>
<figure><div class="scroll figure-frame" role="region" tabindex="0" aria-label="${heading}">${plot}</div><figcaption><p>${slopes.quadratic ? texts.notes.curve : texts.notes.slopes}</p></figcaption></figure>
${slopesTable(context, slopes, heading)}
`;
}

const levelName = ({ texts }: ReportContext, slopes: SimpleSlopes, { level }: SlopeLine) =>
  `${slopes.moderator} ${texts.levels(level)}`;

/** A quadratic effect is one parabola, whatever the level: drawn through its points (Lagrange). */
function curve(context: ReportContext, slopes: SimpleSlopes): SlopesLine {
  const known = slopes.lines[0]?.points ?? [];
  const [a, b, c] = [known[0], known[Math.floor(known.length / 2)], known.at(-1)];
  if (!a || !b || !c) return { label: context.label(slopes.outcome), points: known };
  const at = (x: number) =>
    (a.y * (x - b.x) * (x - c.x)) / ((a.x - b.x) * (a.x - c.x)) +
    (b.y * (x - a.x) * (x - c.x)) / ((b.x - a.x) * (b.x - c.x)) +
    (c.y * (x - a.x) * (x - b.x)) / ((c.x - a.x) * (c.x - b.x));
  const steps = 40;
  const xs = Array.from({ length: steps + 1 }, (_, index) => a.x + ((c.x - a.x) * index) / steps);
  return { label: slopes.outcome, points: xs.map((x) => ({ x, y: at(x) })) };
}

function slopesTable(context: ReportContext, slopes: SimpleSlopes, caption: string): Markup {
  const { texts, format } = context;
  const { columns } = texts;
  const rows = slopes.lines.map((line): Row => [
    levelName(context, slopes, line),
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
