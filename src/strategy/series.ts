import type { Indicator } from '../indicator/indicator.ts';
import type { Bar, BarRow, Ohlcv } from '../market/bar.ts';
import type { Grid } from '../market/grid.ts';
import { type Timeframe, barEnd, barStart } from '../market/timeframe.ts';
import type { PriceOf } from './strategy.ts';

/** The one object per series that strategies see; its fields are overwritten at each close. */
class ClosedBar implements Bar {
  readonly instrument: string;
  readonly timeframe: string;
  readonly closed = true;
  time = NaN;
  closeTime = NaN;
  open = NaN;
  high = NaN;
  low = NaN;
  close = NaN;
  volume = 0;

  constructor(instrument: string, timeframe: string) {
    this.instrument = instrument;
    this.timeframe = timeframe;
  }
}

/** Something that takes every closed bar of a series, and is warm after `warmup` of them. */
export interface Feeder {
  readonly warmup: number;
  /** Bars from which its value no longer depends on where the series began. */
  readonly settle: number;
  readonly feed: (bar: Bar) => void;
}

/** How a price indicator's input is read off a bar. */
const inputs: Readonly<Record<PriceOf, string>> = {
  close: 'bar.close',
  open: 'bar.open',
  high: 'bar.high',
  low: 'bar.low',
  volume: 'bar.volume',
  hl2: '(bar.high + bar.low) / 2',
  hlc3: '(bar.high + bar.low + bar.close) / 3',
  ohlc4: '(bar.open + bar.high + bar.low + bar.close) / 4',
};

type Feed = (bar: Bar) => void;
type FeedMaker = (indicator: Indicator<never, unknown>) => Feed;
const makers = new Map<unknown, Map<string, FeedMaker>>();

/**
 * A function that feeds one class of indicator. Made of the fixed texts above, once a class: a call site that sees one
 * class only is inlined, where one that all classes share costs a boxed number and an indirect call for every bar.
 */
function feedOf(indicator: Indicator<never, unknown>, input: string): Feed {
  const kind: unknown = indicator.constructor;
  const known = makers.get(kind) ?? new Map<string, FeedMaker>();
  makers.set(kind, known);
  const present = known.get(input);
  if (present !== undefined) return present(indicator);
  // oxlint-disable-next-line no-new-func, typescript/no-implied-eval, typescript/no-unsafe-type-assertion -- no text of a user's comes in
  const made = new Function('indicator', `return (bar) => { indicator.next(${input}); };`) as FeedMaker;
  known.set(input, made);
  return made(indicator);
}

/** Feeds a price indicator. */
export function priceFeeder(indicator: Indicator<number, unknown>, of: PriceOf): Feeder {
  return { warmup: indicator.warmup, settle: indicator.settle, feed: feedOf(indicator, inputs[of]) };
}

/** Feeds an indicator over whole bars. */
export function barFeeder(indicator: Indicator<Ohlcv, unknown>): Feeder {
  return { warmup: indicator.warmup, settle: indicator.settle, feed: feedOf(indicator, 'bar') };
}

/** Told when a series it watches closed a bar. */
export interface SeriesWatcher {
  onBar(series: Series): void;
}

/** What one unit of the data's volume is; known once the data are open. */
export interface VolumeScale {
  grid: Grid;
}

/**
 * The bars of one instrument and timeframe. Rows (finer bars, in ticks) are absorbed as they pass; the bar closes at
 * its appointed time, whether a tick comes or not. Buckets without a row make no bar.
 */
export class Series {
  readonly market: number;
  readonly frame: Timeframe;
  readonly bar: ClosedBar;
  /** Start, end (Infinity while no bar is open), open, high, low, close, lots: doubles that are written in place. */
  readonly cells = Float64Array.of(NaN, Infinity, 0, 0, 0, 0, 0);
  /** Those that decide on its bars, in the order of the profile. */
  readonly watchers: SeriesWatcher[] = [];
  /** Bars closed so far, warm-up included. */
  count = 0;
  readonly #price: Grid;
  readonly #volume: VolumeScale;
  readonly #feeders: Feeder[] = [];
  readonly #feeds: Feed[] = [];

  constructor(parts: { market: number; instrument: string; frame: Timeframe; price: Grid; volume: VolumeScale }) {
    this.market = parts.market;
    this.frame = parts.frame;
    this.#price = parts.price;
    this.#volume = parts.volume;
    this.bar = new ClosedBar(parts.instrument, parts.frame.name);
  }

  add(feeder: Feeder): void {
    this.#feeders.push(feeder);
    this.#feeds.push(feeder.feed);
  }

  /** Bars of history that settle every feeder. */
  get history(): number {
    // What never settles (a running total) is served no worse by what it needs to be warm.
    return this.#feeders.reduce(
      (most, { settle, warmup }) => Math.max(most, Number.isFinite(settle) ? settle : warmup),
      1,
    );
  }

  /** Moment the open bar closes, ms; Infinity while none is open. */
  get end(): number {
    return this.cells[1]!;
  }

  /** End of the bar that a row at `time` would belong to. */
  endFor(time: number): number {
    if (this.cells[1] !== Infinity) return this.cells[1]!;
    return barEnd(this.frame, barStart(this.frame, time));
  }

  /** Takes a row of finer data in, in ticks; its time lies before `end`. */
  absorb(row: BarRow): void {
    const { cells } = this;
    if (cells[1] === Infinity) {
      cells[0] = barStart(this.frame, row.time);
      cells[1] = barEnd(this.frame, cells[0]);
      cells[2] = row.open;
      cells[3] = row.high;
      cells[4] = row.low;
      cells[6] = row.lots;
    } else if (cells[6] === 0 && row.lots > 0 && cells[3] === cells[4]) {
      // Venues fill minutes without trades with flat bars; a longer bar begins with its first trade.
      cells[2] = row.open;
      cells[3] = row.high;
      cells[4] = row.low;
      cells[6] = row.lots;
    } else if (cells[6]! > 0 && row.lots === 0 && row.high === row.low) {
      return;
    } else {
      if (row.high > cells[3]!) cells[3] = row.high;
      if (row.low < cells[4]!) cells[4] = row.low;
      cells[6]! += row.lots;
    }
    cells[5] = row.close;
  }

  /** Closes the open bar and feeds what is tracked. */
  finish(): void {
    const { bar, cells } = this;
    const price = this.#price;
    bar.time = cells[0]!;
    bar.closeTime = cells[1]!;
    bar.open = price.toNumber(cells[2]!);
    bar.high = price.toNumber(cells[3]!);
    bar.low = price.toNumber(cells[4]!);
    bar.close = price.toNumber(cells[5]!);
    bar.volume = this.#volume.grid.toNumber(cells[6]!);
    cells[1] = Infinity;
    this.count++;
    const feeds = this.#feeds;
    for (let k = 0; k < feeds.length; k++) feeds[k]!(bar);
  }
}
