import { hasCycle } from '../../diagram/layers.js';
import type { DiagramEdge, DiagramModel, DiagramModeration, DiagramNode, Tone } from '../../diagram/diagram-model.js';
import { renderPathDiagram } from '../../diagram/path-diagram.js';
import type { Interaction, PathEstimate } from '../../../domain/satisfaction/index.js';
import { pathKey, type ReportContext, toneOf } from '../context.js';
import { significanceStars } from '../format.js';
import { type Markup, markup } from '../markup.js';

/** The path diagram with its legend. */
export function diagramSection(context: ReportContext): Markup {
  const { texts } = context;
  const model = diagramModel(context);
  const sentences = [...model.edges, ...model.moderations].map(
    ({ from, to, label, ...rest }) =>
      `${context.chain([from, to])}${'moderator' in rest ? ` × ${String(rest.moderator)}` : ''}: ${label}.`,
  );
  const words = { title: texts.sections.diagram, description: texts.notes.diagramDescription(sentences.join(' ')) };
  return markup`<section id="diagram" class="wide"><h2>${texts.sections.diagram}</h2>
<figure><div class="scroll figure-frame" role="region" tabindex="0" aria-label="${texts.sections.diagram}">${renderPathDiagram(model, words, 'path-diagram')}</div>
<figcaption>${legend(context, model)}<p>${texts.notes.diagram} ${context.analysis.bootstrap ? texts.notes.stars : texts.notes.noBootstrap}</p></figcaption></figure>
</section>`;
}

function legend({ texts }: ReportContext, model: DiagramModel): Markup {
  const tones = (['positive', 'negative', 'weak', 'untested'] as const).filter((tone) =>
    [...model.edges, ...model.moderations].some((edge) => edge.tone === tone),
  );
  const sample = (classes: string) =>
    markup`<svg aria-hidden="true" width="44" height="12" viewBox="0 0 44 12"><path class="pd-line ${classes}" stroke-width="2.5" d="M2 6H42"/></svg>`;
  const entry = (classes: string, text: string) => markup`<li>${sample(classes)} ${text}</li>`;
  return markup`<ul class="legend">${tones.map((tone) => entry(`pd-edge pd-${tone}`, texts.notes.lines[tone]))}${
    model.moderations.length > 0 && entry(`pd-moderation pd-${moderationTone(model)}`, texts.notes.lines.moderation)
  }</ul>`;
}

const moderationTone = (model: DiagramModel): Tone => model.moderations[0]?.tone ?? 'untested';

/** The constructs, paths and moderations of a result, as the diagram draws them. */
function diagramModel(context: ReportContext): DiagramModel {
  const { estimate } = context.analysis;
  const interactions = new Map(estimate.model.interactions.map((interaction) => [interaction.name, interaction]));
  const asModeration = (path: PathEstimate) => {
    const interaction = interactions.get(path.from);
    return interaction && canDrawOntoPath(interaction, path, estimate.paths, estimate.constructs)
      ? interaction
      : undefined;
  };
  const moderations = estimate.paths.flatMap((path): DiagramModeration[] => {
    const interaction = asModeration(path);
    if (!interaction) return [];
    return [{ ...edge(context, path), from: interaction.iv, moderator: interaction.moderator }];
  });
  const edges = estimate.paths.filter((path) => !asModeration(path)).map((path) => edge(context, path));
  const used = new Set([
    ...edges.flatMap(({ from, to }) => [from, to]),
    ...moderations.map(({ moderator }) => moderator),
  ]);
  const nodes = estimate.constructs
    .filter((name) => used.has(name) || !interactions.has(name))
    .map((name) => node(context, name, interactions.get(name)));
  return { nodes, edges, moderations };
}

/** A product is drawn onto its path only if that path exists and the moderator can stand before the outcome. */
function canDrawOntoPath(
  interaction: Interaction,
  path: PathEstimate,
  paths: readonly PathEstimate[],
  constructs: readonly string[],
): boolean {
  if (interaction.iv === interaction.moderator) return false;
  if (!constructs.includes(interaction.iv) || !constructs.includes(interaction.moderator)) return false;
  const hasFocalPath = paths.some(({ from, to }) => from === interaction.iv && to === path.to);
  return hasFocalPath && !hasCycle(constructs, [...paths, { from: interaction.moderator, to: path.to }]);
}

function edge(context: ReportContext, { from, to, coefficient }: PathEstimate): DiagramEdge {
  const statistic = context.statistic('paths', pathKey(from, to));
  const stars = statistic ? significanceStars(statistic.pCases) : '';
  return {
    from,
    to,
    label: `${context.format.decimal(coefficient)}${stars}`,
    tone: toneOf(coefficient, statistic),
    strength: Math.abs(coefficient),
  };
}

function node(context: ReportContext, name: string, interaction: Interaction | undefined): DiagramNode {
  const { format, texts, analysis } = context;
  const quality = analysis.estimate.quality.find((entry) => entry.construct === name);
  const r2 = quality?.structure?.r2;
  const explained = r2 === undefined ? [] : [`R² = ${format.decimal(r2)}`];
  if (interaction) return { id: name, name: `${interaction.iv} × ${interaction.moderator}`, details: explained };
  const items = analysis.estimate.items.filter((item) => item.construct === name);
  const formative = quality?.kind === 'B';
  const values = items.map((item) => (formative ? item.weight : item.loading));
  const range = [Math.min(...values), Math.max(...values)].map((value) => format.decimal(value, 2));
  const spread =
    items.length > 1
      ? ` · ${formative ? 'w' : 'λ'} ${range.join(values.some((value) => value < 0) ? ' … ' : '–')}`
      : '';
  const label = context.label(name);
  return {
    id: name,
    name: label === name || label.includes(`(${name})`) ? label : `${label} (${name})`,
    details: [`${texts.itemsCount(items.length)}${spread}`, ...explained],
  };
}
