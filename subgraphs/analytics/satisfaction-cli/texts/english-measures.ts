import type { Measure } from '../../domain/satisfaction/index.js';
import type { MeasureText, SizeTexts } from './text.types.js';

const reliability = '0.7 to 0.95; 0.6 to 0.7 acceptable in exploratory work; above 0.95 the items repeat each other';

/** The checks in English. The rules are those of the library's verdicts; a test compares their numbers. */
export const englishMeasures: Record<Measure, MeasureText> = {
  loading: { name: 'Item loading', rule: '≥ 0.7; 0.5 to 0.7 acceptable' },
  alpha: { name: "Cronbach's α", rule: reliability },
  rho_a: { name: 'ρA', rule: reliability },
  rho_c: { name: 'Composite reliability ρC', rule: reliability },
  ave: { name: 'Average variance extracted (AVE)', rule: '≥ 0.5' },
  fornell_larcker: {
    name: 'Fornell–Larcker',
    rule: '√AVE above the largest correlation with another construct (difference > 0)',
  },
  htmt: { name: 'HTMT', rule: '< 0.85; 0.85 to 0.90 acceptable for similar concepts' },
  vif_item: { name: 'VIF of items', rule: '< 3; 3 to 5 acceptable' },
  vif_inner: { name: 'VIF of predictors', rule: '< 3; 3 to 5 acceptable' },
  r2: { name: 'R²', rule: '≥ 0.75 substantial, ≥ 0.5 moderate, 0.25 to 0.5 weak' },
  f2: {
    name: 'f²',
    rule: '≥ 0.35 large, ≥ 0.15 medium, 0.02 to 0.15 small; of a product ≥ 0.025 large, ≥ 0.01 medium, 0.005 to 0.01 small',
  },
  q2: { name: 'Q²', rule: '> 0.25 medium, above 0 small' },
  q2_predict: {
    name: 'Q² predict',
    rule: '> 0 with an RMSE below that of the linear model; > 0 alone acceptable',
  },
  convergence: { name: 'Convergence', rule: 'the weights stand still within the iterations allowed' },
};

/** How large an effect is, in English. */
export const englishSizes: SizeTexts = {
  r2: { good: 'moderate or more', acceptable: 'weak', poor: 'very weak', undefined: 'not applicable' },
  f2: { good: 'medium or large', acceptable: 'small', poor: 'negligible', undefined: 'not applicable' },
  q2: { good: 'medium or more', acceptable: 'small', poor: 'none', undefined: 'not applicable' },
};
