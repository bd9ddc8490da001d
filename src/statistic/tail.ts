import { type Figure, absent, counted, isAbsent } from './figure.ts';
import { type Series, mean, present, quantileOfSorted, sorted } from './moments.ts';
import { type RatioOptions, overRisk } from './sharpe.ts';

/** Historical value at risk: the return that the share `cutoff` of returns does not reach. Normally negative. */
export function valueAtRisk(returns: Series, cutoff = 0.05): Figure {
  const known = present(returns);
  return known.length === 0 ? absent(counted(0, 'return')) : quantileOfSorted(sorted(known), cutoff);
}

/**
 * Mean of the returns up to the value at risk: of the lowest `⌊(n − 1) × cutoff⌋ + 1`. Reference: empyrical
 * `conditional_value_at_risk`.
 */
export function conditionalValueAtRisk(returns: Series, cutoff = 0.05): Figure {
  const known = present(returns);
  if (known.length === 0) return absent(counted(0, 'return'));
  const last = Math.floor((known.length - 1) * cutoff);
  return mean(sorted(known).subarray(0, last + 1));
}

/** Size of the 95 % quantile over the size of the 5 % quantile: below 1 the losses are the heavier tail. */
export function tailRatio(returns: Series, options: Pick<RatioOptions, 'riskless'> = {}): Figure {
  const high = valueAtRisk(returns, 0.95);
  const low = valueAtRisk(returns, 0.05);
  if (isAbsent(high) || isAbsent(low)) return high;
  return overRisk(Math.abs(high), Math.abs(low), 'no tail loss', options);
}
