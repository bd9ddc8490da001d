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

/**
 * Mean of growth factors less one: the constant return with the same end. Gaps count as no change, as the first bar of a
 * curve does. 0 when one of them loses everything.
 */
export function geometricMean(returns: Series): Figure {
  if (returns.length === 0) return absent(counted(0, 'return'));
  let logs = 0;
  for (let k = 0; k < returns.length; k++) {
    const growth = Number.isNaN(returns[k]) ? 1 : 1 + returns[k]!;
    if (growth <= 0) return 0;
    logs += Math.log(growth);
  }
  return Math.exp(logs / returns.length) - 1;
}

export type Span = 'weekly' | 'monthly' | 'quarterly' | 'yearly';

/** Returns compounded by calendar span (UTC; ISO weeks), spans in order of year, then number of the span in the year. */
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
  const date = new Date(time);
  const year = date.getUTCFullYear();
  const month = date.getUTCMonth();
  if (span === 'yearly') return `${year}`;
  if (span === 'quarterly') return `${year}-Q${Math.floor(month / 3) + 1}`;
  if (span === 'monthly') return `${year}-${String(month + 1).padStart(2, '0')}`;
  return `${year}-W${String(isoWeek(time)).padStart(2, '0')}`;
}

/** ISO 8601 week of the day: weeks begin on Monday, week 1 holds the year's first Thursday. */
export function isoWeek(time: number): number {
  const thursday = new Date(time);
  thursday.setUTCDate(thursday.getUTCDate() + 3 - ((thursday.getUTCDay() + 6) % 7));
  return Math.floor((thursday.getTime() - Date.UTC(thursday.getUTCFullYear(), 0, 1)) / 604_800_000) + 1;
}
