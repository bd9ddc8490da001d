import { type Figure, absent, counted, finite } from './figure.ts';
import { type Series, excess } from './moments.ts';

/** Against what gains and losses are counted. */
export interface OmegaOptions {
  /** Per-period return taken off each return, a number or one per return. 0 when absent. */
  readonly riskFree?: number | Series;
  /** Return a year that counts as neither gain nor loss; brought to a period by compounding. 0 when absent. */
  readonly requiredReturn?: number;
  /** Returns a year; 1 takes `requiredReturn` as it is. */
  readonly periods: number;
}

/** Omega ratio: sum of what lies above the threshold over the sum of what lies below. Reference: empyrical. */
export function omega(returns: Series, options: OmegaOptions): Figure {
  if (returns.length < 2) return absent(counted(returns.length, 'return'));
  const required = options.requiredReturn ?? 0;
  if (options.periods !== 1 && required <= -1) return absent('required return of -100% or less');
  const threshold = options.periods === 1 ? required : (1 + required) ** (1 / options.periods) - 1;
  let gains = 0;
  let losses = 0;
  for (const value of excess(returns, options.riskFree ?? 0)) {
    const above = value - threshold;
    if (above > 0) gains += above;
    if (above < 0) losses -= above;
  }
  return losses > 0 ? finite(gains / losses, 'no return below target') : absent('no return below target');
}
