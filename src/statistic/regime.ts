import type { EquityPoint, MarketRecord, TradeRecord } from '../market/record.ts';
import { mean } from './moments.ts';

const window = 20;

/**
 * For each trade, whether its market stood `up` (at or above) or `down` (below) against the mean of its last 20 daily
 * prices known at the entry; `unknown` with fewer. `undefined` when no market has daily prices.
 */
export function regimes(trades: readonly TradeRecord[], markets: readonly MarketRecord[]): string[] | undefined {
  const daily = new Map<string, readonly EquityPoint[]>(
    markets.flatMap(({ instrument, daily: points }) => (points === undefined ? [] : [[instrument, points] as const])),
  );
  if (daily.size === 0) return undefined;
  return trades.map((trade) => regimeAt(daily.get(trade.instrument) ?? [], trade.entryTime));
}

function regimeAt(points: readonly EquityPoint[], time: number): string {
  const known = countUntil(points, time);
  if (known < window) return 'unknown';
  const prices = points.slice(known - window, known).map(([, price]) => price);
  return prices.at(-1)! >= mean(prices) ? 'up' : 'down';
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
