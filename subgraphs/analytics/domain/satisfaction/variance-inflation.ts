import { inverse, Matrix } from 'ml-matrix';
import { factorise } from './cholesky.js';

/** Rows and columns `places` of a square row-major matrix of side `width`. */
function part(values: Float64Array, width: number, places: ArrayLike<number>): number[][] {
  const rows = Array.from(places);
  return rows.map((i) => rows.map((j) => values[i * width + j]!));
}

/**
 * Variance inflation factors 1 / (1 - R2_j) of variables with correlations `values` (side `width`): the diagonal of the
 * inverse of their correlation matrix (Belsley, Kuh & Welsch 1980). 1 for a single variable.
 */
export function varianceInflation(values: Float64Array, width: number, places: ArrayLike<number>): number[] {
  if (places.length < 2) return Array.from(places, () => 1);
  return inverse(new Matrix(part(values, width, places))).diagonal();
}

/** The first of `places` that is a linear combination of those before it, as an index into `places`; -1 if none is. */
export function firstCollinear(values: Float64Array, width: number, places: ArrayLike<number>): number {
  const size = places.length;
  return factorise(Float64Array.from(part(values, width, places).flat()), size, size);
}
