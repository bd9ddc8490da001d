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
  feed(bar: Bar): void;
}

/** Feeds a price indicator. */
export function priceFeeder(indicator: Indicator<number, unknown>, of: PriceOf): Feeder {
  const { warmup, settle } = indicator;
  switch (of) {
    case 'close':
      return { warmup, settle, feed: (bar) => void indicator.next(bar.close) };
    case 'open':
      return { warmup, settle, feed: (bar) => void indicator.next(bar.open) };
    case 'high':
      return { warmup, settle, feed: (bar) => void indicator.next(bar.high) };
    case 'low':
      return { warmup, settle, feed: (bar) => void indicator.next(bar.low) };
    case 'volume':
      return { warmup, settle, feed: (bar) => void indicator.next(bar.volume) };
    case 'hl2':
      return { warmup, settle, feed: (bar) => void indicator.next((bar.high + bar.low) / 2) };
    case 'hlc3':
      return { warmup, settle, feed: (bar) => void indicator.next((bar.high + bar.low + bar.close) / 3) };
    case 'ohlc4':
      return { warmup, settle, feed: (bar) => void indicator.next((bar.open + bar.high + bar.low + bar.close) / 4) };
  }
}

/** Feeds an indicator over whole bars. */
export function barFeeder(indicator: Indicator<Ohlcv, unknown>): Feeder {
  return { warmup: indicator.warmup, settle: indicator.settle, feed: (bar) => void indicator.next(bar) };
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
  /** Moment the open bar closes, ms; Infinity while none is open. */
  end = Infinity;
  /** Bars closed so far, warm-up included. */
  count = 0;
  readonly #price: Grid;
  readonly #volume: VolumeScale;
  readonly #feeders: Feeder[] = [];
  #start = NaN;
  #open = 0;
  #high = 0;
  #low = 0;
  #close = 0;
  #lots = 0;

  constructor(parts: { market: number; instrument: string; frame: Timeframe; price: Grid; volume: VolumeScale }) {
    this.market = parts.market;
    this.frame = parts.frame;
    this.#price = parts.price;
    this.#volume = parts.volume;
    this.bar = new ClosedBar(parts.instrument, parts.frame.name);
  }

  add(feeder: Feeder): void {
    this.#feeders.push(feeder);
  }

  /** Bars of history that settle every feeder. */
  get history(): number {
    // What never settles (a running total) is served no worse by what it needs to be warm.
    return this.#feeders.reduce((most, { settle, warmup }) => Math.max(most, Number.isFinite(settle) ? settle : warmup), 1);
  }

  /** End of the bar that a row at `time` would belong to. */
  endFor(time: number): number {
    return this.end === Infinity ? barEnd(this.frame, barStart(this.frame, time)) : this.end;
  }

  /** Takes a row of finer data in, in ticks; its time lies before `end`. */
  absorb(row: BarRow): void {
    if (this.end === Infinity) {
      this.#start = barStart(this.frame, row.time);
      this.end = barEnd(this.frame, this.#start);
      this.#open = row.open;
      this.#high = row.high;
      this.#low = row.low;
      this.#lots = row.lots;
    } else {
      if (row.high > this.#high) this.#high = row.high;
      if (row.low < this.#low) this.#low = row.low;
      this.#lots += row.lots;
    }
    this.#close = row.close;
  }

  /** Closes the open bar and feeds what is tracked. */
  finish(): void {
    const { bar } = this;
    const price = this.#price;
    bar.time = this.#start;
    bar.closeTime = this.end;
    bar.open = price.toNumber(this.#open);
    bar.high = price.toNumber(this.#high);
    bar.low = price.toNumber(this.#low);
    bar.close = price.toNumber(this.#close);
    bar.volume = this.#volume.grid.toNumber(this.#lots);
    this.end = Infinity;
    this.count++;
    for (const feeder of this.#feeders) feeder.feed(bar);
  }

  /** Highest and lowest price of the last closed bar, ticks. */
  get high(): number {
    return this.#high;
  }

  get low(): number {
    return this.#low;
  }
}
