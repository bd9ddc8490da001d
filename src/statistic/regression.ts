import { type Figure, absent, counted, finite, isAbsent } from './figure.ts';
import { type Series, deviation, excess, isFlat, mean, present } from './moments.ts';

/** Slope of the returns on the benchmark: covariance over the variance of the benchmark, pairs with a gap left out. */
export function beta(returns: Series, benchmark: Series): Figure {
  const [own, other] = pairs(returns, benchmark);
  if (own.length < 1 || benchmark.length < 2) return absent(counted(own.length, 'return'));
  if (isFlat(other)) return absent('flat benchmark');
  const centre = mean(other);
  let covariance = 0;
  let spread = 0;
  for (let k = 0; k < own.length; k++) {
    covariance += (other[k]! - centre) * own[k]!;
    spread += (other[k]! - centre) ** 2;
  }
  // The reference calls variances below 1e-30 none at all.
  return spread / own.length < 1e-30 ? absent('flat benchmark') : covariance / spread;
}

/** What `alphaBeta` needs beside the two series. */
export interface AlphaOptions {
  /** Returns a year. */
  readonly periods: number;
  /** Per-period risk-free return. 0 when absent. */
  readonly riskFree?: number;
}

/**
 * Beta, and alpha: the annualised return that the benchmark does not explain,
 * `(1 + mean(r − rf − β (b − rf)))^N − 1`. Reference: empyrical.
 */
export function alphaBeta(returns: Series, benchmark: Series, options: AlphaOptions): { alpha: Figure; beta: Figure } {
  const riskFree = options.riskFree ?? 0;
  const own = excess(returns, riskFree);
  const other = excess(benchmark, riskFree);
  const slope = beta(returns, benchmark);
  if (isAbsent(slope)) return { alpha: slope, beta: slope };
  if (returns.length < 2) return { alpha: absent(counted(returns.length, 'return')), beta: slope };
  const rest = present(
    excess(
      own,
      Float64Array.from(other, (value) => value * slope),
    ),
  );
  if (rest.length === 0) return { alpha: absent(counted(0, 'return')), beta: slope };
  return { alpha: finite((1 + mean(rest)) ** options.periods - 1, 'too large to annualise'), beta: slope };
}

/** Pearson correlation, −1 … 1, pairs with a gap left out. */
export function correlation(left: Series, right: Series): Figure {
  const [own, other] = pairs(left, right);
  if (own.length < 2) return absent(counted(own.length, 'return'));
  if (isFlat(own) || isFlat(other)) return absent('no variation');
  const [ownMean, otherMean] = [mean(own), mean(other)];
  let product = 0;
  for (let k = 0; k < own.length; k++) product += (own[k]! - ownMean) * (other[k]! - otherMean);
  const found = product / (own.length - 1) / (deviation(own, 1) * deviation(other, 1));
  return Math.max(-1, Math.min(1, found));
}

/** R² of a straight line through the cumulated log returns: 1 is growth at a constant rate. Reference: empyrical. */
export function stability(returns: Series): Figure {
  if (returns.length < 2) return absent(counted(returns.length, 'return'));
  const path: number[] = [];
  let height = 0;
  for (const value of present(returns)) {
    if (value <= -1) return absent('all lost');
    height += Math.log1p(value);
    path.push(height);
  }
  const found = correlation(
    path,
    path.map((_, k) => k),
  );
  return isAbsent(found) ? found : found ** 2;
}

/** The values of both series where neither has a gap. */
function pairs(left: Series, right: Series): [Float64Array, Float64Array] {
  const own: number[] = [];
  const other: number[] = [];
  for (let k = 0; k < Math.min(left.length, right.length); k++) {
    if (Number.isNaN(left[k]) || Number.isNaN(right[k])) continue;
    own.push(left[k]!);
    other.push(right[k]!);
  }
  return [Float64Array.from(own), Float64Array.from(other)];
}
