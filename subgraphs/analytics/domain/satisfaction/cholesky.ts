/**
 * Cholesky factor and solution of small symmetric systems on typed arrays (Golub & Van Loan 2013, alg. 4.2.2).
 *
 * Why not ml-matrix here: the systems of the PLS iterations are 1 x 1 to 10 x 10 and solved some 70 times a resample.
 * Measured on Node 20 (test/bench/pls.bench.ts prints it anew): a 4 x 4 system takes 0.1 us here and 0.6 us with
 * ml-matrix's Cholesky, which allocates and copies; that would make a resample of 90 us a third slower.
 * Outside the hot loop (collinearity, prediction benchmark, slopes) ml-matrix does the work.
 */

/** A pivot below this leaves a variable with a variance inflation above 10^11: a combination of those before it. */
const smallestPivot = 1e-11;

/**
 * Replaces the lower triangle of the leading `size` x `size` part of `a` (row-major, unit diagonal scale) by its factor.
 * Returns -1, or the place of the first variable that is a linear combination of those before it.
 */
export function factorise(a: Float64Array, size: number, stride: number): number {
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i * stride + j]!;
      for (let k = 0; k < j; k++) sum -= a[i * stride + k]! * a[j * stride + k]!;
      if (i !== j) a[i * stride + j] = sum / a[j * stride + j]!;
      else if (sum > smallestPivot) a[i * stride + i] = Math.sqrt(sum);
      else return i;
    }
  }
  return -1;
}

/** Solves with a factor made by `factorise`; `b` holds the right side and then the solution. */
export function solveFactorised(a: Float64Array, size: number, stride: number, b: Float64Array): void {
  for (let i = 0; i < size; i++) {
    let sum = b[i]!;
    for (let k = 0; k < i; k++) sum -= a[i * stride + k]! * b[k]!;
    b[i] = sum / a[i * stride + i]!;
  }
  for (let i = size - 1; i >= 0; i--) {
    let sum = b[i]!;
    for (let k = i + 1; k < size; k++) sum -= a[k * stride + i]! * b[k]!;
    b[i] = sum / a[i * stride + i]!;
  }
}
