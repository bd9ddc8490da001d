import { assert } from '../util/assert.ts';
import { type Series } from './moments.ts';

/**
 * `measure` over each window of `window` values, first to last: `n − window + 1` results. A window longer than the
 * series is cut to it; an empty series has none. Cost: the cost of `measure` for each window.
 *
 * @throws AssertionError when `window` is not a whole number ≥ 1.
 */
export function rolling<Result>(
  series: Series,
  window: number,
  measure: (part: Series, first: number) => Result,
): Result[] {
  assert(Number.isInteger(window) && window >= 1, `a window is a whole number >= 1, was ${window}`);
  const length = Math.min(window, series.length);
  const results: Result[] = [];
  if (length === 0) return results;
  for (let first = 0; first + length <= series.length; first++) {
    results.push(measure(series.slice(first, first + length), first));
  }
  return results;
}

/** The same over two series side by side. */
export function rollingPairs<Result>(
  series: Series,
  other: Series,
  window: number,
  measure: (own: Series, other: Series) => Result,
): Result[] {
  return rolling(series, window, (part, first) => measure(part, other.slice(first, first + part.length)));
}
