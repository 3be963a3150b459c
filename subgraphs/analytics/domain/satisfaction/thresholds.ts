import type { Measure, Rating } from './verdict.types.js';

export interface Rule {
  readonly threshold: string;
  readonly source: string;
  readonly rate: (value: number) => Rating;
}

/** A value from `good` on is good, from `acceptable` on acceptable. */
const atLeast =
  (good: number, acceptable: number) =>
  (value: number): Rating =>
    value >= good ? 'good' : value >= acceptable ? 'acceptable' : 'poor';

const below =
  (good: number, acceptable: number) =>
  (value: number): Rating =>
    value < good ? 'good' : value < acceptable ? 'acceptable' : 'poor';

const reliability = (source: string): Rule => ({
  threshold: '0.7 to 0.95 (0.6 to 0.7 in exploratory work; above 0.95 the items repeat each other)',
  source,
  rate: (value) => (value > 0.95 ? 'acceptable' : atLeast(0.7, 0.6)(value)),
});

const inflation: Rule = {
  threshold: '< 3 (3 to 5 accepted)',
  source: 'Hair, Risher, Sarstedt & Ringle 2019',
  rate: below(3, 5),
};

/** The rules of thumb of the literature, one a measure. They are conventions: a value next to a limit is no verdict on a survey. */
export const rules: Readonly<Record<Exclude<Measure, 'fornell_larcker' | 'convergence' | 'q2_predict'>, Rule>> = {
  loading: {
    threshold: '>= 0.7 (0.5 to 0.7 accepted)',
    source: 'Chin 1998; Hair, Risher, Sarstedt & Ringle 2019',
    rate: atLeast(0.7, 0.5),
  },
  alpha: reliability('Nunnally 1978; Hair, Risher, Sarstedt & Ringle 2019'),
  rho_a: reliability('Dijkstra & Henseler 2015; Hair, Risher, Sarstedt & Ringle 2019'),
  rho_c: reliability('Joereskog 1971; Hair, Risher, Sarstedt & Ringle 2019'),
  ave: { threshold: '>= 0.5', source: 'Fornell & Larcker 1981', rate: atLeast(0.5, 0.5) },
  htmt: {
    threshold: '< 0.85 (0.85 to 0.90 accepted for similar concepts)',
    source: 'Henseler, Ringle & Sarstedt 2015',
    rate: below(0.85, 0.9),
  },
  vif_item: inflation,
  vif_inner: inflation,
  r2: {
    threshold: '>= 0.5 moderate, >= 0.75 substantial (0.25 to 0.5 weak)',
    source: 'Hair, Ringle & Sarstedt 2011',
    rate: atLeast(0.5, 0.25),
  },
  f2: {
    threshold: '>= 0.15 medium, >= 0.35 large (0.02 to 0.15 small)',
    source: 'Cohen 1988',
    rate: atLeast(0.15, 0.02),
  },
  q2: {
    threshold: '> 0.25 medium (above 0 small)',
    source: 'Hair, Risher, Sarstedt & Ringle 2019',
    rate: (value) => (value > 0.25 ? 'good' : value > 0 ? 'acceptable' : 'poor'),
  },
};

/** Effects of product terms are small by nature: limits of their own. */
export const interactionEffect: Rule = {
  threshold: '>= 0.01 medium, >= 0.025 large (0.005 to 0.01 small)',
  source: 'Kenny 2018',
  rate: atLeast(0.01, 0.005),
};
