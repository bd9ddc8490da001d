import { dayOf, monthKey, weekKey, yearKey } from './calendar.ts';
import { type Figure, absent, counted, finite } from './figure.ts';
import { type Series } from './moments.ts';

/** Relative change from each price to the next: one value fewer than prices. A step up from zero is Infinity. */
export function simpleReturns(prices: Series): Float64Array {
  const result = new Float64Array(Math.max(0, prices.length - 1));
  for (let k = 0; k < result.length; k++) result[k] = (prices[k + 1]! - prices[k]!) / prices[k]!;
  return result;
}

/** Logarithm of the change from each price to the next. */
export function logReturns(prices: Series): Float64Array {
  const result = new Float64Array(Math.max(0, prices.length - 1));
  for (let k = 0; k < result.length; k++) result[k] = Math.log(prices[k + 1]! / prices[k]!);
  return result;
}

/**
 * Compounded returns, a gap counting as no change: growth less one, or the value that `start` has grown to when a
 * start other than 0 is given.
 */
export function cumulativeReturns(returns: Series, start = 0): Float64Array {
  const result = new Float64Array(returns.length);
  let growth = 1;
  for (let k = 0; k < returns.length; k++) {
    if (!Number.isNaN(returns[k])) growth *= 1 + returns[k]!;
    result[k] = start === 0 ? growth - 1 : growth * start;
  }
  return result;
}

/** The last of `cumulativeReturns`. Absent without returns. */
export function cumulativeReturn(returns: Series, start = 0): Figure {
  const last = cumulativeReturns(returns, start).at(-1);
  return last === undefined ? absent(counted(0, 'return')) : finite(last, 'returns too large');
}

/** Geometric mean of the growth factors less one: the constant return with the same end. −1 when one of them loses all. */
export function geometricMean(returns: Series): Figure {
  if (returns.length === 0) return absent(counted(0, 'return'));
  let logs = 0;
  for (let k = 0; k < returns.length; k++) {
    if (returns[k]! <= -1) return -1;
    logs += Math.log1p(returns[k]!);
  }
  return Math.expm1(logs / returns.length);
}

/** A calendar span that returns are compounded over. */
export type Span = 'weekly' | 'monthly' | 'quarterly' | 'yearly';

/** Returns compounded by calendar span (UTC; ISO weeks), in order of time. */
export function aggregateReturns(returns: Series, times: Series, span: Span): { key: string; value: number }[] {
  const groups = new Map<string, number>();
  for (let k = 0; k < returns.length; k++) {
    const key = spanKey(times[k]!, span);
    groups.set(key, (groups.get(key) ?? 1) * (Number.isNaN(returns[k]) ? 1 : 1 + returns[k]!));
  }
  const keys = [...groups.keys()].toSorted();
  return keys.map((key) => ({ key, value: groups.get(key)! - 1 }));
}

function spanKey(time: number, span: Span): string {
  const ending = dayOf(time);
  if (span === 'yearly') return yearKey(ending);
  if (span === 'weekly') return weekKey(ending);
  const month = monthKey(ending);
  return span === 'monthly' ? month : `${yearKey(ending)}-Q${Math.ceil(Number(month.slice(5)) / 3)}`;
}
