import type { Measure } from '../../domain/satisfaction/index.js';
import type { MeasureText, SizeTexts } from './text.types.js';

const reliability =
  '0,7 sampai 0,95; 0,6 sampai 0,7 dapat diterima dalam penelitian eksploratif; di atas 0,95 butir saling mengulang';

/** The checks in Indonesian. The rules are those of the library's verdicts; a test compares their numbers. */
export const indonesianMeasures: Record<Measure, MeasureText> = {
  loading: { name: 'Loading butir', rule: '≥ 0,7; 0,5 sampai 0,7 dapat diterima' },
  alpha: { name: 'α Cronbach', rule: reliability },
  rho_a: { name: 'ρA', rule: reliability },
  rho_c: { name: 'Reliabilitas komposit ρC', rule: reliability },
  ave: { name: 'Rerata varians terekstrak (AVE)', rule: '≥ 0,5' },
  fornell_larcker: {
    name: 'Fornell–Larcker',
    rule: '√AVE di atas korelasi terbesar dengan konstruk lain (selisih > 0)',
  },
  htmt: { name: 'HTMT', rule: '< 0,85; 0,85 sampai 0,90 dapat diterima untuk konsep yang mirip' },
  vif_item: { name: 'VIF butir', rule: '< 3; 3 sampai 5 dapat diterima' },
  vif_inner: { name: 'VIF prediktor', rule: '< 3; 3 sampai 5 dapat diterima' },
  r2: { name: 'R²', rule: '≥ 0,75 kuat, ≥ 0,5 sedang, 0,25 sampai 0,5 lemah' },
  f2: {
    name: 'f²',
    rule: '≥ 0,35 besar, ≥ 0,15 sedang, 0,02 sampai 0,15 kecil; untuk hasil kali ≥ 0,025 besar, ≥ 0,01 sedang, 0,005 sampai 0,01 kecil',
  },
  q2: { name: 'Q²', rule: '> 0,25 sedang, di atas 0 kecil' },
  q2_predict: {
    name: 'Q² predict',
    rule: '> 0 dengan RMSE di bawah model linear; > 0 saja dapat diterima',
  },
  convergence: { name: 'Konvergensi', rule: 'bobot berhenti berubah dalam batas iterasi' },
};

/** How large an effect is, in Indonesian. */
export const indonesianSizes: SizeTexts = {
  r2: { good: 'sedang atau lebih', acceptable: 'lemah', poor: 'sangat lemah', undefined: 'tidak berlaku' },
  f2: { good: 'sedang atau besar', acceptable: 'kecil', poor: 'dapat diabaikan', undefined: 'tidak berlaku' },
  q2: { good: 'sedang atau lebih', acceptable: 'kecil', poor: 'tidak ada', undefined: 'tidak berlaku' },
};
