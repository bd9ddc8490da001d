import { type Figure, absent, counted, finite, isAbsent, ratio } from './figure.ts';
import { type Series, present, variance } from './moments.ts';
import { geometricMean } from './returns.ts';
import { downsideRisk } from './sortino.ts';

/**
 * The compounding way to annualise, as backtesting.py does: the geometric mean return is raised to a year, and the
 * volatility is that of the compounded year. Ratios of this family are lower than the usual ones; their names say so.
 */
export interface GeometricFigures {
  /** `(1 + g)^N − 1` with g the geometric mean. */
  readonly annualReturn: Figure;
  /** `√((var + (1 + g)²)^N − (1 + g)^2N)`, var with ddof 1. */
  readonly volatility: Figure;
  /** Annual return less the risk-free rate, over the volatility. */
  readonly sharpe: Figure;
  /** The same over `√mean(min(r, 0)²) × √N`. */
  readonly sortino: Figure;
}

/**
 * All four from returns, `periods` of them a year, gaps left out.
 *
 * @param riskFree return a year, a ratio
 */
export function geometricFigures(returns: Series, periods: number, riskFree = 0): GeometricFigures {
  const known = present(returns);
  const mean = geometricMean(known);
  if (isAbsent(mean)) return { annualReturn: mean, volatility: mean, sharpe: mean, sortino: mean };
  const annualReturn = finite(Math.expm1(periods * Math.log1p(mean)), 'too large to annualise');
  const volatility =
    known.length < 2 ? absent(counted(known.length, 'return')) : yearly(mean, variance(known, 1), periods);
  const reward = isAbsent(annualReturn) ? annualReturn : annualReturn - riskFree;
  return {
    annualReturn,
    volatility,
    sharpe: ratio(reward, volatility, 'no variation'),
    sortino: ratio(reward, downsideRisk(known, { periods }), 'no return below target'),
  };
}

/** `√((spread + (1 + mean)²)^N − (1 + mean)^2N)`, written so that small differences keep their digits. */
function yearly(mean: number, spread: number, periods: number): Figure {
  const growth = Math.exp(periods * Math.log1p(mean));
  const widening = Math.sqrt(Math.expm1(periods * Math.log1p(spread / (1 + mean) ** 2)));
  return finite(growth * widening, 'too large to annualise');
}
