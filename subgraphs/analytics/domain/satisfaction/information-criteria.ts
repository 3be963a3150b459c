import type { ConstructEstimate } from './estimate.types.js';

/**
 * R2 with its adjusted form 1 - (1 - R2)(n-1)/(n-k-1), and the criteria of Sharma et al. (2019) for PLS models with
 * SSE = (1 - R2)(n-1): AIC = n log(SSE/n) + 2(k+1), BIC = n log(SSE/n) + (k+1) log n.
 */
export function informationCriteria(
  r2: number,
  predictors: number,
  n: number,
): NonNullable<ConstructEstimate['structure']> {
  const misfit = n * Math.log(((1 - r2) * (n - 1)) / n);
  return {
    r2,
    r2Adjusted: 1 - ((1 - r2) * (n - 1)) / (n - predictors - 1),
    aic: misfit + 2 * (predictors + 1),
    bic: misfit + (predictors + 1) * Math.log(n),
  };
}
