import type { EquityPoint, MarketRecord, TradeRecord } from '../market/record.ts';

const window = 20;

/** Against the mean of the last 20 daily prices known at the entry. */
export const regimeOrder: readonly string[] = ['up', 'down', 'unknown'];

/**
 * For each trade, the place in `regimeOrder`: whether its market stood at or above, or below, the mean of its last 20
 * daily prices known at the entry, or had fewer. `undefined` when no market has daily prices.
 */
export function regimes(trades: readonly TradeRecord[], markets: readonly MarketRecord[]): number[] | undefined {
  const daily = new Map<string, readonly EquityPoint[]>(
    markets.flatMap(({ instrument, daily: points }) => (points === undefined ? [] : [[instrument, points] as const])),
  );
  if (daily.size === 0) return undefined;
  return trades.map((trade) => regimeAt(daily.get(trade.instrument) ?? [], trade.entryTime));
}

function regimeAt(points: readonly EquityPoint[], time: number): number {
  const known = countUntil(points, time);
  if (known < window) return 2;
  let total = 0;
  for (let k = known - window; k < known; k++) total += points[k]![1];
  return points[known - 1]![1] >= total / window ? 0 : 1;
}

/** How many points lie at or before `time`. */
function countUntil(points: readonly EquityPoint[], time: number): number {
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (points[middle]![0] <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}
