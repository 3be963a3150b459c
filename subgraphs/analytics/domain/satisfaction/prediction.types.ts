import type { PairValue } from './estimate.types.js';

export interface BlindfoldResult {
  readonly omissionDistance: number;
  /** Cross-validated redundancy Q2 per endogenous construct (interactions left out). */
  readonly q2: readonly {
    readonly construct: string;
    readonly q2: number;
    readonly sse: number;
    readonly sso: number;
  }[];
}

export interface PredictOptions {
  /** Number of folds, 10 unless told. */
  readonly folds?: number;
  /** Repetitions with fresh folds whose predictions are averaged, 1 unless told. */
  readonly repetitions?: number;
  readonly seed?: number;
  /** The fold (any whole numbers) that holds each row, instead of random folds. */
  readonly foldOfRow?: ArrayLike<number>;
  /** Predict from direct antecedents or from the earliest (exogenous) ones only; 'direct' unless told. */
  readonly technique?: 'direct' | 'earliest';
}

export interface ItemPrediction {
  readonly item: string;
  readonly construct: string;
  readonly plsRmse: number;
  readonly plsMae: number;
  readonly lmRmse: number;
  readonly lmMae: number;
  /** 1 - SSE / SSE of the training mean (Shmueli et al. 2019). */
  readonly q2Predict: number;
}

export interface PredictResult {
  readonly technique: 'direct' | 'earliest';
  /** The fold of each case of the last repetition, from 0 on (or as given in the options). */
  readonly foldOfCase: readonly number[];
  readonly items: readonly ItemPrediction[];
}

export interface ImportancePerformance {
  /** Ends of the answer scale; null where the smallest and largest answers to each item stand in for them. */
  readonly scale: readonly [number, number] | null;
  /** Unstandardised total effects on every later construct. */
  readonly importance: readonly PairValue[];
  readonly constructs: readonly {
    readonly construct: string;
    /** Mean of the score in units of the answers. */
    readonly raw: number;
    /** The same from 0 to 100. */
    readonly performance: number;
  }[];
  readonly items: readonly {
    readonly item: string;
    readonly construct: string;
    /** Unstandardised weight; those of a construct sum to 1. */
    readonly weight: number;
    readonly performance: number;
  }[];
  /** What to keep in mind when reading the map, e.g. a negative weight. */
  readonly warnings: readonly string[];
}

export interface SlopeLine {
  /** Moderator level in standard deviations from its mean; of a quadratic effect, the place on the curve. */
  readonly level: number;
  readonly slope: number;
  /** Standard error and p from the regression of the scores (Aiken & West 1991); the bootstrap does not enter. */
  readonly standardError: number;
  readonly t: number;
  readonly p: number;
  /**
   * Predicted score of the outcome along the predictor from -2 to 2 standard deviations, all other predictors at their
   * mean; of a quadratic effect, the curve itself, the same for every level.
   */
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

export interface SimpleSlopes {
  readonly interaction: string;
  readonly iv: string;
  readonly moderator: string;
  readonly outcome: string;
  readonly quadratic: boolean;
  readonly lines: readonly SlopeLine[];
}
