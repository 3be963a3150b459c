import type { ProviderError } from '../sdk/index.js';

/**
 * A figure of Meta. `suppressed`: Meta keeps it back (fewer than 100 people, not computed yet, or a small cell) and
 * answers with nothing; that is NOT zero and must not be summed or averaged as such. `unavailable`: it could not be
 * asked now, or Meta does not know the metric for this object.
 */
export type Figure<Value> =
  | { readonly state: 'measured'; readonly value: Value }
  | { readonly state: 'suppressed' }
  | { readonly state: 'unavailable'; readonly error: ProviderError };

export const audiences = ['follower_demographics', 'engaged_audience_demographics'] as const;
export const dimensions = ['age', 'gender', 'country', 'city'] as const;
/** The only timeframes that current versions still take: 7 and 30 days. */
export const timeframes = ['this_week', 'this_month'] as const;
export type Timeframe = (typeof timeframes)[number];

/** One row of a demographic breakdown. */
export interface AudienceGroup {
  /** Meta's own value: `25-34`, `F`, `ID`, `Pontianak, West Kalimantan`. */
  readonly key: string;
  readonly people: number;
}

export interface Breakdown {
  readonly groups: readonly AudienceGroup[];
  /** Meta names the 45 largest groups only: the rest is missing, not zero. */
  readonly truncated: boolean;
}

export interface Demographic {
  readonly audience: (typeof audiences)[number];
  readonly dimension: (typeof dimensions)[number];
  readonly timeframe: Timeframe;
  readonly figure: Figure<Breakdown>;
}

/** Figures by Meta's metric name. */
export type Metrics = Readonly<Record<string, Figure<number>>>;

/** What is asked of `insights`. Figures lag by up to 48 hours. */
export interface InsightsRange {
  readonly from: Date;
  /** Later than `from`, by at most 30 days (Meta's limit). */
  readonly to: Date;
  /** Default `this_month`. */
  readonly timeframe?: Timeframe;
}

/** The account in a period, and who its audience is. `retryAfter`: calls stopped near the rate limit (ms). */
export interface Insights {
  readonly account: Metrics;
  readonly audience: readonly Demographic[];
  readonly retryAfter?: number;
}
