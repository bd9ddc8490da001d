import { type Figure, absent, counted, ratio } from './figure.ts';
import { annualReturn } from './growth.ts';
import { type Series } from './moments.ts';
import { type AlphaOptions, alphaBeta } from './regression.ts';

/** Which days of the benchmark count: all, rising ones, falling ones. */
export type Side = 'all' | 'up' | 'down';

/** Annual return over the annual return of the benchmark, on the days of `side` alone. Reference: empyrical `capture`. */
export function capture(returns: Series, benchmark: Series, periods: number, side: Side = 'all'): Figure {
  const chosen = choose(returns, benchmark, side);
  return ratio(annualReturn(chosen.own, periods), annualReturn(chosen.other, periods), 'flat benchmark');
}

/** Capture on rising days over capture on falling days; above 1 is what one wants. */
export function upDownCapture(returns: Series, benchmark: Series, periods: number): Figure {
  const up = capture(returns, benchmark, periods, 'up');
  return ratio(up, capture(returns, benchmark, periods, 'down'), 'nothing captured');
}

/** Alpha and beta over the days of `side` alone. */
export function sideAlphaBeta(
  returns: Series,
  benchmark: Series,
  side: Side,
  options: AlphaOptions,
): { alpha: Figure; beta: Figure } {
  const chosen = choose(returns, benchmark, side);
  return alphaBeta(chosen.own, chosen.other, options);
}

function choose(returns: Series, benchmark: Series, side: Side): { own: Series; other: Series } {
  if (side === 'all') return { own: returns, other: benchmark };
  const sign = side === 'up' ? 1 : -1;
  const own: number[] = [];
  const other: number[] = [];
  for (let k = 0; k < benchmark.length; k++) {
    if (benchmark[k]! * sign > 0 && !Number.isNaN(returns[k] ?? NaN)) {
      own.push(returns[k]!);
      other.push(benchmark[k]!);
    }
  }
  return { own, other };
}

/**
 * Fragility heuristic: how far the mean outcome of the benchmark's best and worst day, weighted by distance, lies below
 * the outcome of its middle day. Negative: losses grow faster than the benchmark's moves.
 *
 * - source: Taleb, Canetti et al., IMF working paper 12/216; reference values: empyrical
 */
export function betaFragility(returns: Series, benchmark: Series): Figure {
  if (Math.min(returns.length, benchmark.length) < 3) return absent(counted(returns.length, 'return'));
  const days: { own: number; other: number }[] = [];
  for (let k = 0; k < returns.length; k++) days.push({ own: returns[k]!, other: benchmark[k] ?? NaN });
  const rising = days
    .filter((day) => !Number.isNaN(day.own) && !Number.isNaN(day.other))
    .toSorted((left, right) => left.other - right.other);
  const low = rising[0];
  const high = rising.at(-1);
  const middle = rising[Math.min(rising.length - 1, roundHalfEven(rising.length / 2))];
  if (low === undefined || middle === undefined || high === undefined) return absent(counted(0, 'return'));
  const range = high.other - low.other;
  const lowShare = range === 0 ? 0.5 : (middle.other - low.other) / range;
  const highShare = range === 0 ? 0.5 : (high.other - middle.other) / range;
  return lowShare * low.own + highShare * high.own - middle.own;
}

function roundHalfEven(x: number): number {
  const down = Math.floor(x);
  return x - down === 0.5 ? down + (down % 2) : Math.round(x);
}
