import { type Figure, absent, counted, finite, isAbsent } from './figure.ts';
import { type Series } from './moments.ts';
import { cumulativeReturn } from './returns.ts';

/** Yearly growth rate that leads from `start` to `end` in `years`. −1 when everything is lost. */
export function cagr(start: number, end: number, years: number): Figure {
  if (!(years > 0)) return absent('no time has passed');
  if (!(start > 0)) return absent('no starting equity');
  if (end <= 0) return -1;
  return finite((end / start) ** (1 / years) - 1, 'too large to annualise');
}

/** The same from returns: `Π(1 + r)^(N / n) − 1`, n counting gaps (empyrical `annual_return` and `cagr`). */
export function annualReturn(returns: Series, periods: number): Figure {
  if (returns.length < 1) return absent(counted(0, 'return'));
  const end = cumulativeReturn(returns, 1);
  if (isAbsent(end)) return end;
  if (end < 0) return absent('all lost');
  return finite(end ** (periods / returns.length) - 1, 'too large to annualise');
}

/** Annual return over the largest drawdown (a fraction; its sign does not matter). */
export function calmar(annual: Figure, maxDrawdown: Figure): Figure {
  if (isAbsent(annual)) return annual;
  if (isAbsent(maxDrawdown)) return maxDrawdown;
  return maxDrawdown === 0 ? absent('no drawdown') : finite(annual / Math.abs(maxDrawdown), 'no drawdown');
}
