import type { ProviderError } from './inbound.js';

/**
 * A figure of a provider. `suppressed`: it is kept back (too few people behind it, not computed yet): NOT zero, never
 * summed or averaged as such. `unavailable`: it could not be asked now, or does not exist for this account.
 */
export type Figure<Value> =
  | { readonly state: 'measured'; readonly value: Value }
  | { readonly state: 'suppressed' }
  | { readonly state: 'unavailable'; readonly error: ProviderError };

/** A period, `from` before `to`. A plugin throws RangeError for one that its provider does not answer. */
export interface InsightsRange {
  readonly from: Date;
  readonly to: Date;
}

/** People by one property. */
export interface Breakdown {
  readonly groups: readonly {
    /** The provider's own value: `25-34`, `ID`. */
    readonly key: string;
    readonly people: number;
  }[];
  /** The provider names the largest groups only: the rest is missing, not zero. */
  readonly truncated: boolean;
}

/** Who an audience is, by one dimension. Names are the provider's. */
export interface Demographic {
  readonly audience: string;
  readonly dimension: string;
  /** The period of the provider that the figure is about; it need not be the range that was asked for. */
  readonly timeframe: string;
  readonly figure: Figure<Breakdown>;
}

/** What a provider counted for an account. Figures may lag behind by days. */
export interface Insights {
  /** By the provider's name of the metric. */
  readonly account: Readonly<Record<string, Figure<number>>>;
  readonly audience: readonly Demographic[];
  /** Milliseconds after which to ask again, when asking stopped near a rate limit. */
  readonly retryAfter?: number;
}
