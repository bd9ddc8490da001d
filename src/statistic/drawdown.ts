import { type Figure, absent, counted } from './figure.ts';
import { type Series, mean } from './moments.ts';
import { cumulativeReturns } from './returns.ts';

/** A fall of the curve below an earlier peak, until that peak is reached again. */
export interface Drawdown {
  /** Place of the peak in the curve. */
  readonly start: number;
  /** Place of the lowest value. */
  readonly trough: number;
  /** Place where the peak is reached again; `undefined` while it is not: the drawdown is open. */
  readonly end: number | undefined;
  /** Fall from peak to trough in the curve's unit, > 0. */
  readonly amount: number;
  /** The same as a share of the peak, > 0; above 1 when the curve went below zero. */
  readonly share: number;
}

/** Every drawdown of a curve of account values, in order. A curve that starts at or below zero has none. */
export function drawdowns(curve: Series): Drawdown[] {
  const found: Drawdown[] = [];
  let peak = 0;
  let trough = 0;
  for (let k = 1; k < curve.length; k++) {
    if (curve[k]! < curve[peak]!) {
      if (trough === peak || curve[k]! < curve[trough]!) trough = k;
      continue;
    }
    if (trough !== peak) found.push(episode(curve, peak, trough, k));
    peak = k;
    trough = k;
  }
  if (trough !== peak) found.push(episode(curve, peak, trough, undefined));
  return found.filter((each) => each.share > 0 && each.share < Infinity);
}

function episode(curve: Series, start: number, trough: number, end: number | undefined): Drawdown {
  const amount = curve[start]! - curve[trough]!;
  return { start, trough, end, amount, share: amount / curve[start]! };
}

/**
 * Largest fall from a peak of the wealth that the returns build up, starting from 1: 0 … −1. Gaps count as no change.
 * Reference values: empyrical `max_drawdown`.
 */
export function maxDrawdown(returns: Series): Figure {
  if (returns.length < 1) return absent(counted(0, 'return'));
  let peak = 1;
  let worst = 0;
  for (const wealth of cumulativeReturns(returns, 1)) {
    if (wealth > peak) peak = wealth;
    worst = Math.min(worst, (wealth - peak) / peak);
  }
  return worst;
}

/** At each place of the curve, the fall from the highest value so far as a share of it: 0 at a peak, else above. */
export function underWater(curve: Series): Float64Array {
  const depth = new Float64Array(curve.length);
  let peak = -Infinity;
  for (let k = 0; k < curve.length; k++) {
    peak = Math.max(peak, curve[k]!);
    depth[k] = curve[k] === peak ? 0 : 1 - curve[k]! / peak;
  }
  return depth;
}

/**
 * Ulcer index: root mean square of the depth below the peak, over all values of the curve.
 *
 * - source: Martin and McCann, The Investor's Guide to Fidelity Funds (1989)
 */
export function ulcerIndex(curve: Series): Figure {
  if (curve.length < 2) return absent(counted(Math.max(0, curve.length - 1), 'return'));
  return Math.sqrt(mean(Float64Array.from(underWater(curve), (depth) => depth * depth)));
}
