import type { EquityPoint, TradeRecord } from '../../market/record.ts';

/** A bar series as columns, oldest first: what the chart of a market is drawn from. Times are bar starts, ms. */
export interface BarColumns {
  readonly instrument: string;
  readonly timeframe: string;
  readonly time: readonly number[] | Float64Array;
  readonly open: readonly number[] | Float64Array;
  readonly high: readonly number[] | Float64Array;
  readonly low: readonly number[] | Float64Array;
  readonly close: readonly number[] | Float64Array;
}

/** Most points a chart gets. */
export const pointLimit = 20_000;

/** Bars put together so that no more than `limit` remain: first open, highest high, lowest low, last close. */
export function coarserBars(bars: BarColumns, limit = pointLimit): BarColumns {
  const count = bars.time.length;
  const size = Math.ceil(count / limit);
  if (size <= 1) return bars;
  const time: number[] = [];
  const open: number[] = [];
  const high: number[] = [];
  const low: number[] = [];
  const close: number[] = [];
  for (let first = 0; first < count; first += size) {
    const last = Math.min(first + size, count) - 1;
    let top = bars.high[first]!;
    let bottom = bars.low[first]!;
    for (let k = first + 1; k <= last; k++) {
      top = Math.max(top, bars.high[k]!);
      bottom = Math.min(bottom, bars.low[k]!);
    }
    time.push(bars.time[first]!);
    open.push(bars.open[first]!);
    high.push(top);
    low.push(bottom);
    close.push(bars.close[last]!);
  }
  return { instrument: bars.instrument, timeframe: `${size} × ${bars.timeframe}`, time, open, high, low, close };
}

/**
 * A curve thinned to `limit` points at most. Of each stretch the lowest, the highest and the last point stay, so that no
 * peak and no drawdown disappears.
 */
export function thinner(points: readonly EquityPoint[], limit = pointLimit): readonly EquityPoint[] {
  if (points.length <= limit) return points;
  const size = Math.ceil(points.length / Math.floor(limit / 3));
  const kept: EquityPoint[] = [];
  for (let first = 0; first < points.length; first += size) {
    const last = Math.min(first + size, points.length) - 1;
    let low = first;
    let high = first;
    for (let k = first; k <= last; k++) {
      if (points[k]![1] < points[low]![1]) low = k;
      if (points[k]![1] > points[high]![1]) high = k;
    }
    const chosen = [...new Set([low, high, last])].toSorted((a, b) => a - b);
    for (const k of chosen) kept.push(points[k]!);
  }
  return kept;
}

/** The fall below the highest value so far at each point, percent, 0 or below. */
export function drawdownCurve(points: readonly EquityPoint[]): EquityPoint[] {
  let peak = -Infinity;
  return points.map(([time, value]) => {
    peak = Math.max(peak, value);
    return [time, peak > 0 ? (value / peak - 1) * 100 : 0] as const;
  });
}

/** A curve for the chart: whole seconds, rising, nine digits; of points within one second the last stays. */
export function inSeconds(points: readonly EquityPoint[]): [number[], number[]] {
  const times: number[] = [];
  const values: number[] = [];
  for (const [time, exact] of points) {
    const second = Math.floor(time / 1000);
    const value = Number(exact.toPrecision(9));
    if (times.length > 0 && second <= times.at(-1)!) values[values.length - 1] = value;
    else {
      times.push(second);
      values.push(value);
    }
  }
  return [times, values];
}

/** A trade on a chart: places of the bars it begins and ends in, and its prices. */
export type TradeMark = readonly [
  entryBar: number,
  entryPrice: number,
  exitBar: number,
  exitPrice: number,
  direction: 1 | -1,
  profit: string,
];

/** The trades of one market, placed on its bars. None without bars. */
export function tradeMarks(trades: readonly TradeRecord[], bars: BarColumns): TradeMark[] {
  if (bars.time.length === 0) return [];
  return trades
    .filter((trade) => trade.instrument === bars.instrument)
    .map((trade) => [
      barAt(bars.time, trade.entryTime),
      Number(trade.entryPrice),
      barAt(bars.time, trade.exitTime),
      Number(trade.exitPrice),
      trade.side === 'buy' ? 1 : -1,
      trade.profit,
    ]);
}

/** The last bar that began at or before `time`; the first one for times before it. */
function barAt(times: BarColumns['time'], time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle]! <= time) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}

/** Digits after the point that prices of a market need: as its trades and last bars are written, else by their size. */
export function priceDigits(trades: readonly TradeRecord[], bars: BarColumns): number {
  const own = trades.filter((trade) => trade.instrument === bars.instrument);
  const texts = own.flatMap((trade) => [trade.entryPrice, trade.exitPrice]);
  for (let k = Math.max(0, bars.close.length - 200); k < bars.close.length; k++) texts.push(String(bars.close[k]));
  let digits = -1;
  for (const text of texts) {
    const found = /e/.test(text) ? 99 : (text.split('.')[1]?.length ?? 0);
    // More than ten digits were computed, not quoted.
    if (found <= 10) digits = Math.max(digits, found);
  }
  if (digits >= 0) return digits;
  const price = bars.close.at(-1) ?? 1;
  return price > 0 ? Math.max(0, Math.min(10, 5 - Math.ceil(Math.log10(price)))) : 2;
}
