import type { Measure } from '../../domain/satisfaction/index.js';
import type { MeasureText } from './text.types.js';

const hair = 'Hair et al. 2019';

/** The checks in English. */
export const englishMeasures: Record<Measure, MeasureText> = {
  loading: { name: 'Item loading', rule: '≥ 0.708; 0.4 to 0.708 acceptable', source: hair },
  alpha: { name: "Cronbach's α", rule: '≥ 0.7; 0.6 to 0.7 acceptable', source: hair },
  rho_a: { name: 'ρA', rule: '≥ 0.7; 0.6 to 0.7 acceptable', source: 'Dijkstra & Henseler 2015' },
  rho_c: { name: 'Composite reliability ρC', rule: '0.7 to 0.95; 0.6 to 0.7 acceptable', source: hair },
  ave: { name: 'Average variance extracted (AVE)', rule: '≥ 0.5', source: 'Fornell & Larcker 1981' },
  fornell_larcker: { name: 'Fornell–Larcker', rule: '√AVE above every correlation', source: 'Fornell & Larcker 1981' },
  htmt: { name: 'HTMT', rule: '< 0.85; 0.85 to 0.9 acceptable', source: 'Henseler et al. 2015' },
  vif_item: { name: 'VIF of items', rule: '< 3; 3 to 5 acceptable', source: hair },
  vif_inner: { name: 'VIF of predictors', rule: '< 3; 3 to 5 acceptable', source: hair },
  r2: { name: 'R²', rule: '≥ 0.5; 0.25 to 0.5 acceptable', source: 'Hair et al. 2011' },
  f2: { name: 'f²', rule: '≥ 0.15; 0.02 to 0.15 acceptable', source: 'Cohen 1988' },
  q2: { name: 'Q²', rule: '> 0', source: 'Geisser 1974; Stone 1974' },
  q2_predict: { name: 'Q² predict', rule: '> 0', source: 'Shmueli et al. 2019' },
  convergence: { name: 'Convergence', rule: 'within the allowed iterations', source: 'Wold 1982' },
};
