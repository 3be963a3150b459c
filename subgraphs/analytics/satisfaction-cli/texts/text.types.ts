import type { Measure, Rating } from '../../domain/satisfaction/index.js';

/** A check as the reader meets it: its name and the rule in words with its numbers. */
export interface MeasureText {
  readonly name: string;
  readonly rule: string;
}

/** Measures of size: their verdict is a word for how large, not whether a rule is met. */
export const sizeMeasures = ['r2', 'f2', 'q2'] as const satisfies readonly Measure[];
export type SizeMeasure = (typeof sizeMeasures)[number];
export type SizeTexts = Readonly<Record<SizeMeasure, Readonly<Record<Rating, string>>>>;

/** Column and row headings. */
export interface ColumnTexts {
  readonly construct: string;
  readonly item: string;
  readonly name: string;
  readonly items: string;
  readonly mode: string;
  readonly path: string;
  readonly effect: string;
  readonly coefficient: string;
  readonly mean: string;
  readonly standardDeviation: string;
  readonly t: string;
  readonly p: string;
  readonly percentile: string;
  readonly bca: string;
  readonly f2: string;
  readonly vif: string;
  readonly result: string;
  readonly verdict: string;
  readonly loading: string;
  readonly weight: string;
  readonly r2: string;
  readonly r2Adjusted: string;
  readonly q2: (distance: number) => string;
  readonly alpha: string;
  readonly rhoA: string;
  readonly rhoC: string;
  readonly ave: string;
  readonly check: string;
  readonly rule: string;
  readonly source: string;
  readonly met: string;
  readonly subjects: string;
  readonly level: string;
  readonly slope: string;
  readonly standardError: string;
  readonly importance: string;
  readonly performance: string;
  readonly rawScore: string;
  readonly plsRmse: string;
  readonly lmRmse: string;
  readonly plsMae: string;
  readonly lmMae: string;
  readonly q2Predict: string;
  readonly missing: string;
  readonly median: string;
  readonly minimum: string;
  readonly maximum: string;
  readonly skewness: string;
  readonly kurtosis: string;
  readonly setting: string;
  readonly value: string;
}

/** Headings of the sections, in the order of the report. */
export interface SectionTexts {
  readonly contents: string;
  readonly summary: string;
  readonly checks: string;
  readonly constructs: string;
  readonly diagram: string;
  readonly structure: string;
  readonly paths: string;
  readonly intervals: string;
  readonly sizes: string;
  readonly explained: string;
  readonly indirect: string;
  readonly total: string;
  readonly moderation: (interaction: string, outcome: string) => string;
  readonly measurement: string;
  readonly itemQuality: string;
  readonly validity: string;
  readonly reliability: string;
  readonly fornellLarcker: string;
  readonly htmt: string;
  readonly crossLoadings: string;
  readonly prediction: string;
  readonly importanceMap: (target: string) => string;
  readonly importanceItems: string;
  readonly descriptives: string;
  readonly settings: string;
  readonly reading: string;
}

/** Explanations under headings and figures. */
export interface NoteTexts {
  readonly synthetic: string;
  readonly syntheticTitle: string;
  readonly dataLabel: (label: string) => string;
  readonly stars: string;
  readonly noBootstrap: string;
  readonly diagram: string;
  readonly diagramDescription: (sentences: string) => string;
  readonly lines: Readonly<Record<'positive' | 'negative' | 'weak' | 'untested' | 'moderation', string>>;
  readonly paths: (resamples: string) => string;
  readonly vif: string;
  readonly importanceItems: string;
  readonly intervals: string;
  readonly fornellLarcker: string;
  readonly htmt: string;
  readonly crossLoadings: string;
  readonly indirect: string;
  readonly prediction: (technique: string) => string;
  readonly importance: (target: string) => string;
  readonly negativeWeights: (items: string) => string;
  readonly averageModerator: string;
  readonly slopes: string;
  readonly curve: string;
  readonly failedResamples: (failed: string, requested: string) => string;
  readonly fewResamples: (used: string) => string;
  readonly notConverged: (iterations: string) => string;
  readonly modeB: string;
  readonly descriptives: string;
}

/** Findings of the summary, whole sentences. */
export interface FindingTexts {
  readonly explained: (construct: string, share: string) => string;
  readonly strongest: (from: string, to: string, effect: string) => string;
  readonly significant: (count: string, all: string) => string;
  readonly notSignificant: (paths: string) => string;
  readonly mediation: (path: string, effect: string, p: string) => string;
  readonly moderation: (
    moderator: string,
    iv: string,
    outcome: string,
    effect: string,
    p: string,
    direction: 'stronger' | 'weaker',
  ) => string;
  readonly checks: (met: string, all: string) => string;
  readonly cardExplained: (construct: string) => string;
  readonly cardStrongest: (to: string) => string;
  readonly cardSignificant: string;
  readonly cardChecks: string;
  readonly of: (count: string, all: string) => string;
}

/** Names and values of the settings list. */
export interface SettingTexts {
  readonly dataFile: string;
  readonly modelFile: string;
  readonly cases: string;
  readonly casesLeftOut: string;
  readonly missingCells: string;
  readonly missingTreatment: string;
  readonly meanReplacement: string;
  readonly casewise: string;
  readonly scheme: string;
  readonly schemes: Readonly<Record<'path' | 'factorial' | 'centroid', string>>;
  readonly stopCriterion: string;
  readonly iterations: string;
  readonly resamples: string;
  readonly seed: string;
  readonly confidence: string;
  readonly checksum: string;
  readonly created: string;
  readonly program: string;
  readonly responseScale: string;
  readonly observedScale: string;
  readonly none: string;
}

/** Every text of the report in one language. */
export interface Texts {
  readonly report: string;
  readonly subtitle: string;
  readonly skip: string;
  readonly significant: string;
  readonly notSignificant: string;
  readonly formative: string;
  readonly reflective: string;
  readonly levels: (sd: number) => string;
  readonly itemsCount: (count: number) => string;
  readonly quadrants: Readonly<Record<'improve' | 'keep' | 'low' | 'surplus', string>>;
  readonly targetLabel: string;
  readonly scrollable: string;
  readonly ratings: Readonly<Record<Rating, string>>;
  readonly measures: Readonly<Record<Measure, MeasureText>>;
  readonly sizes: SizeTexts;
  readonly columns: ColumnTexts;
  readonly sections: SectionTexts;
  readonly notes: NoteTexts;
  readonly findings: FindingTexts;
  readonly settings: SettingTexts;
  readonly reading: readonly string[];
  readonly conventions: readonly string[];
}
