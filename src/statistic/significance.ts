import { studentTwoSided, normalCdf, normalQuantile } from './distribution.ts';
import { type Figure, absent, counted, isAbsent } from './figure.ts';
import { type Series, deviation, excessKurtosis, mean, present, skewness } from './moments.ts';
import { sharpe } from './sharpe.ts';

/**
 * Two-sided p-value of the one-sample t-test that the mean is zero. Values are taken as independent, which returns are
 * not quite: read it beside the block bootstrap.
 */
export function meanPValue(values: Series, noun = 'value'): Figure {
  const known = present(values);
  if (known.length < 2) return absent(counted(known.length, noun));
  const spread = deviation(known, 1);
  if (spread === 0) return absent('no variation');
  return studentTwoSided((mean(known) / spread) * Math.sqrt(known.length), known.length - 1);
}

/** Variance of the estimate of a per-period Sharpe ratio, without the factor 1 / (n − 1). Source: Mertens (2002). */
function sharpeSpread(ratio: number, skew: number, kurtosis: number): number {
  return 1 - skew * ratio + ((kurtosis + 2) / 4) * ratio * ratio;
}

/**
 * Probability that the true per-period Sharpe ratio is above `threshold`, given length, skew and tails of the returns.
 *
 * - source: Bailey and López de Prado, The Sharpe Ratio Efficient Frontier (2012)
 */
export function probabilisticSharpe(returns: Series, threshold = 0): Figure {
  const known = present(returns);
  const ratio = sharpe(known, { periods: 1 });
  const skew = skewness(known, 'return');
  const kurtosis = excessKurtosis(known, 'return');
  if (isAbsent(ratio)) return ratio;
  if (isAbsent(skew)) return skew;
  if (isAbsent(kurtosis)) return kurtosis;
  const spread = sharpeSpread(ratio, skew, kurtosis);
  if (!(spread > 0)) return absent('returns too skewed');
  return normalCdf(((ratio - threshold) * Math.sqrt(known.length - 1)) / Math.sqrt(spread));
}

/** How many variants were tried before this one was chosen. */
export interface Trials {
  /** Whole number ≥ 1. */
  readonly count: number;
  /** Variance of their per-period Sharpe ratios; the variance of the estimate stands in when absent. */
  readonly sharpeVariance?: number;
}

/**
 * Probabilistic Sharpe ratio against the best ratio that `trials` worthless variants would have shown by luck.
 *
 * - source: Bailey and López de Prado, The Deflated Sharpe Ratio (2014)
 */
export function deflatedSharpe(returns: Series, trials: Trials | undefined): Figure {
  if (trials === undefined) return absent('trials not given');
  const known = present(returns);
  if (trials.count <= 1) return probabilisticSharpe(known);
  const ratio = sharpe(known, { periods: 1 });
  const skew = skewness(known, 'return');
  const kurtosis = excessKurtosis(known, 'return');
  if (isAbsent(ratio)) return ratio;
  if (isAbsent(skew)) return skew;
  if (isAbsent(kurtosis)) return kurtosis;
  const variance = trials.sharpeVariance ?? sharpeSpread(ratio, skew, kurtosis) / (known.length - 1);
  return probabilisticSharpe(known, Math.sqrt(Math.max(0, variance)) * luckiest(trials.count));
}

/** Expected maximum of `count` independent standard normal values, about. */
function luckiest(count: number): number {
  const euler = 0.577_215_664_901_532_9;
  const first = -normalQuantile(1 / count);
  return (1 - euler) * first - euler * normalQuantile(1 / (count * Math.E));
}
