import type { Mode, PathModel, Settings } from './model.types.js';

/** One item in its block. `loading` is its covariance with the construct score. */
export interface ItemEstimate {
  readonly item: string;
  readonly construct: string;
  readonly mode: Mode;
  readonly weight: number;
  readonly loading: number;
  /** Variance inflation within the block; 1 for a single item. */
  readonly vif: number;
  /** Correlation with the score of every construct, in the order of `Estimate.constructs`. */
  readonly crossLoadings: readonly number[];
}

export interface ConstructEstimate {
  readonly construct: string;
  /** 'interaction' is the single product term of a two-stage moderation. */
  readonly kind: Mode | 'interaction';
  readonly alpha: number;
  readonly rhoA: number;
  readonly rhoC: number;
  readonly ave: number;
  /** Standard deviation of the score: 1, but sd(product) for an interaction. */
  readonly scoreSd: number;
  /** Undefined where no path leads to the construct. */
  readonly structure?: { readonly r2: number; readonly r2Adjusted: number; readonly aic: number; readonly bic: number };
}

export interface PathEstimate {
  readonly from: string;
  readonly to: string;
  readonly coefficient: number;
  /** Effect size with the scores held fixed (Cohen 1988). */
  readonly f2: number;
  /** Variance inflation of `from` among the predictors of `to`. */
  readonly vif: number;
}

export interface PairValue {
  readonly from: string;
  readonly to: string;
  readonly value: number;
}

export interface IndirectEffect {
  /** The constructs passed, first to last, e.g. ['CRM', 'TRUST', 'SAT']. */
  readonly through: readonly string[];
  readonly value: number;
}

export interface ItemDescription {
  readonly item: string;
  readonly missing: number;
  readonly mean: number;
  readonly median: number;
  readonly min: number;
  readonly max: number;
  /** With n-1. */
  readonly sd: number;
  readonly kurtosis: number;
  readonly skewness: number;
}

/** The point estimates. Matrices are row-major, square, in the order of `constructs`. */
export interface Estimate {
  readonly model: PathModel;
  readonly settings: Settings;
  /** Cases used and cases left out by the casewise treatment. */
  readonly n: number;
  readonly casesLeftOut: number;
  /** Missing cells among the model's items, before treatment. */
  readonly missingCells: number;
  /** Constructs of the structure, interactions among them, in the order every list and matrix here follows. */
  readonly constructs: readonly string[];
  readonly converged: boolean;
  readonly weightUpdates: number;
  readonly finalWeightChange: number;
  readonly items: readonly ItemEstimate[];
  readonly quality: readonly ConstructEstimate[];
  readonly paths: readonly PathEstimate[];
  readonly totalEffects: readonly PairValue[];
  readonly totalIndirectEffects: readonly PairValue[];
  readonly indirectEffects: readonly IndirectEffect[];
  /** Correlations of the scores. */
  readonly correlations: Float64Array;
  /** HTMT of absolute correlations (Henseler et al. 2015); 1 on the diagonal. */
  readonly htmt: Float64Array;
  /** n x constructs, row-major. */
  readonly scores: Float64Array;
  readonly descriptions: readonly ItemDescription[];
  /** f2 with the model estimated anew without the path, as seminr reports it. */
  readonly reestimatedEffectSizes: readonly PairValue[];
}
