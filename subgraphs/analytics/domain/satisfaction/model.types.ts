/** How the outer weights of a block are found: A (correlation weights) or B (regression weights). */
export type Mode = 'A' | 'B';

/** Inner weighting scheme of the PLS algorithm (Lohmoller 1989, ch. 2). */
export type InnerWeighting = 'path' | 'factorial' | 'centroid';

/** What happens to missing answers: the item's mean takes their place, or the whole case is left out. */
export type MissingTreatment = 'mean_replacement' | 'casewise';

/** A table of numbers: `rows` is row-major, `rows[i * columns.length + j]`; NaN is a missing answer. */
export interface DataTable {
  readonly columns: readonly string[];
  readonly rows: Float64Array;
  /** Number of cases (rows). */
  readonly n: number;
}

/** A latent variable and its block of items. */
export interface Construct {
  readonly name: string;
  readonly mode: Mode;
  readonly items: readonly string[];
}

/** A moderation or, where `iv` and `moderator` are the same construct, a quadratic effect. */
export interface Interaction {
  readonly name: string;
  readonly iv: string;
  readonly moderator: string;
  readonly method: 'two_stage';
}

export interface Path {
  readonly from: string;
  readonly to: string;
}

export interface Settings {
  readonly innerWeighting: InnerWeighting;
  readonly missing: MissingTreatment;
  /** Values that stand for a missing answer besides NaN, e.g. [-99]. */
  readonly missingCodes: readonly number[];
  /** The iterations end when sum(|change of the standardised outer weights|) falls below this. */
  readonly stopCriterion: number;
  readonly maxIterations: number;
}

/** The model as data; made by `parseModel`, which guarantees that names resolve and that paths form no cycle. */
export interface PathModel {
  readonly name: string;
  readonly title: string;
  readonly constructs: readonly Construct[];
  readonly interactions: readonly Interaction[];
  readonly paths: readonly Path[];
  /** Ends of the answer scale, for performances of 0 to 100; null: the smallest and largest answer seen. */
  readonly responseScale: readonly [number, number] | null;
  readonly settings: Settings;
}
