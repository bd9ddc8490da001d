import type { BarFacts, EquityFact, SeriesFacts, Snapshot } from './snapshot.ts';

/** A price that matters now, drawn across the chart. */
export interface ChartLevel {
  readonly kind: 'entry' | 'stop' | 'target' | 'last' | 'order' | 'alert';
  readonly price: number;
  /** From this time on; absent: all the way. */
  readonly from?: number;
}

/** Something that happened at a price. */
export interface ChartMark {
  readonly kind: 'buy' | 'sell' | 'exit';
  readonly time: number;
  readonly price: number;
  /** Won or lost, for exits. */
  readonly profit: number;
}

/** A stretch of price and time that signals have to lie in. */
export interface ChartRegion {
  readonly id: string;
  readonly from: number;
  /** Infinity: it stays. */
  readonly until: number;
  /** Edges at its beginning and its end. */
  readonly low: readonly [number, number];
  readonly high: readonly [number, number];
}

/** Edges of a region at a moment; `undefined` while it is not. */
export function regionAt(
  { from, until, low, high }: ChartRegion,
  time: number,
): { readonly low: number; readonly high: number } | undefined {
  if (time < from || time >= until) return undefined;
  const part = until === Infinity ? 0 : (time - from) / (until - from);
  const at = ([begin, end]: readonly [number, number]): number =>
    begin === end ? begin : begin + (end - begin) * part;
  return { low: at(low), high: at(high) };
}

/** A line of an indicator: one value a bar, NaN where there is none. */
export interface ChartLine {
  readonly label: string;
  readonly values: readonly number[];
}

/** A candle chart as any face draws it. */
export interface ChartModel {
  readonly instrument: string;
  readonly timeframe: string;
  readonly timeframes: readonly string[];
  readonly bars: readonly BarFacts[];
  /** Those that lie among the prices. */
  readonly lines: readonly ChartLine[];
  /** Those that do not: shown as numbers. */
  readonly figures: readonly (readonly [label: string, value: number])[];
  readonly levels: readonly ChartLevel[];
  readonly marks: readonly ChartMark[];
  readonly regions: readonly ChartRegion[];
  readonly decimals: number;
  readonly last: number;
}

/** The chart of a market. @param most bars that fit @returns `undefined` where there is no bar yet */
export function chartModel(
  snapshot: Snapshot,
  wanted: { readonly instrument: string; readonly timeframe: string | undefined; readonly back: number },
  most: number,
): ChartModel | undefined {
  const all = snapshot.series.filter(({ instrument }) => instrument === wanted.instrument);
  const series = all.find(({ timeframe }) => timeframe === wanted.timeframe) ?? all[0];
  const market = snapshot.markets.find(({ id }) => id === wanted.instrument);
  if (series === undefined || market === undefined || series.bars.items.length === 0) return undefined;
  const { items } = series.bars;
  const end = Math.max(Math.min(most, items.length), items.length - wanted.back);
  const bars = items.slice(Math.max(0, end - most), end);
  const first = bars[0]!.time;
  return {
    instrument: wanted.instrument,
    timeframe: series.timeframe,
    timeframes: all.map(({ timeframe }) => timeframe),
    bars,
    ...splitLines(series, bars),
    levels: levelsOf(snapshot, wanted.instrument, market.last),
    marks: marksOf(snapshot, wanted.instrument).filter(({ time }) => time >= first),
    regions: snapshot.regions
      .filter(({ instrument }) => instrument === wanted.instrument)
      .map(({ id, from, until, lowA, lowB, highA, highB }) => {
        return { id, from, until, low: [lowA, lowB], high: [highA, highB] };
      }),
    decimals: market.priceDecimals,
    last: market.last,
  };
}

function splitLines({ labels }: SeriesFacts, bars: readonly BarFacts[]): Pick<ChartModel, 'lines' | 'figures'> {
  const last = bars.at(-1)!;
  const lines = labels.map((label, k) => ({ label, values: bars.map(({ values }) => values[k] ?? NaN) }));
  const isNear = ({ values }: ChartLine): boolean => {
    const value = values.at(-1) ?? NaN;
    return value > last.close * 0.5 && value < last.close * 2;
  };
  return {
    lines: lines.filter(isNear),
    figures: lines.filter((line) => !isNear(line)).map(({ label, values }) => [label, values.at(-1) ?? NaN] as const),
  };
}

function levelsOf({ trades, waiting }: Snapshot, instrument: string, last: number): ChartLevel[] {
  const alerts = waiting.filter((alert) => alert.instrument === instrument);
  const own = trades.filter((trade) => trade.instrument === instrument);
  const levels: ChartLevel[] = own.flatMap((trade) => [
    { kind: 'stop' as const, price: trade.stop, from: trade.entryTime },
    { kind: 'target' as const, price: trade.target, from: trade.entryTime },
    trade.state === 'pending'
      ? { kind: 'order' as const, price: trade.orderPrice }
      : { kind: 'entry' as const, price: trade.entryPrice, from: trade.entryTime },
  ]);
  for (const { price } of alerts) levels.push({ kind: 'alert', price });
  return [...levels, { kind: 'last' as const, price: last }].filter(({ price }) => !Number.isNaN(price));
}

function side(direction: string): 'buy' | 'sell' {
  return direction === 'long' ? 'buy' : 'sell';
}

function marksOf({ trades, logs }: Snapshot, instrument: string): ChartMark[] {
  const over = logs.history.items.slice(-200).filter((trade) => trade.instrument === instrument);
  const open = trades.filter((trade) => trade.instrument === instrument && trade.state !== 'pending');
  return [
    ...over.flatMap((trade): ChartMark[] => [
      { kind: side(trade.direction), time: trade.entryTime, price: trade.entryPrice, profit: NaN },
      { kind: 'exit', time: trade.exitTime, price: trade.exitPrice, profit: trade.profit },
    ]),
    ...open.map((trade): ChartMark => {
      return { kind: side(trade.direction), time: trade.entryTime, price: trade.entryPrice, profit: NaN };
    }),
  ];
}

/** The equity curve as any face draws it. */
export interface EquityModel {
  readonly points: readonly EquityFact[];
  /** Below the highest so far, ratios >= 0, point by point. */
  readonly drawdowns: readonly number[];
  readonly start: number;
  readonly now: number;
  readonly currency: string;
}

/** The equity curve of a session, thinned to so many points. */
export function equityModel({ logs, accounts }: Snapshot, most: number): EquityModel {
  const { items } = logs.equity;
  const step = Math.max(1, items.length / Math.max(1, most));
  const picked = Array.from({ length: Math.min(items.length, most) }, (_, k) => items[Math.floor(k * step)]!);
  const now = accounts.reduce((sum, { equity }) => sum + equity, 0);
  const points = [...picked.slice(0, -1), ...items.slice(-1)];
  let peak = -Infinity;
  const drawdowns = points.map(([, value]) => {
    peak = Math.max(peak, value);
    return peak > 0 ? 1 - value / peak : 0;
  });
  return { points, drawdowns, start: points[0]?.[1] ?? now, now, currency: accounts[0]?.currency ?? '' };
}
