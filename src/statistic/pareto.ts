import { type Figure, absent } from './figure.ts';
import { type Series } from './moments.ts';
import { nelderMead } from './nelder-mead.ts';

/** A generalised Pareto law fitted to the losses beyond a threshold, and what it says about rare ones. */
export interface ParetoTail {
  readonly threshold: number;
  readonly scale: number;
  readonly shape: number;
  readonly valueAtRisk: number;
  /** Mean loss beyond the value at risk; absent when the tail is too fat to have one. */
  readonly expectedShortfall: Figure;
}

/**
 * Fits the tail of the losses, from a threshold of 20 % downward by halves until a fat tail fits (shape and value at
 * risk above zero). `undefined` with fewer than 3 returns or when nothing fits. `probability` is that of the loss asked
 * for.
 *
 * - source: Gilli and Këllezi (2006), doi 10.1007/s10614-006-9025-7; reference values: empyrical `gpd_risk_estimates`
 */
export function paretoTail(returns: Series, probability = 0.01): ParetoTail | undefined {
  if (returns.length < 3) return undefined;
  const losses = Float64Array.from(returns, (value) => -value).filter((value) => value > 0);
  for (let threshold = 0.2; threshold > 1e-9; threshold /= 2) {
    const beyond = losses.filter((value) => value >= threshold);
    const fitted = beyond.length === 0 ? undefined : nelderMead((at) => -logLikelihood(at[0]!, at[1]!, beyond), [1, 1]);
    if (fitted === undefined) continue;
    const [scale, shape] = [fitted[0]!, fitted[1]!];
    if (!(shape > 0)) continue;
    const share = (losses.length / beyond.length) * probability;
    const valueAtRisk = threshold + (scale / shape) * (share ** -shape - 1);
    if (!(valueAtRisk > 0)) continue;
    const expectedShortfall =
      shape < 1 ? (valueAtRisk + scale - shape * threshold) / (1 - shape) : absent('the tail has no mean');
    return { threshold, scale, shape, valueAtRisk, expectedShortfall };
  }
  return undefined;
}

function logLikelihood(scale: number, shape: number, losses: Float64Array): number {
  if (shape === 0) {
    return scale >= 0
      ? -losses.length * Math.log(scale) - losses.reduce((a, b) => a + b, 0) / scale
      : -Number.MAX_VALUE;
  }
  if (scale === 0 || shape / scale < 0 || scale < 0) return -Number.MAX_VALUE;
  let logs = 0;
  for (const loss of losses) logs += Math.log((shape / scale) * loss + 1);
  return -losses.length * Math.log(scale) - (1 / shape + 1) * logs;
}
