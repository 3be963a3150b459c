/** good: meets the rule; acceptable: meets its weaker form; poor: misses it; undefined: the rule does not apply. */
export type Rating = 'good' | 'acceptable' | 'poor' | 'undefined';

export type Measure =
  | 'loading'
  | 'alpha'
  | 'rho_a'
  | 'rho_c'
  | 'ave'
  | 'fornell_larcker'
  | 'htmt'
  | 'vif_item'
  | 'vif_inner'
  | 'r2'
  | 'f2'
  | 'q2'
  | 'q2_predict'
  | 'convergence';

export interface Verdict {
  readonly measure: Measure;
  /** An item, a construct, a path 'A -> B' or a pair 'A | B'. */
  readonly subject: string;
  readonly value: number;
  readonly rating: Rating;
  /** The rule in words, e.g. '>= 0.708 (0.4 to 0.708 acceptable)'. */
  readonly threshold: string;
  /** Where the rule comes from. */
  readonly source: string;
}
