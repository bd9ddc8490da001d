import { type Figure, absent, counted } from './figure.ts';
import { type Series, deviation, excess, mean, present } from './moments.ts';

/** How a ratio is brought to a year, and what it measures against. */
export interface RatioOptions {
  /** Returns a year: 365, 252, 52, 12 … */
  readonly periods: number;
  /** Per-period return (not per year) that the returns are measured against: a number or one per return. 0 when absent. */
  readonly target?: number | Series;
  /**
   * What a ratio with no risk at all is: `absent` with a reason (default), or `infinite` with the sign of the mean, as
   * numpy divides. No risk and no return is absent in both.
   */
  readonly riskless?: 'absent' | 'infinite';
}

/**
 * Annualised Sharpe ratio `mean(r − rf) / std(r − rf, ddof 1) × √N`, gaps left out.
 *
 * - source: Sharpe (1994); reference values: empyrical `sharpe_ratio`
 */
export function sharpe(returns: Series, options: RatioOptions): Figure {
  if (returns.length < 2) return absent(counted(returns.length, 'return'));
  const known = present(excess(returns, options.target ?? 0));
  if (known.length < 2) return absent(counted(known.length, 'return'));
  return overRisk(mean(known) * Math.sqrt(options.periods), deviation(known, 1), 'no variation', options);
}

/** Mean return above a benchmark over the deviation of the difference, not annualised (empyrical `excess_sharpe`). */
export function excessSharpe(returns: Series, benchmark: number | Series, options?: Partial<RatioOptions>): Figure {
  return sharpe(returns, { ...options, periods: 1, target: benchmark });
}

/** `reward / risk`, with the two ways to treat a risk of zero. */
export function overRisk(reward: number, risk: number, reason: string, options: Partial<RatioOptions>): Figure {
  if (risk !== 0) return reward / risk;
  return options.riskless === 'infinite' && reward !== 0 ? Infinity * Math.sign(reward) : absent(reason);
}

/** Standard deviation (ddof 1) × N^(1/alpha): annualised with the square root of time by default. */
export function volatility(returns: Series, periods: number, alpha = 2): Figure {
  const known = present(returns);
  if (known.length < 2) return absent(counted(known.length, 'return'));
  return deviation(known, 1) * periods ** (1 / alpha);
}
