import type { Indicator } from '../../src/indicator/indicator.ts';
import { type Bar, type Ohlcv, snapshot } from '../../src/market/bar.ts';
import { barEnd, barStart, timeframe } from '../../src/market/timeframe.ts';
import type { Direction } from '../../src/market/record.ts';
import type { EnterSignal, Level, Signal, Signals } from '../../src/market/signal.ts';
import type {
  OrderNotice,
  PriceOf,
  StrategyContext,
  StrategyDefinition,
  StrategyHandlers,
  StrategySetup,
  TradeView,
} from '../../src/strategy/strategy.ts';
import { Random } from '../../src/util/random.ts';

/** A signal with what the strategy saw when it gave it. */
export interface GivenSignal {
  readonly time: number;
  readonly price: number;
  readonly position: Direction | 'flat';
  readonly signal: Signal;
}

/** A trade that the driver's small venue ended. */
export interface DrivenTrade {
  readonly direction: Direction;
  readonly entryPrice: number;
  readonly exitPrice: number;
  readonly reason: 'signal' | 'stop' | 'target';
}

export interface Driven {
  /** Timeframes declared, in order, each once. */
  readonly series: readonly string[];
  readonly signals: readonly GivenSignal[];
  readonly trades: readonly DrivenTrade[];
  readonly open: readonly TradeView[];
}

export interface DriveOptions {
  /** As a profile would hold them; defaults are filled in by the schema. */
  readonly params?: Readonly<Record<string, unknown>>;
  /** Rows of the finest timeframe, in time order; coarser series are made of them. */
  readonly bars: readonly Ohlcv[];
  /** Length of a row of `bars`. */
  readonly timeframe?: string;
  /** Answers that the venue gives to entries, one after the other, instead of filling them. */
  readonly refusals?: readonly OrderNotice['state'][];
}

interface DriverTrade {
  view: { -readonly [Key in keyof TradeView]: TradeView[Key] };
  target: number | undefined;
}

interface DriverSeries {
  readonly name: string;
  readonly feeders: { readonly warmup: number; readonly feed: (bar: Bar) => void }[];
  count: number;
  open: Ohlcv[];
}

const instrument = 'test:BTC/USD';

/**
 * Runs a strategy over rows of bars with a venue of a few lines: market entries and exits fill at the open of the next
 * row, stops and (first) targets at their price inside a row, stops first. Enough to see what a strategy does; what
 * trades are worth is the business of the real venue.
 */
export function drive(definition: StrategyDefinition, options: DriveOptions): Driven {
  const driver = new Driver(definition, options);
  for (const row of options.bars) driver.row(row);
  return {
    series: driver.series.map((each) => each.name),
    signals: driver.signals,
    trades: driver.closed,
    open: driver.views(),
  };
}

/** A number out of a bar. */
function priceOf(bar: Ohlcv, of: PriceOf): number {
  const { open, high, low, close } = bar;
  if (of === 'hl2') return (high + low) / 2;
  if (of === 'hlc3') return (high + low + close) / 3;
  return of === 'ohlc4' ? (open + high + low + close) / 4 : bar[of];
}

class Driver {
  readonly series: DriverSeries[] = [];
  readonly signals: GivenSignal[] = [];
  readonly closed: DrivenTrade[] = [];
  readonly #trades: DriverTrade[] = [];
  readonly #waiting: Signal[] = [];
  readonly #refusals: OrderNotice['state'][];
  readonly #handlers: StrategyHandlers;
  readonly #random = new Random('driver');
  readonly #base: string;
  #now = 0;
  #price = NaN;
  #made = 0;

  constructor(definition: StrategyDefinition, options: DriveOptions) {
    this.#base = options.timeframe ?? '1m';
    this.#refusals = [...(options.refusals ?? [])];
    this.#handlers = definition.setup(this.#setup(definition.params.parse(options.params ?? {})));
  }

  row(row: Ohlcv): void {
    this.#now = row.time;
    this.#price = row.open;
    for (const signal of this.#waiting.splice(0)) this.#execute(signal, row);
    for (const trade of this.#trades.slice()) this.#touch(trade, row);
    this.#price = row.close;
    const end = barEnd(timeframe(this.#base), row.time);
    this.#now = end;
    for (const series of this.series) series.open.push(row);
    const done = this.series.filter(
      (series) => barEnd(timeframe(series.name), barStart(timeframe(series.name), row.time)) <= end,
    );
    const bars = done.map((series) => this.#close(series));
    const isWarm = this.series.every((each) => each.feeders.every(({ warmup }) => each.count >= warmup));
    if (isWarm) for (const bar of bars) this.#take(this.#handlers.onBar?.(bar, this.#context()));
  }

  views(): TradeView[] {
    return this.#trades.map(({ view }) => ({ ...view }));
  }

  #close(series: DriverSeries): Bar {
    const rows = series.open.splice(0);
    const frame = timeframe(series.name);
    const start = barStart(frame, rows[0]!.time);
    const bar: Bar = {
      instrument,
      timeframe: series.name,
      time: start,
      closeTime: barEnd(frame, start),
      open: rows[0]!.open,
      high: Math.max(...rows.map((row) => row.high)),
      low: Math.min(...rows.map((row) => row.low)),
      close: rows.at(-1)!.close,
      volume: rows.reduce((sum, row) => sum + row.volume, 0),
      closed: true,
    };
    series.count++;
    for (const { feed } of series.feeders) feed(bar);
    return bar;
  }

  #take(signals: Signals): void {
    const given =
      signals === undefined ? [] : Array.isArray(signals) ? (signals as readonly Signal[]) : [signals as Signal];
    for (const signal of given) {
      const { position } = this.#context();
      this.signals.push({ time: this.#now, price: this.#price, position, signal });
      this.#waiting.push(signal);
    }
  }

  #execute(signal: Signal, row: Ohlcv): void {
    if (signal.kind === 'enter') return this.#enter(signal, row);
    // Regions, alerts and operations are none of a driver's business.
    if (signal.kind === 'region' || signal.kind === 'alert' || signal.kind === 'operation') return;
    for (const trade of this.#trades.filter(({ view }) => signal.trade === undefined || signal.trade === view.id)) {
      if (signal.kind === 'exit' && (signal.direction ?? trade.view.direction) === trade.view.direction)
        this.#end(trade, row.open, 'signal');
      if (signal.kind !== 'modify') continue;
      if (signal.stop !== undefined)
        trade.view.stop = signal.stop === null ? undefined : this.#level(trade.view, signal.stop, -1);
    }
  }

  #enter(signal: EnterSignal, row: Ohlcv): void {
    const refusal = this.#refusals.shift();
    const id = `t${++this.#made}`;
    const state = refusal ?? 'filled';
    if (refusal === undefined) {
      const view: DriverTrade['view'] = {
        id,
        state: 'open',
        direction: signal.direction,
        quantity: 1,
        entryPrice: row.open,
        entryTime: row.time,
        stop: undefined,
        label: signal.label,
      };
      if (signal.stop !== undefined) view.stop = this.#level(view, signal.stop, -1);
      const target = signal.targets?.[0]?.at ?? signal.target;
      this.#trades.push({ view, target: target === undefined ? undefined : this.#level(view, target, 1) });
    }
    const notice: OrderNotice = {
      time: row.time,
      trade: id,
      order: `${id}-e`,
      purpose: 'entry',
      state,
      quantity: 1,
      price: row.open,
      reason: undefined,
    };
    this.#take(this.#handlers.onOrder?.(notice, this.#context()));
  }

  /** `way`: 1 in the trade's favour, −1 against it. */
  #level(view: TradeView, level: Level, way: 1 | -1): number {
    if (typeof level === 'number') return level;
    const sign = view.direction === 'long' ? way : -way;
    return view.entryPrice * (1 + (sign * level.percent) / 100);
  }

  #touch(trade: DriverTrade, row: Ohlcv): void {
    const { direction, stop } = trade.view;
    const { target } = trade;
    const isLong = direction === 'long';
    if (stop !== undefined && (isLong ? row.low <= stop : row.high >= stop)) return this.#end(trade, stop, 'stop');
    if (target !== undefined && (isLong ? row.high >= target : row.low <= target)) this.#end(trade, target, 'target');
  }

  #end(trade: DriverTrade, exitPrice: number, reason: DrivenTrade['reason']): void {
    const { direction, entryPrice } = trade.view;
    this.#trades.splice(this.#trades.indexOf(trade), 1);
    this.closed.push({ direction, entryPrice, exitPrice, reason });
  }

  #context(): StrategyContext {
    const trades = this.views();
    const net = trades.reduce((sum, { direction }) => sum + (direction === 'long' ? 1 : -1), 0);
    const position = net === 0 ? 'flat' : net > 0 ? 'long' : 'short';
    const price = this.#price;
    return { time: this.#now, price, bid: price, ask: price, position, trades, equity: 10_000, available: 10_000 };
  }

  #setup<P>(params: P): StrategySetup<P> {
    const follow = (name: string, warmup: number, feed: (bar: Bar) => void): void => {
      const present = this.series.find((each) => each.name === name);
      const series = present ?? { name, feeders: [], count: 0, open: [] };
      if (present === undefined) this.series.push(series);
      series.feeders.push({ warmup, feed });
    };
    return {
      instrument,
      params,
      track: <I extends Indicator<number, unknown>>(name: string, indicator: I, options?: { of?: PriceOf }): I => {
        follow(name, indicator.warmup, (bar) => void indicator.next(priceOf(bar, options?.of ?? 'close')));
        return indicator;
      },
      trackBars: <I extends Indicator<Ohlcv, unknown>>(name: string, indicator: I): I => {
        follow(name, indicator.warmup, (bar) => void indicator.next(snapshot(bar)));
        return indicator;
      },
      watch: (name) => follow(name, 1, () => {}),
      openBar: () => {
        throw new Error('the driver has no bars that form');
      },
      timer: () => {
        throw new Error('the driver has no timers yet');
      },
      random: () => this.#random.next(),
      now: () => this.#now,
      log: () => {},
    };
  }
}

/** A random walk of bars with trends, ranges, jumps and flat stretches; prices stay positive. */
export function walk(
  seed: string | number,
  count: number,
  options: { start?: number; millis?: number; price?: number } = {},
): Ohlcv[] {
  const random = new Random(seed);
  const { start = Date.UTC(2025, 0, 6), millis = 60_000 } = options;
  let close = options.price ?? 1000;
  let drift = 0;
  let deviation = 0.002;
  return Array.from({ length: count }, (_, k): Ohlcv => {
    if (random.next() < 0.01) drift = 0.001 * random.normal();
    if (random.next() < 0.01) deviation = random.next() < 0.1 ? 0 : 0.003 * random.next();
    const jump = random.next() < 0.005 ? 0.03 * random.normal() : 0;
    const open = close * Math.exp(deviation * 0.2 * random.normal() + jump);
    close = open * Math.exp(deviation === 0 ? 0 : drift + deviation * random.normal());
    const reach = 1 + deviation * random.next();
    return {
      time: start + k * millis,
      open,
      high: Math.max(open, close) * reach,
      low: Math.min(open, close) / reach,
      close,
      volume: random.below(50),
    };
  });
}

/** Bars with these closes and no wicks; each opens where the last one closed. */
export function barsOf(closes: readonly number[], millis = 60_000, start = Date.UTC(2025, 0, 6)): Ohlcv[] {
  return closes.map((close, k) => {
    const open = closes[k - 1] ?? close;
    return {
      time: start + k * millis,
      open,
      high: Math.max(open, close),
      low: Math.min(open, close),
      close,
      volume: 1,
    };
  });
}
