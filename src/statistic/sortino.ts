import { type Figure, absent, counted, isAbsent } from './figure.ts';
import { type Series, excess, mean, present } from './moments.ts';
import { type RatioOptions, overRisk } from './sharpe.ts';

/**
 * Annualised root mean square of what falls short of the target: `√(Σ min(r − mar, 0)² / n) × √N`, n counting all
 * returns, gaps left out.
 *
 * - source: Sortino and Price (1994); reference values: empyrical `downside_risk`
 */
export function downsideRisk(returns: Series, options: RatioOptions): Figure {
  const known = present(excess(returns, options.target ?? 0));
  if (known.length === 0) return absent(counted(0, 'return'));
  const squares = Float64Array.from(known, (value) => Math.min(value, 0) ** 2);
  return Math.sqrt(mean(squares)) * Math.sqrt(options.periods);
}

/** Sortino ratio: annualised mean return above the target over the downside risk. At least two returns. */
export function sortino(returns: Series, options: RatioOptions): Figure {
  if (returns.length < 2) return absent(counted(returns.length, 'return'));
  const risk = downsideRisk(returns, options);
  if (isAbsent(risk)) return risk;
  const known = present(excess(returns, options.target ?? 0));
  return overRisk(mean(known) * options.periods, risk, 'no return below target', options);
}
