import type { Insights } from '../sdk/index.js';

/** A provider's figures with their age. */
export interface KnownInsights extends Insights {
  readonly from: Date;
  readonly to: Date;
  /** When the provider was asked. */
  readonly askedAt: Date;
}
