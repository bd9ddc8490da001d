import { assert } from '../util/assert.ts';

/**
 * 1 − erf(x), relative error about 1e-14: a power series below 2, a continued fraction above.
 *
 * - source: Abramowitz and Stegun 7.1.6 and 7.1.14
 */
export function erfc(x: number): number {
  if (x < 0) return 2 - erfc(-x);
  return x < 2 ? 1 - erfSeries(x) : erfcFraction(x);
}

function erfSeries(x: number): number {
  let term = x;
  let total = x;
  for (let k = 1; term > total * 1e-17; k++) {
    term *= (2 * x * x) / (2 * k + 1);
    total += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * total;
}

function erfcFraction(x: number): number {
  let tail = x;
  for (let k = 120; k >= 1; k--) tail = x + k / 2 / tail;
  return Math.exp(-x * x) / (Math.sqrt(Math.PI) * tail);
}

/** Probability that a standard normal value is at most `x`. */
export function normalCdf(x: number): number {
  return erfc(-x / Math.SQRT2) / 2;
}

/**
 * The standard normal value below which the share `p` lies. A rational first guess (Abramowitz and Stegun 26.2.23)
 * is refined with Halley's method to full precision.
 *
 * @throws AssertionError unless 0 < p < 1.
 */
export function normalQuantile(p: number): number {
  assert(p > 0 && p < 1, `a probability lies between 0 and 1, was ${p}`);
  if (p > 0.5) return -normalQuantile(1 - p);
  const t = Math.sqrt(-2 * Math.log(p));
  const guess = t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
  let x = -guess;
  for (let k = 0; k < 4; k++) {
    const step = (normalCdf(x) - p) * Math.sqrt(2 * Math.PI) * Math.exp((x * x) / 2);
    x -= step / (1 + (x * step) / 2);
  }
  return x;
}

/**
 * Probability that a Student t value with `freedom` (a whole number ≥ 1) degrees of freedom is farther from zero than
 * `t`, on both sides. Relative error about 1e-13.
 */
export function studentTwoSided(t: number, freedom: number): number {
  assert(Number.isInteger(freedom) && freedom >= 1, `degrees of freedom are a whole number >= 1, was ${freedom}`);
  const a = freedom / 2;
  const odds = (t * t) / freedom;
  if (odds === Infinity) return 0;
  // I_x(a, 1/2) with x = 1 / (1 + odds), its logarithm taken without loss near x = 1.
  const front = Math.exp(-a * Math.log1p(odds) + 0.5 * Math.log(odds / (1 + odds))) / halfBeta(freedom);
  const x = 1 / (1 + odds);
  if (x < (a + 1) / (a + 2.5)) return (front * betaFraction(x, a, 0.5)) / a;
  return 1 - (front * betaFraction(odds / (1 + odds), 0.5, a)) / 0.5;
}

/** Beta function B(freedom / 2, 1/2), by the recurrence of the gamma function. */
function halfBeta(freedom: number): number {
  let gammas = freedom % 2 === 1 ? 1 / Math.sqrt(Math.PI) : Math.sqrt(Math.PI) / 2;
  for (let k = freedom % 2 === 1 ? 1 : 2; k < freedom; k += 2) gammas *= (k + 1) / k;
  return Math.sqrt(Math.PI) / gammas;
}

/** Continued fraction of the incomplete beta function (DLMF 8.17.22), by the modified Lentz method. */
function betaFraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / (1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m <= 10_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / (1 + even * d);
    c = 1 + even / c;
    value *= c * d;
    d = 1 / (1 + odd * d);
    c = 1 + odd / c;
    value *= c * d;
    if (Math.abs(c * d - 1) < 3e-16) break;
  }
  return value;
}
