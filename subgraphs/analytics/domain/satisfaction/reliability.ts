import type { Block } from './layout.js';

/** Part of a correlation matrix: row-major with `width` columns. */
export interface Correlations {
  readonly values: Float64Array;
  readonly width: number;
}

/** Sum of the correlations within a block, the diagonal among them; absolute ones if asked. */
function blockSum({ values, width }: Correlations, { start, length }: Block, absolute: boolean): number {
  let sum = 0;
  for (let i = start; i < start + length; i++) {
    for (let j = start; j < start + length; j++) {
      const r = values[i * width + j]!;
      sum += absolute ? Math.abs(r) : r;
    }
  }
  return sum;
}

/** Standardised alpha (Cronbach 1951): k/(k-1) (1 - k / sum of all correlations); 1 for a single item. */
export function alpha(correlations: Correlations, block: Block): number {
  const k = block.length;
  return k === 1 ? 1 : (k / (k - 1)) * (1 - k / blockSum(correlations, block, false));
}

/**
 * rho_A (Dijkstra & Henseler 2015, eq. 3): (w'w)^2 w'(S - diag S)w / w'(ww' - diag ww')w.
 * 1 for a single item and, as seminr has it, for mode B, where it is not defined.
 */
export function rhoA({ values, width }: Correlations, { kind, start, length }: Block, weights: Float64Array): number {
  if (length === 1 || kind === 'B') return 1;
  let norm = 0;
  let between = 0;
  let products = 0;
  for (let i = start; i < start + length; i++) {
    norm += weights[i]! ** 2;
    for (let j = start; j < start + length; j++) {
      if (i === j) continue;
      between += weights[i]! * values[i * width + j]! * weights[j]!;
      products += weights[i]! ** 2 * weights[j]! ** 2;
    }
  }
  return (norm ** 2 * between) / products;
}

/** rho_C (Joereskog 1971): (sum l)^2 / ((sum l)^2 + sum(1 - l^2)); 1 for a single item. */
export function rhoC(loadings: readonly number[]): number {
  if (loadings.length === 1) return 1;
  const squared = loadings.reduce((sum, loading) => sum + loading, 0) ** 2;
  return squared / (squared + loadings.reduce((sum, loading) => sum + 1 - loading ** 2, 0));
}

/** Average variance extracted (Fornell & Larcker 1981): mean squared loading; 1 for a single item. */
export function ave(loadings: readonly number[]): number {
  return loadings.length === 1 ? 1 : loadings.reduce((sum, loading) => sum + loading ** 2, 0) / loadings.length;
}

/** Mean absolute correlation of the items of one block; 1 for a single item. */
function monotrait(correlations: Correlations, block: Block): number {
  const k = block.length;
  return k === 1 ? 1 : (blockSum(correlations, block, true) - k) / (k * (k - 1));
}

/**
 * Heterotrait-monotrait ratio (Henseler, Ringle & Sarstedt 2015) of absolute correlations, as seminr has it (cSEM keeps
 * the signs): mean |r| between two blocks over the geometric mean of the mean |r| within them. Fills the symmetric
 * matrix `out`, blocks x blocks, 1 on the diagonal.
 */
export function htmt(correlations: Correlations, blocks: readonly Block[], out: Float64Array): void {
  const { values, width } = correlations;
  const within = blocks.map((block) => monotrait(correlations, block));
  for (let a = 0; a < blocks.length; a++) {
    out[a * blocks.length + a] = 1;
    const first = blocks[a]!;
    for (let b = 0; b < a; b++) {
      const second = blocks[b]!;
      let sum = 0;
      for (let i = first.start; i < first.start + first.length; i++) {
        for (let j = second.start; j < second.start + second.length; j++) sum += Math.abs(values[i * width + j]!);
      }
      const ratio = sum / (first.length * second.length) / Math.sqrt(within[a]! * within[b]!);
      out[a * blocks.length + b] = ratio;
      out[b * blocks.length + a] = ratio;
    }
  }
}
