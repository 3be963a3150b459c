/** Smallest number kept away from a division by zero in continued fractions (Lentz 1976). */
const tiny = 1e-300;
const precision = 1e-16;

/** log Gamma(x) for x > 0 by the Lanczos approximation with g = 7 and nine terms (Lanczos 1964), to about 1e-15. */
function logGamma(x: number): number {
  const terms = [
    0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
    12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
  ];
  const shifted = x - 1;
  const base = shifted + 7.5;
  let sum = terms[0]!;
  for (let k = 1; k < terms.length; k++) sum += terms[k]! / (shifted + k);
  return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(base) - base + Math.log(sum);
}

/** Continued fraction b0 + a1/(b1 + a2/(b2 + ...)) by Lentz's method, from the first term on. */
function lentz(first: number, term: (k: number) => readonly [a: number, b: number]): number {
  let value = first || tiny;
  let c = value;
  let d = 0;
  for (let k = 1; k < 10_000; k++) {
    const [a, b] = term(k);
    d = 1 / (b + a * d || tiny);
    c = b + a / c || tiny;
    const factor = c * d;
    value *= factor;
    if (Math.abs(factor - 1) < precision) break;
  }
  return value;
}

/** Regularised incomplete beta I_x(a, b) by its continued fraction (Abramowitz & Stegun 26.5.8), for x below its turn. */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x)) / a;
  const fraction = lentz(1, (k) => {
    const m = k >> 1;
    const even = k % 2 === 0;
    const numerator = even
      ? (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
      : (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    return [numerator, 1];
  });
  return front / fraction;
}

/** Two-sided p of Student's t: I_{df/(df+t^2)}(df/2, 1/2) (Abramowitz & Stegun 26.7.1). */
export function studentTwoSided(t: number, df: number): number {
  if (Number.isNaN(t)) return Number.NaN;
  return Number.isFinite(t) ? incompleteBeta(df / (df + t * t), df / 2, 0.5) : 0;
}

/** Upper tail of the standard normal for z >= 0: a power series near 0, a continued fraction beyond (A & S 26.2.10, 26.2.14). */
function upperTail(z: number): number {
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  if (z < 3) {
    let term = z;
    let sum = z;
    for (let k = 3; Math.abs(term) > precision * sum; k += 2) {
      term *= (z * z) / k;
      sum += term;
    }
    return 0.5 - density * sum;
  }
  return density / lentz(z, (k) => [k, z]);
}

/** P(Z <= z) of the standard normal distribution. */
export function normalCdf(z: number): number {
  return z > 0 ? 1 - upperTail(z) : upperTail(-z);
}

/** Two-sided p of a standard normal z. */
export function normalTwoSided(z: number): number {
  return Number.isNaN(z) ? z : 2 * upperTail(Math.abs(z));
}

/**
 * The z with P(Z <= z) = p: Halley's method on the distribution function from a start by Hastings (A & S 26.2.23).
 * -Infinity and Infinity for 0 and 1.
 */
export function normalQuantile(p: number): number {
  if (!(p > 0 && p < 1)) return p === 0 ? -Infinity : p === 1 ? Infinity : Number.NaN;
  if (p > 0.5) return -normalQuantile(1 - p);
  const t = Math.sqrt(-2 * Math.log(p));
  let z = -(t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))));
  for (let k = 0; k < 8; k++) {
    const error = ((normalCdf(z) - p) * Math.sqrt(2 * Math.PI)) / Math.exp((-z * z) / 2);
    const step = error / (1 + (z * error) / 2);
    z -= step;
    if (Math.abs(step) < 1e-15 * Math.abs(z)) break;
  }
  return z;
}
