import { inverse, Matrix } from 'ml-matrix';
import { studentTwoSided } from './distributions.js';
import type { Estimate } from './estimate.types.js';
import type { Interaction } from './model.types.js';
import type { SimpleSlopes, SlopeLine } from './prediction.types.js';

/** Coefficients and their covariances of the regression of an outcome's score on its predictors' scores. */
interface Regression {
  readonly coefficient: (name: string) => number;
  readonly covariance: (a: string, b: string) => number;
  readonly degreesOfFreedom: number;
}

function regressionOf(estimate: Estimate, outcome: string): Regression {
  const { constructs, correlations, quality, n } = estimate;
  const paths = estimate.paths.filter(({ to }) => to === outcome);
  const predictors = paths.map(({ from }) => from);
  const places = predictors.map((name) => constructs.indexOf(name));
  const sd = places.map((place) => quality[place]!.scoreSd);
  const cross = places.map((a, i) =>
    places.map((b, j) => (n - 1) * correlations[a * constructs.length + b]! * sd[i]! * sd[j]!),
  );
  const degreesOfFreedom = n - predictors.length - 1;
  const { r2 } = quality[constructs.indexOf(outcome)]!.structure!;
  const spread = inverse(new Matrix(cross)).mul(((1 - r2) * (n - 1)) / degreesOfFreedom);
  return {
    degreesOfFreedom,
    coefficient: (name) => paths.find(({ from }) => from === name)?.coefficient ?? 0,
    covariance: (a, b) => {
      const [i, j] = [predictors.indexOf(a), predictors.indexOf(b)];
      return i < 0 || j < 0 ? 0 : spread.get(i, j);
    },
  };
}

const along = [-2, -1, 0, 1, 2];

/**
 * The line at one moderator level: dy/dx = b(iv) + level b(product), twice the latter for a quadratic effect. The
 * product enters centred, at its mean r(iv, moderator)(n-1)/n.
 */
function lineAt(level: number, interaction: Interaction, regression: Regression, productMean: number): SlopeLine {
  const { name, iv, moderator } = interaction;
  const { coefficient, covariance, degreesOfFreedom } = regression;
  const quadratic = iv === moderator;
  const step = quadratic ? 2 * level : level;
  const slope = coefficient(iv) + step * coefficient(name);
  const standardError = Math.sqrt(
    covariance(iv, iv) + 2 * step * covariance(iv, name) + step ** 2 * covariance(name, name),
  );
  const t = slope / standardError;
  const main = (x: number): number => coefficient(iv) * x + (quadratic ? 0 : coefficient(moderator) * level);
  const points = along.map((x) => ({
    x,
    y: main(x) + coefficient(name) * (x * (quadratic ? x : level) - productMean),
  }));
  return { level, slope, standardError, t, p: studentTwoSided(t, degreesOfFreedom), points };
}

/**
 * Simple slopes of every interaction on every outcome at the moderator levels given, in standard deviations (Aiken &
 * West 1991), with standard errors of the regression between the scores. Empty for a model without interactions.
 */
export function simpleSlopes(estimate: Estimate, levels: readonly number[] = [-1, 0, 1]): SimpleSlopes[] {
  const { constructs, correlations, n } = estimate;
  return estimate.model.interactions.flatMap((interaction) => {
    const { name, iv, moderator } = interaction;
    const r =
      iv === moderator
        ? 1
        : (correlations[constructs.indexOf(iv) * constructs.length + constructs.indexOf(moderator)] ?? 0);
    return estimate.paths
      .filter(({ from }) => from === name)
      .map(({ to }) => {
        const regression = regressionOf(estimate, to);
        const lines = levels.map((level) => lineAt(level, interaction, regression, (r * (n - 1)) / n));
        return { interaction: name, iv, moderator, outcome: to, quadratic: iv === moderator, lines };
      });
  });
}
