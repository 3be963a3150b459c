import type {
  Analysis,
  BootstrapGroup,
  BootstrapStatistic,
  Measure,
  SimpleSlopes,
  Verdict,
} from '../../domain/satisfaction/index.js';
import type { Tone } from '../diagram/diagram-model.js';
import type { Texts } from '../texts/text.types.js';
import { textsIn } from '../texts/texts.js';
import { type Language, type NumberFormat, numberFormat } from './format.js';
import type { Presentation } from './presentation.js';

/** Where the numbers come from, for the report's last pages. */
export interface Provenance {
  readonly dataFile: string;
  readonly modelFile: string;
  readonly dataSha256: string;
  readonly created: Date;
  readonly program: string;
}

/** All that a report shows. */
export interface ReportInput {
  readonly analysis: Analysis;
  readonly verdicts: readonly Verdict[];
  readonly slopes: readonly SimpleSlopes[];
  readonly presentation: Presentation;
  readonly provenance: Provenance;
  readonly language: Language;
}

/** What every section of the report is written with. */
export interface ReportContext extends ReportInput {
  readonly texts: Texts;
  readonly format: NumberFormat;
  /** The wording of a construct or item, or its name in the model. */
  readonly label: (name: string) => string;
  /** The bootstrap of one number; undefined without a bootstrap. */
  /** A construct's short name; a product as its two factors. */
  readonly short: (name: string) => string;
  /** A chain of constructs as readers see it, with arrows. */
  readonly chain: (through: readonly string[]) => string;
  /** What a verdict is about: an item, a construct, a path or a pair. */
  readonly subject: (subject: string) => string;
  readonly statistic: (group: BootstrapGroup, key: string) => BootstrapStatistic | undefined;
  readonly verdict: (measure: Measure, ...subjects: readonly string[]) => Verdict | undefined;
  /** Constructs that no path leaves: what the model is about. */
  readonly targets: readonly string[];
}

/** Prepares look-ups and texts for the sections. */
export function reportContext(input: ReportInput): ReportContext {
  const { estimate, bootstrap } = input.analysis;
  const statistics = new Map(
    Object.entries(bootstrap?.groups ?? {}).flatMap(([group, list]) =>
      list.map((statistic) => [`${group}\n${statistic.key}`, statistic] as const),
    ),
  );
  const verdicts = new Map(input.verdicts.map((verdict) => [`${verdict.measure}\n${verdict.subject}`, verdict]));
  const products = new Map(
    estimate.model.interactions.map(({ name, iv, moderator }) => [name, `${iv} × ${moderator}`]),
  );
  const short = (name: string) => products.get(name) ?? name;
  const chain = (through: readonly string[]) => through.map(short).join(' → ');
  const left = new Set(estimate.paths.map((path) => path.from));
  return {
    ...input,
    texts: textsIn(input.language),
    format: numberFormat(input.language),
    label: (name) => input.presentation.labelOf(name) ?? short(name),
    short,
    chain,
    subject: (subject) =>
      subject.includes(' | ') ? subject.split(' | ').map(short).join(' – ') : chain(subject.split(' -> ')),
    statistic: (group, key) => statistics.get(`${group}\n${key}`),
    verdict: (measure, ...subjects) =>
      subjects.map((subject) => verdicts.get(`${measure}\n${subject}`)).find((found) => found !== undefined),
    targets: estimate.constructs.filter((name) => !left.has(name) && estimate.paths.some((path) => path.to === name)),
  };
}

/** The key of a path in results: 'A -> B'. */
export const pathKey = (from: string, to: string) => `${from} -> ${to}`;

/** How an effect is drawn, from its sign and its bootstrap. */
export function toneOf(value: number, statistic: BootstrapStatistic | undefined): Tone {
  if (statistic === undefined) return 'untested';
  if (!(statistic.pCases < 0.05)) return 'weak';
  return value < 0 ? 'negative' : 'positive';
}
