import type { Figure, InsightsRange } from '../sdk/index.js';

export const audiences = ['follower_demographics', 'engaged_audience_demographics'] as const;
export const dimensions = ['age', 'gender', 'country', 'city'] as const;
/** The only timeframes that current versions still take: 7 and 30 days. */
export const timeframes = ['this_week', 'this_month'] as const;
export type Timeframe = (typeof timeframes)[number];

/** Figures by Meta's metric name. `suppressed`: fewer than 100 people, not computed yet, or a small cell. */
export type Metrics = Readonly<Record<string, Figure<number>>>;

/** What is asked of `insights`: at most 30 days (Meta's limit). Figures lag by up to 48 hours. */
export interface AccountRange extends InsightsRange {
  /** Default `this_month`. */
  readonly timeframe?: Timeframe;
}
