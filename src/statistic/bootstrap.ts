import type { Random } from '../util/random.ts';
import { type Figure, absent, counted } from './figure.ts';
import { type Series, isFlat, mean, present, quantileOfSorted, sorted } from './moments.ts';

/** A 95 % interval by resampling. */
export interface Interval {
  readonly low: Figure;
  readonly high: Figure;
}

/** What resampling whole blocks of returns says about their mean and their Sharpe ratio, both per period. */
export interface Bootstrap {
  readonly mean: Interval;
  readonly sharpe: Interval;
}

/** The source of chance, and how much is drawn. */
export interface BootstrapOptions {
  readonly random: Random;
  /** Resamples; 1000 when absent, none with 0. */
  readonly resamples?: number;
  /** Returns in a block; the cube root of their count when absent. Blocks keep what neighbours have in common. */
  readonly block?: number;
}

const fewest = 10;

/**
 * Circular block bootstrap: series of the same length are put together from blocks that begin anywhere (the end joins the
 * start), and the middle 95 % of their means and Sharpe ratios are kept. Needs 10 returns. Cost: resamples × n / block.
 *
 * - source: Politis and Romano (1992)
 */
export function blockBootstrap(returns: Series, options: BootstrapOptions): Bootstrap {
  const known = present(returns);
  const n = known.length;
  if (n < fewest) return both(absent(counted(n, 'return')));
  if (isFlat(known)) return both(absent('no variation'));
  const centre = mean(known);
  const { sums, squares } = prefixes(known, centre);
  const block = Math.min(n, Math.max(1, options.block ?? Math.round(Math.cbrt(n))));
  const resamples = options.resamples ?? 1000;
  const means = new Float64Array(resamples);
  const ratios = new Float64Array(resamples).fill(NaN);
  for (let k = 0; k < resamples; k++) {
    let total = 0;
    let square = 0;
    for (let drawn = 0; drawn < n; drawn += block) {
      const first = options.random.below(n);
      const last = first + Math.min(block, n - drawn);
      total += sums[last]! - sums[first]!;
      square += squares[last]! - squares[first]!;
    }
    const spread = (square - (total * total) / n) / (n - 1);
    means[k] = centre + total / n;
    if (spread > 0) ratios[k] = means[k]! / Math.sqrt(spread);
  }
  return { mean: middle(means), sharpe: middle(ratios) };
}

/** Running sums of the distances from the mean and of their squares, the series written twice to join end and start. */
function prefixes(values: Series, centre: number): { sums: Float64Array; squares: Float64Array } {
  const n = values.length;
  const sums = new Float64Array(2 * n + 1);
  const squares = new Float64Array(2 * n + 1);
  for (let k = 0; k < 2 * n; k++) {
    const distance = values[k % n]! - centre;
    sums[k + 1] = sums[k]! + distance;
    squares[k + 1] = squares[k]! + distance * distance;
  }
  return { sums, squares };
}

function middle(values: Float64Array): Interval {
  if (values.length === 0) return { low: absent('not resampled'), high: absent('not resampled') };
  const rising = sorted(present(values));
  if (rising.length < values.length / 2) return { low: absent('no variation'), high: absent('no variation') };
  return { low: quantileOfSorted(rising, 0.025), high: quantileOfSorted(rising, 0.975) };
}

function both(figure: Figure): Bootstrap {
  return { mean: { low: figure, high: figure }, sharpe: { low: figure, high: figure } };
}
