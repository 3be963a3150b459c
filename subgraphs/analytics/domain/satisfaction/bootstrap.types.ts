export type Interval = readonly [lower: number, upper: number];

/** The bootstrap of one number. */
export interface BootstrapStatistic {
  readonly key: string;
  readonly original: number;
  readonly mean: number;
  readonly bias: number;
  readonly sd: number;
  readonly t: number;
  /** Two-sided p of t with (resamples used - 1), (cases - 1) degrees of freedom, and by the normal distribution. */
  readonly pResamples: number;
  readonly pCases: number;
  readonly pNormal: number;
  /** 95 % intervals: percentile, bias-corrected, bias-corrected and accelerated. */
  readonly percentile: Interval;
  readonly bc: Interval;
  readonly bca: Interval;
  readonly z0: number;
  readonly acceleration: number;
}

export const bootstrapGroups = [
  'paths',
  'r2',
  'total_effects',
  'total_indirect',
  'specific_indirect',
  'outer_loadings',
  'outer_weights',
  'htmt',
] as const;
export type BootstrapGroup = (typeof bootstrapGroups)[number];

export interface BootstrapOptions {
  /** Number of resamples, 5000 unless told; ignored where `indices` is given. */
  readonly resamples?: number;
  /** A whole number from 0 to 2^53 - 1, 4 unless told; the same seed gives the same result whatever the number of workers. */
  readonly seed?: number;
  /** Worker threads; 0 computes in the calling thread (in slices, so that the event loop lives). Default: processors, at most 8. */
  readonly workers?: number;
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
  /** Cancels: the promise is rejected with the signal's reason and every worker ends. */
  readonly signal?: AbortSignal;
  /** Fixed resamples instead of random ones: rows of the data table, counted from 0, with repetition. */
  readonly indices?: readonly ArrayLike<number>[];
}

export interface BootstrapResult {
  readonly model: string;
  readonly n: number;
  readonly seed: number;
  readonly requested: number;
  /** Resamples that could be estimated; a resample with a constant item, for one, cannot. */
  readonly used: number;
  /** What failed and how often, e.g. 'item CUSL2 has the same answer in every case'. */
  readonly failures: ReadonlyMap<string, number>;
  readonly elapsedSeconds: number;
  readonly workers: number;
  readonly groups: Readonly<Record<BootstrapGroup, readonly BootstrapStatistic[]>>;
  /** Every resample: requested x columns, row-major; a failed resample is a row of NaN. */
  readonly draws: Float64Array;
  /** What stands in each column of `draws`. */
  readonly columns: readonly { readonly group: BootstrapGroup; readonly key: string }[];
}
