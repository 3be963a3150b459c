import type { Measure } from '../../domain/satisfaction/index.js';
import type { MeasureText } from './text.types.js';

const hair = 'Hair et al. 2019';

/** The checks in Indonesian. */
export const indonesianMeasures: Record<Measure, MeasureText> = {
  loading: { name: 'Loading butir', rule: '≥ 0,708; 0,4 sampai 0,708 dapat diterima', source: hair },
  alpha: { name: 'α Cronbach', rule: '≥ 0,7; 0,6 sampai 0,7 dapat diterima', source: hair },
  rho_a: { name: 'ρA', rule: '≥ 0,7; 0,6 sampai 0,7 dapat diterima', source: 'Dijkstra & Henseler 2015' },
  rho_c: { name: 'Reliabilitas komposit ρC', rule: '0,7 sampai 0,95; 0,6 sampai 0,7 dapat diterima', source: hair },
  ave: { name: 'Rerata varians terekstrak (AVE)', rule: '≥ 0,5', source: 'Fornell & Larcker 1981' },
  fornell_larcker: { name: 'Fornell–Larcker', rule: '√AVE di atas setiap korelasi', source: 'Fornell & Larcker 1981' },
  htmt: { name: 'HTMT', rule: '< 0,85; 0,85 sampai 0,9 dapat diterima', source: 'Henseler et al. 2015' },
  vif_item: { name: 'VIF butir', rule: '< 3; 3 sampai 5 dapat diterima', source: hair },
  vif_inner: { name: 'VIF prediktor', rule: '< 3; 3 sampai 5 dapat diterima', source: hair },
  r2: { name: 'R²', rule: '≥ 0,5; 0,25 sampai 0,5 dapat diterima', source: 'Hair et al. 2011' },
  f2: { name: 'f²', rule: '≥ 0,15; 0,02 sampai 0,15 dapat diterima', source: 'Cohen 1988' },
  q2: { name: 'Q²', rule: '> 0', source: 'Geisser 1974; Stone 1974' },
  q2_predict: { name: 'Q² predict', rule: '> 0', source: 'Shmueli et al. 2019' },
  convergence: { name: 'Konvergensi', rule: 'dalam batas iterasi', source: 'Wold 1982' },
};
